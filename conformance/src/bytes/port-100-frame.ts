import { concat, hex, sameBytes, toHex } from './hex.ts';

/** Sum of all bytes, to its lowest eight bits. */
const sum = (bytes: Uint8Array): number => bytes.reduce((total, byte) => total + byte, 0) % 256;
const complement = (bytes: Uint8Array): Uint8Array => Uint8Array.of((256 - sum(bytes)) % 256);

export const ack = hex('00 00 ff 00 ff 00');
const errorFrame = hex('00 00 ff ff ff');
const start = hex('00 00 ff ff ff');

/** `00 00 FF FF FF LEN LCS D6 code parameters DCS 00`. @see nfc-readers reference, 6.1 */
export function commandFrame(code: number, parameters: Uint8Array, direction = 0xd6): Uint8Array {
  const data = concat(Uint8Array.of(direction, code), parameters);
  const length = Uint8Array.of(data.length % 256, Math.floor(data.length / 256));
  return concat(start, length, complement(length), data, complement(data), Uint8Array.of(0));
}

/** What a transfer from the chip is: `ack`, `error`, an answer as its code and parameters, or what is wrong with it. */
export type ChipTransfer =
  | 'ack'
  | 'error'
  | { readonly code: number; readonly parameters: Uint8Array }
  | { readonly fault: string };

/** Reads a transfer as strictly as a host may. */
export function readTransfer(transfer: Uint8Array): ChipTransfer {
  if (sameBytes(transfer, ack)) return 'ack';
  if (sameBytes(transfer, errorFrame)) return 'error';
  const fault = (what: string): ChipTransfer => ({ fault: `${what}: ${toHex(transfer)}` });
  if (transfer.length < 12 || !sameBytes(transfer.subarray(0, 5), start)) return fault('no frame');
  if (sum(transfer.subarray(5, 8)) !== 0) return fault('checksum of the length');
  const length = transfer[5]! + 256 * transfer[6]!;
  if (transfer.length !== length + 10) return fault(`${length} bytes announced`);
  const data = transfer.subarray(8, 8 + length);
  if (sum(transfer.subarray(8, 9 + length)) !== 0) return fault('checksum of the data');
  if (transfer.at(-1) !== 0) return fault('postamble');
  if (data[0] !== 0xd7) return fault('direction');
  return { code: data[1]!, parameters: data.subarray(2) };
}
