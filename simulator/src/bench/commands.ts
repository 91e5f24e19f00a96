import { concatBytes, hex } from '../codec/hex.ts';

/** Command APDUs that rows send. The person's secrets are those of the guide's sample form. */

/** SELECT the application of public personal authentication, no FCI. */
export const selectJpki = hex('00 a4 04 0c 0a d3 92 f0 00 26 01 00 00 00 01');
/** SELECT EF 000A, the user authentication certificate. */
export const selectCertificate = hex('00 a4 02 0c 02 00 0a');
/** SELECT EF 0017, the user authentication key. */
export const selectKey = hex('00 a4 02 0c 02 00 17');
/** SELECT EF 0018, the user authentication PIN. */
export const selectPin = hex('00 a4 02 0c 02 00 18');
/** READ BINARY from offset 0, 256 bytes. */
export const read256 = hex('00 b0 00 00 00');
/** VERIFY without data: asks for the retry counter. */
export const askCounter = hex('00 20 00 80');
/** VERIFY 1234, the right PIN. */
export const verifyRight = hex('00 20 00 80 04 31 32 33 34');
/** VERIFY 9999, a wrong one. */
export const verifyWrong = hex('00 20 00 80 04 39 39 39 39');
/** DigestInfo of a SHA-256 hash of 32 times 5A, 51 bytes. */
export const digestInfo = hex(`30 31 30 0d 06 09 60 86 48 01 65 03 04 02 01 05 00 04 20 ${'5a '.repeat(32)}`);
/** COMPUTE DIGITAL SIGNATURE over a DigestInfo as it stands. */
export const sign = concatBytes(hex('80 2a 00 80 33'), digestInfo, hex('00'));
