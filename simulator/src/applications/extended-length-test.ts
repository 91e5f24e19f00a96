import { hex } from '../codec/hex.ts';
import { type Application, access, fileTable, transparent } from './card-file.ts';

/** Proprietary name (ISO/IEC 7816-4, category F): KAZASHI in ASCII and a number. */
export const extendedLengthTestAid = hex('f0 4b 41 5a 41 53 48 49 00 01');

/** Not on any real card: one free EF of 65,536 bytes, for answers as long as an APDU can be. */
export function extendedLengthTestApplication(): Application {
  return {
    name: 'extended-length-test',
    aid: extendedLengthTestAid,
    files: fileTable([
      transparent(0x01, access.free, () =>
        Uint8Array.from({ length: 65_536 }, (_, i) => (i ^ (i >> 8)) & 0xff),
      ),
    ]),
    change: 'change-reference-data',
    authenticateRefusal: undefined,
    defaultKey: undefined,
  };
}
