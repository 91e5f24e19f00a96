import { CodecError } from './codec-error.ts';
import { asciiBytes, asciiText, hex } from './hex.ts';

/** What differs between tokens in EF 0006 of the JPKI application. */
export interface TokenInfo {
  /** `JPKIAPICCTOKEN2` on the card. */
  readonly label: string;
  readonly manufacturerId: string;
  readonly model: string;
  readonly serialNumber: string;
}

const length = 160;
const text = [
  { field: 'label', offset: 0, length: 32 },
  { field: 'manufacturerId', offset: 32, length: 32 },
  { field: 'model', offset: 64, length: 16 },
  { field: 'serialNumber', offset: 80, length: 16 },
] as const;

/** From byte 96: flags, session counts, PIN lengths 16 and 6, memory sizes unknown, versions, no clock. */
const tail = hex(
  '0000040d 00000001 00000000 00000001 00000000 00000010 00000006 ffffffff ffffffff ffffffff ffffffff 3033 3031',
);

/**
 * A serialised PKCS#11 CK_TOKEN_INFO, 32-bit big-endian, 160 bytes. Texts are padded with blanks: clients
 * compare all 32 bytes of the label.
 * @see jpki-card reference, section 2.1
 */
export function encodeTokenInfo(info: TokenInfo): Uint8Array {
  const bytes = new Uint8Array(length).fill(0x20);
  for (const { field, offset, length: room } of text) {
    const value = asciiBytes(info[field]);
    if (value.length > room)
      throw new CodecError('codec/token-info', `${field} has more than ${room} bytes`, offset);
    bytes.set(value, offset);
  }
  bytes.set(tail, 96);
  bytes.set(asciiBytes('9999999999999999'), 144);
  return bytes;
}

export function decodeTokenInfo(bytes: Uint8Array): TokenInfo {
  if (bytes.length !== length)
    throw new CodecError('codec/token-info', 'token info has 160 bytes', bytes.length);
  const value = (index: number): string => {
    const { offset, length: room } = text[index]!;
    return asciiText(bytes.subarray(offset, offset + room)).trimEnd();
  };
  return { label: value(0), manufacturerId: value(1), model: value(2), serialNumber: value(3) };
}
