import { tlv } from './ber-tlv.ts';
import { CodecError } from './codec-error.ts';
import { concatBytes } from './hex.ts';

/** Data objects of secure messaging as this card has them. @see jpki-card reference, section 4.4 */
export const messagingTag = { cryptogram: 0x86, expectedLength: 0x96 } as const;

/** ISO/IEC 7816-4 padding of the plain text: 80 00 … to whole blocks. */
const paddingIndicator = 0x01;
export const blockLength = 16;

/** `86 L 01 ‖ cryptogram`. */
export const encodeCryptogram = (cryptogram: Uint8Array): Uint8Array =>
  tlv(messagingTag.cryptogram, Uint8Array.of(paddingIndicator), cryptogram);

/** The cryptogram in the value of object 86. Throws CodecError `codec/padding-indicator` or `codec/blocks`. */
export function cryptogramOf(value: Uint8Array, checkIndicator = true): Uint8Array {
  if (checkIndicator && value[0] !== paddingIndicator)
    throw new CodecError('codec/padding-indicator', 'padding indicator other than 01', 0);
  const cryptogram = value.subarray(1);
  if (cryptogram.length === 0 || cryptogram.length % blockLength !== 0)
    throw new CodecError('codec/blocks', 'not whole blocks', value.length);
  return cryptogram;
}

/** `96 03 00 ‖ Le`, Le in two bytes; 0000 means to the end of the file. */
export const encodeExpectedLength = (length: number): Uint8Array =>
  tlv(messagingTag.expectedLength, Uint8Array.of(0x00, length >> 8, length & 0xff));

/** Le in the value of object 96. Throws CodecError `codec/expected-length`. */
export function expectedLengthOf(value: Uint8Array): number {
  if (value.length !== 3 || value[0] !== 0x00)
    throw new CodecError('codec/expected-length', 'object 96 holds 00 and two bytes', 0);
  return (value[1]! << 8) | value[2]!;
}

/** Always adds: data of whole blocks grow by one. @see ISO/IEC 7816-4:2020, 10.2.3.1 */
export function pad(data: Uint8Array): Uint8Array {
  const padding = new Uint8Array(blockLength - (data.length % blockLength));
  padding[0] = 0x80;
  return concatBytes(data, padding);
}

/** `undefined` when there is no 80 00 … at the end. */
export function unpad(data: Uint8Array): Uint8Array | undefined {
  let end = data.length;
  while (end > 0 && data[end - 1] === 0x00) end--;
  return end > 0 && data[end - 1] === 0x80 ? data.subarray(0, end - 1) : undefined;
}
