/** A card in a PC/SC reader, held alone. Errors: ConformanceError `pcsc/…`. */
export interface PcscTransport {
  /** Powers the card down and up and gives the Answer to Reset. */
  reset(): Promise<Uint8Array>;
  transmit(command: Uint8Array, signal: AbortSignal): Promise<Uint8Array>;
  close(): Promise<void>;
}
