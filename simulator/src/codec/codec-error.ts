/** Bytes that do not have the form the standard gives them. `offset` is the first byte that is wrong. */
export class CodecError extends Error {
  readonly code: `codec/${string}`;
  readonly offset: number;
  constructor(code: `codec/${string}`, message: string, offset: number) {
    super(`${message} (byte ${offset})`);
    this.name = 'CodecError';
    this.code = code;
    this.offset = offset;
  }
}
