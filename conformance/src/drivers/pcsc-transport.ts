/** A card in a PC/SC reader, held alone. Errors: ConformanceError `pcsc/…`. */
export interface PcscTransport {
  /** Powers the card down and up and gives the Answer to Reset. */
  reset(): Promise<Uint8Array>;
  transmit(command: Uint8Array, signal: AbortSignal): Promise<Uint8Array>;
  /** Resolves once a card is in the reader, or none; a card that has come back is connected to anew. */
  waitFor?(present: boolean, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
