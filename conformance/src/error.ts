import type { Bilingual } from './text.ts';

/**
 * Base of every error the harness throws. `code` is stable and of the form `area/reason`; callers and tests
 * match it and never the text. A status word is an answer, and a failed check a verdict: neither is an error.
 */
export class ConformanceError extends Error {
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** An error that is told to whoever runs the harness, hence in every language. */
export class ToldError extends ConformanceError {
  readonly words: Bilingual;
  constructor(code: string, words: Bilingual, options?: ErrorOptions) {
    super(code, words.en, options);
    this.words = words;
  }
}
