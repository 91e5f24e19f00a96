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
