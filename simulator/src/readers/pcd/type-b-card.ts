import { concatBytes } from '../../codec/hex.ts';
import { frameSize, frameWaitingTimeMs } from '../../media/frame-size.ts';
import type { RfAnswer, RfFrame } from '../../media/rf-frame.ts';
import type { Link } from './block-exchange.ts';
import type { OnAir } from './on-air.ts';
import type { PcdHolds } from './pcd-holds.ts';

/** What a reader gives a card at activation. */
export interface Given {
  /** Code of the longest frame that the reader takes. */
  readonly fsdi: number;
  /** Card identifier, 1 to 14; undefined: blocks have none. */
  readonly cid: number | undefined;
}

const activationMs = frameWaitingTimeMs(4);
const atqbLength = 12;
const wakeUp = 0x08;
const sixteenSlots = 0x04;
const ratesOfAll = 0xf0;

export const typeBFrame = (bytes: Uint8Array, timeoutMs: number): RfFrame => ({
  modulation: 'B',
  bitRate: 106,
  bytes,
  crc: 'reader',
  timeoutMs,
});

/** WUPB, so that a card which was halted is found too. @see ISO/IEC 14443-3, 7.7 */
export const wupb = (afi: number, slots: 1 | 16): Uint8Array =>
  Uint8Array.of(0x05, afi, wakeUp | (slots === 16 ? sixteenSlots : 0));

/** Opens the time slot of that number, 2 to 16. @see ISO/IEC 14443-3, 7.8 */
export const slotMarker = (slot: number): Uint8Array => Uint8Array.of(((slot - 1) << 4) | 0x05);

/** The ATQB in an answer; undefined when it is none. @see ISO/IEC 14443-3, 7.9 */
export function atqbOf(answer: RfAnswer, holds: PcdHolds): Uint8Array | undefined {
  if (answer.kind !== 'frame' || answer.bytes[0] !== 0x50) return undefined;
  const { length } = answer.bytes;
  if (length < 5 || (length < atqbLength && holds('atqb-whole'))) return undefined;
  const atqb = new Uint8Array(atqbLength);
  atqb.set(answer.bytes.subarray(0, atqbLength));
  return atqb;
}

export const pupiOf = (atqb: Uint8Array): Uint8Array => atqb.subarray(1, 5);

/** ATTRIB, sent again as often as `retries` says; undefined when the card is not activated. @see ISO/IEC 14443-3, 7.10 */
export function* attributed(
  atqb: Uint8Array,
  { fsdi, cid }: Given,
  retries: number,
  holds: PcdHolds,
): OnAir<{ readonly attribAnswer: Uint8Array; readonly link: Link } | undefined> {
  const [frameAndType = 0, timeAndOptions = 0] = atqb.subarray(10);
  const named = pupiOf(atqb).slice();
  if (!holds('attrib-pupi')) named[0] = 0x00;
  const given = cid ?? (holds('attrib-cid') ? 0x00 : 0x01);
  const attrib = concatBytes(
    Uint8Array.of(0x1d),
    named,
    Uint8Array.of(
      0x00,
      (holds('attrib-rates') ? 0x00 : ratesOfAll) | (holds('attrib-frame-size') ? fsdi : 0),
      holds('attrib-protocol') ? frameAndType & 0x0f : 0x00,
      given,
    ),
  );
  for (let tries = 0; tries <= retries; tries++) {
    const heard = yield typeBFrame(attrib, activationMs);
    if (heard.kind !== 'frame') continue;
    const attribAnswer = heard.bytes.slice();
    const valid = attribAnswer.length > 0 && (attribAnswer[0]! & 0x0f) === given;
    if (!valid && holds('attrib-answer-cid')) return undefined;
    return {
      attribAnswer,
      link: {
        modulation: 'B',
        bitRate: 106,
        cid: holds('attrib-cid') ? cid : undefined,
        fsc: frameSize(frameAndType >> 4),
        fwtMs: frameWaitingTimeMs(timeAndOptions >> 4),
      },
    };
  }
  return undefined;
}
