import { CodecError } from '../../codec/codec-error.ts';
import { hex, toHex } from '../../codec/hex.ts';
import type { BitRate, Modulation } from '../../media/rf-frame.ts';

/** `106B`: bit rate and modulation as one word. */
export interface RfRate {
  readonly bitRate: BitRate;
  readonly modulation: Modulation;
}

/**
 * One datagram: a frame without CRC, `106B 050010`; a frame that came damaged, which is the word for the rate alone;
 * or `RFOFF`, the end of the field.
 * @see nfcpy nfc/clf/udp.py, _send_data and _recv_data
 */
export type RfDatagram =
  | { readonly kind: 'frame'; readonly rate: RfRate; readonly bytes: Uint8Array }
  | { readonly kind: 'damaged'; readonly rate: RfRate }
  | { readonly kind: 'field-off' };

const rates: ReadonlyMap<string, RfRate> = new Map(
  (
    [
      ['106A', 106, 'A'],
      ['212A', 212, 'A'],
      ['424A', 424, 'A'],
      ['847A', 847, 'A'],
      ['106B', 106, 'B'],
      ['212B', 212, 'B'],
      ['424B', 424, 'B'],
      ['847B', 847, 'B'],
      ['212F', 212, 'F'],
      ['424F', 424, 'F'],
    ] as const
  ).map(([word, bitRate, modulation]) => [word, { bitRate, modulation }]),
);

const fieldOff = 'RFOFF';
/** Characters of the longest datagram that a host reads. @see nfcpy nfc/clf/udp.py, _recv_data */
export const maxDatagram = 1024;

/** Throws CodecError `codec/rf-datagram` or `codec/hex-…` for anything else. */
export function decodeDatagram(text: string): RfDatagram {
  if (text.startsWith(fieldOff)) return { kind: 'field-off' };
  const rate = rates.get(text.slice(0, 4));
  if (rate === undefined || text.length > maxDatagram) {
    throw new CodecError('codec/rf-datagram', 'no bit rate and modulation, or too long', 0);
  }
  const digits = text.slice(4).trim();
  if (digits === '') return { kind: 'damaged', rate };
  if (text[4] !== ' ') throw new CodecError('codec/rf-datagram', 'no blank behind the bit rate', 4);
  return { kind: 'frame', rate, bytes: hex(digits) };
}

export function encodeDatagram(datagram: RfDatagram): string {
  if (datagram.kind === 'field-off') return fieldOff;
  const { bitRate, modulation } = datagram.rate;
  const word = `${bitRate}${modulation}`;
  return datagram.kind === 'damaged' ? word : `${word} ${toHex(datagram.bytes)}`;
}
