import { frameSize, frameWaitingTimeMs } from '../../media/frame-size.ts';
import type { RfAnswer } from '../../media/rf-frame.ts';
import { type OnAir, sent } from './air.ts';
import type { BlockLink } from './block-protocol.ts';
import type { Conduct } from './conduct.ts';

/** A card of type B that was activated: what it told of itself, and how it is spoken to. */
export interface TypeBCard {
  readonly atqb: Uint8Array;
  readonly attribAnswer: Uint8Array;
  readonly link: BlockLink;
}

/** Time until an ATQB must have begun, 7680 / fc, and a little. @see ISO/IEC 14443-3, 7.10.3 */
const atqbMs = 1;
const attribMs = frameWaitingTimeMs(4);
const atqbLength = 12;
/** WUPB; bits 1 to 3 count the slots. */
const wakeUp = 0x08;
const sixteenSlots = 0x04;
const slots = 16;
const frameSizeCode = 0x05; // 64 bytes

const frame = (bytes: Uint8Array, timeoutMs: number): OnAir<RfAnswer> =>
  sent({ modulation: 'B', bitRate: 106, bytes, crc: 'reader', timeoutMs });

const isAtqb = (answer: RfAnswer): answer is RfAnswer & { kind: 'frame' } =>
  answer.kind === 'frame' && answer.bytes.length >= atqbLength && answer.bytes[0] === 0x50;

export const pupiOf = (atqb: Uint8Array): Uint8Array => atqb.subarray(1, 5);

/**
 * Every card of type B that declares itself, as the ATQB it sent: one slot first; when several answer in it,
 * sixteen. Active cards do not answer. @see ISO/IEC 14443-3, 7.4
 */
export function* atqbs(afi: number, holds: Conduct): OnAir<Uint8Array[]> {
  const first = yield* frame(Uint8Array.of(0x05, afi, wakeUp), atqbMs);
  if (isAtqb(first)) return [first.bytes.slice(0, atqbLength)];
  if (first.kind === 'silence' || first.kind === 'field-off' || !holds['lists-all-of-several']) return [];
  const found: Uint8Array[] = [];
  for (let slot = 1; slot <= slots; slot++) {
    const marker = slot === 1 ? Uint8Array.of(0x05, afi, wakeUp | sixteenSlots) : slotMarker(slot);
    const answer = yield* frame(marker, atqbMs);
    if (isAtqb(answer)) found.push(answer.bytes.slice(0, atqbLength));
  }
  return found;
}

const slotMarker = (slot: number): Uint8Array => Uint8Array.of(((slot - 1) << 4) | 0x05);

/**
 * ATTRIB: the card becomes active, with the number of the target as its CID where it takes one. Undefined when it
 * does not answer. @see ISO/IEC 14443-3, 7.10
 */
export function* attributed(atqb: Uint8Array, target: number, holds: Conduct): OnAir<TypeBCard | undefined> {
  const [frameAndType = 0, timeAndOptions = 0] = atqb.subarray(10);
  const takesCid = (timeAndOptions & 0x01) !== 0 && holds['cid-is-target'];
  const cid = takesCid ? target : undefined;
  const protocolType = frameAndType & 0x0f;
  const attrib = Uint8Array.of(0x1d, ...pupiOf(atqb), 0x00, frameSizeCode, protocolType, cid ?? 0);
  const answer = yield* frame(attrib, attribMs);
  if (answer.kind !== 'frame' || answer.bytes.length < 1) return undefined;
  return {
    atqb,
    attribAnswer: answer.bytes.slice(),
    link: {
      modulation: 'B',
      bitRate: 106,
      cid,
      frameSize: frameSize(frameAndType >> 4),
      waitingMs: frameWaitingTimeMs(timeAndOptions >> 4),
      blockNumber: 0,
    },
  };
}
