import { CodecError } from '../../codec/codec-error.ts';
import { equalBytes } from '../../codec/hex.ts';

/** Direction byte of what the host sends, and of what it gets. */
export const toChip = 0xd6;
export const toHost = 0xd7;

/** Acknowledges a command; from the host it takes back the command that is under way. */
export const ackFrame: Uint8Array = Uint8Array.of(0x00, 0x00, 0xff, 0x00, 0xff, 0x00);

/** What a frame that cannot be read, or asks for nothing there is, gets. */
export const errorFrame: Uint8Array = Uint8Array.of(0x00, 0x00, 0xff, 0xff, 0xff);

/** Start code and the mark of a frame with data. */
const head = Uint8Array.of(0x00, 0x00, 0xff, 0xff, 0xff);
const bodyAt = 8;
/** Head, LEN, LCS, DCS and postamble. */
const overhead = bodyAt + 2;

/** Most bytes after direction and code in one frame. @see Linux drivers/nfc/port100.c */
export const maxParametersLength = 1001;

export type HostFrame =
  | { readonly kind: 'ack' }
  | { readonly kind: 'command'; readonly code: number; readonly parameters: Uint8Array };

const sum = (bytes: Uint8Array): number => bytes.reduce((total, byte) => (total + byte) & 0xff, 0);
/** The byte that makes the sum of all zero. */
export const checksum = (bytes: Uint8Array): number => -sum(bytes) & 0xff;

/**
 * A frame around direction, code and parameters: `00 00 FF FF FF LEN LCS … DCS 00`, LEN in two bytes, the low one
 * first.
 * @see nfc-readers reference, 6.1
 */
export function encodeFrame(direction: number, code: number, parameters: Uint8Array): Uint8Array {
  const length = parameters.length + 2;
  const frame = new Uint8Array(length + overhead);
  frame.set(head);
  frame[5] = length & 0xff;
  frame[6] = length >> 8;
  frame[7] = checksum(frame.subarray(5, 7));
  frame[8] = direction;
  frame[9] = code;
  frame.set(parameters, bodyAt + 2);
  frame[bodyAt + length] = checksum(frame.subarray(bodyAt, bodyAt + length));
  return frame;
}

/** Which of the checks a chip makes; all of them unless it is a broken one. */
export interface FrameChecks {
  readonly lengthChecksum: boolean;
  readonly dataChecksum: boolean;
  readonly direction: boolean;
}

const everyCheck: FrameChecks = { lengthChecksum: true, dataChecksum: true, direction: true };

/**
 * One USB transfer as a frame; bytes behind it are not looked at. Throws CodecError `codec/port-100-start`,
 * `-length`, `-length-checksum`, `-data-checksum` or `-direction`.
 */
export function decodeHostFrame(transfer: Uint8Array, checks: FrameChecks = everyCheck): HostFrame {
  if (equalBytes(transfer, ackFrame)) return { kind: 'ack' };
  if (transfer.length < overhead + 2 || !equalBytes(transfer.subarray(0, head.length), head)) {
    throw new CodecError('codec/port-100-start', 'no frame with data', 0);
  }
  if (checks.lengthChecksum && sum(transfer.subarray(5, 8)) !== 0) {
    throw new CodecError('codec/port-100-length-checksum', 'wrong checksum of the length', 7);
  }
  const length = transfer[5]! | (transfer[6]! << 8);
  const end = bodyAt + length;
  if (length < 2 || length > maxParametersLength + 2 || transfer.length < end + 1) {
    throw new CodecError('codec/port-100-length', `${length} bytes announced`, 5);
  }
  if (checks.dataChecksum && sum(transfer.subarray(bodyAt, end + 1)) !== 0) {
    throw new CodecError('codec/port-100-data-checksum', 'wrong checksum of the data', end);
  }
  if (checks.direction && transfer[bodyAt] !== toChip) {
    throw new CodecError('codec/port-100-direction', 'no command', bodyAt);
  }
  return { kind: 'command', code: transfer[9]!, parameters: transfer.slice(bodyAt + 2, end) };
}
