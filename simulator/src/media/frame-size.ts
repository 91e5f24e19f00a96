import type { BitRate } from './rf-frame.ts';

/** Bytes of a frame, CRC included, by FSCI and FSDI. @see ISO/IEC 14443-4, 5.1 and 5.2.3 */
const frameSizes = [16, 24, 32, 40, 48, 64, 96, 128, 256] as const;

/** A reserved index is taken for 256 bytes. */
export const frameSize = (index: number): number => frameSizes[index] ?? 256;

/** By the code of two bits of ATTRIB, PPS and interface bytes. */
export const bitRates = [106, 212, 424, 847] as const satisfies readonly BitRate[];

/** Times the carrier of 13.56 MHz swings in a millisecond. */
export const cyclesPerMs = 13_560;

/** Frame waiting time in ms; 15 is reserved and taken for 4. @see ISO/IEC 14443-4, 7.2 */
export const frameWaitingTimeMs = (fwi: number): number => (4096 * 2 ** (fwi === 15 ? 4 : fwi)) / cyclesPerMs;

/** FWT_MAX: no extension grants more. @see ISO/IEC 14443-4, 7.3 */
export const longestWaitingTimeMs = frameWaitingTimeMs(14);

/** What ATTRIB, or RATS and PPS, agreed on. */
export interface Activation {
  readonly cid: number;
  /** Longest frame that the reader takes, CRC included. */
  readonly fsd: number;
  /** Longest frame that the card takes, CRC included. */
  readonly fsc: number;
  readonly fwtMs: number;
  readonly cidSupported: boolean;
  readonly nadSupported: boolean;
  /** From reader to card, and back. */
  readonly receive: BitRate;
  readonly send: BitRate;
}
