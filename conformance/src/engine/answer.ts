/** A response APDU in its parts, and which exchange of the evidence it is. */
export interface Answer {
  readonly bytes: Uint8Array;
  readonly data: Uint8Array;
  /** SW1-SW2; zero when the response has fewer than two bytes. */
  readonly statusWord: number;
  readonly exchange: number;
  readonly command: Uint8Array;
}
