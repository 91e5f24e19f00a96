import { testPhoto } from '@kazashi/firmware-fixtures';
import { encodePng } from '../codec/png.ts';
import { drawText } from './draw-text.ts';

/** The individual number as it is printed: 72 by 12 pixels. @see jpki-card reference, section 2.3 */
export const numberPicture = (digits: string, scale = 1): Uint8Array => encodePng(drawText(digits, scale));

/** The security code as it is printed: 24 by 12 pixels. @see jpki-card reference, section 2.3 */
export const securityCodePicture = (digits: string, scale = 1): Uint8Array =>
  encodePng(drawText(digits, scale));

/** Name and address of invented persons are not drawn: the word TEST stands there. unverified: their sizes. */
export const namePicture = (): Uint8Array => encodePng(drawText('TEST', 2, 264));
export const addressPicture = (): Uint8Array => encodePng(drawText('TEST', 2, 528));

/** JPEG 2000 of nobody, grey. */
export const photo = testPhoto;

const startOfCodestream = 0xff4fff51;

/** What a JP2 file holds besides its boxes: the bare codestream. */
export function codestreamOf(jp2: Uint8Array): Uint8Array {
  const view = new DataView(jp2.buffer, jp2.byteOffset, jp2.byteLength);
  for (let at = 0; at + 4 <= jp2.length; at++) {
    if (view.getUint32(at) === startOfCodestream) return jp2.subarray(at);
  }
  return jp2;
}
