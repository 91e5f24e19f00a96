/** ISO/IEC 14443-2 type A and B; F is the 212 and 424 kbit/s of ISO/IEC 18092, for FeliCa strangers only. */
export type Modulation = 'A' | 'B' | 'F';
/** kbit/s, as 1, 2, 4 and 8 times fc/128. */
export type BitRate = 106 | 212 | 424 | 847;

/** What a reader sends into the field. */
export interface RfFrame {
  readonly modulation: Modulation;
  /** From reader to card. The answer comes at the rate that card and reader agreed on. */
  readonly bitRate: BitRate;
  /** With the first bit sent in bit 0 of byte 0. Not kept: the caller may write to it afterwards. */
  readonly bytes: Uint8Array;
  /** Bits of the last byte that are sent, 1 to 8; absent: 8. REQA and WUPA have one byte of 7 bits. */
  readonly lastBits?: number;
  /**
   * Who makes the CRC. `reader`: `bytes` carry none, it is added; that of the answer is checked and taken away.
   * `host`: `bytes` are all that is on the air, and so is the answer. Type A frames that have none (REQA, WUPA,
   * anticollision) are sent with `host`; a frame of less than whole bytes never gets one.
   */
  readonly crc: 'reader' | 'host';
  /** How long the reader listens, from the end of its frame to the beginning of the answer. */
  readonly timeoutMs: number;
}

/** What is wrong with a frame that reached the reader; `temperature`: the reader is too hot to have sent. */
export type FrameError = 'crc' | 'parity' | 'framing' | 'temperature';

/** What the reader hears. */
export type RfAnswer =
  | { readonly kind: 'frame'; readonly bytes: Uint8Array; readonly lastBits?: number }
  /** Nothing began within `timeoutMs`. */
  | { readonly kind: 'silence' }
  /**
   * More than one card answered. Type A: `bytes` up to the first bit that differs, `bits` counts the good ones.
   * Type B: `bytes` are rubbish and `bits` is 0, what a reader takes for a CRC error.
   */
  | { readonly kind: 'collision'; readonly bytes: Uint8Array; readonly bits: number }
  | { readonly kind: 'corrupt'; readonly bytes: Uint8Array; readonly error: FrameError }
  /** There is no field: it was never on, or a fault took it away. */
  | { readonly kind: 'field-off' };

export const silence: RfAnswer = { kind: 'silence' };
export const fieldOff: RfAnswer = { kind: 'field-off' };
