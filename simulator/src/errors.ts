/**
 * Base of every error the simulator throws. `code` is stable and of the form `area/reason`; callers and
 * tests match it and never the text. A status word is an answer, not an error.
 */
export class SimulatorError extends Error {
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}
