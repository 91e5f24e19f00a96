import { SimulatorError } from '../errors.ts';

export type PkiErrorCode = 'pki/value' | 'pki/outside-authority';

/** A certificate that cannot be issued as asked. */
export class PkiError extends SimulatorError {
  declare readonly code: PkiErrorCode;
  constructor(code: PkiErrorCode, message: string) {
    super(code, message);
  }
}
