import { decodeTlv, tlv } from './ber-tlv.ts';
import { CodecError } from './codec-error.ts';
import { asciiBytes, asciiText, concatBytes } from './hex.ts';

const filler = Uint8Array.of(0xff, 0xff);

/**
 * EF 0001 of the text application: the individual number (個人番号) as FF10 with twelve ASCII digits, then two
 * bytes of filler; 17 bytes in all.
 * @see jpki-card reference, section 2.2
 */
export const encodeIndividualNumber = (number: string): Uint8Array =>
  concatBytes(tlv(0xff10, asciiBytes(number)), filler);

export function decodeIndividualNumber(bytes: Uint8Array): string {
  const object = decodeTlv(bytes);
  if (object.tag !== 0xff10) throw new CodecError('codec/tag', 'expected FF10', 0);
  return asciiText(object.value);
}
