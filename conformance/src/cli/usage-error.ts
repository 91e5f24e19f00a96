import { ConformanceError } from '../error.ts';
import type { Bilingual } from '../text.ts';

/** The command line asks for something that cannot be done; the exit code is 2. */
export class UsageError extends ConformanceError {
  readonly words: Bilingual;
  constructor(code: string, words: Bilingual) {
    super(code, words.en);
    this.words = words;
  }
}
