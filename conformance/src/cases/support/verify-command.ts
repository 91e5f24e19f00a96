import { concat } from '../../bytes/hex.ts';

/** VERIFY of the current reference, or of the one that P2 names by short identifier. */
export const verifyCommand = (value: Uint8Array, p2 = 0x80): Uint8Array =>
  concat(Uint8Array.of(0x00, 0x20, 0x00, p2, value.length), value);
