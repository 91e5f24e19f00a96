import { frameSize, frameWaitingTimeMs } from '../../media/frame-size.ts';
import type { RfAnswer } from '../../media/rf-frame.ts';
import { type OnAir, sent } from './air.ts';
import type { BlockLink } from './block-protocol.ts';

/** A card of type A that was selected; with an ATS and a link when it speaks the block protocol. */
export interface TypeACard {
  /** As it was sent, low byte first. */
  readonly atqa: Uint8Array;
  readonly sak: number;
  readonly uid: Uint8Array;
  readonly ats: Uint8Array | undefined;
  readonly link: BlockLink | undefined;
}

const wupa = 0x52;
const levels = [0x93, 0x95, 0x97];
const cascadeTag = 0x88;
const [notComplete, speaksBlocks] = [0x04, 0x20];
const answerMs = 1;
const atsMs = frameWaitingTimeMs(4);
const frameSizeCode = 0x05; // 64 bytes

const frame = (
  bytes: Uint8Array,
  crc: 'reader' | 'host',
  timeoutMs: number,
  lastBits?: number,
): OnAir<RfAnswer> =>
  sent({
    modulation: 'A',
    bitRate: 106,
    bytes,
    crc,
    timeoutMs,
    ...(lastBits === undefined ? {} : { lastBits }),
  });

/** Selects one card of type A, and asks for its ATS when it has one. @see ISO/IEC 14443-3, 6; 14443-4, 5 */
export function* selectedTypeA(target: number, askForAts: boolean): OnAir<TypeACard | undefined> {
  const woken = yield* frame(Uint8Array.of(wupa), 'host', answerMs, 7);
  if (woken.kind === 'silence' || woken.kind === 'field-off') return undefined;
  const atqa = woken.bytes.slice(0, 2);
  const uid: number[] = [];
  for (const level of levels) {
    const found = yield* anticollision(level);
    if (found === undefined) return undefined;
    const answer = yield* frame(Uint8Array.of(level, 0x70, ...found), 'reader', answerMs);
    const sak = answer.kind === 'frame' ? answer.bytes[0] : undefined;
    if (sak === undefined) return undefined;
    if ((sak & notComplete) !== 0 && found[0] === cascadeTag) {
      uid.push(...found.subarray(1, 4));
      continue;
    }
    uid.push(...found.subarray(0, 4));
    const card = { atqa, sak, uid: Uint8Array.from(uid) };
    if ((sak & speaksBlocks) === 0 || !askForAts) return { ...card, ats: undefined, link: undefined };
    return yield* withAts(card, target);
  }
  return undefined;
}

/** The four bytes of one cascade level and their check byte. */
function* anticollision(level: number): OnAir<Uint8Array | undefined> {
  const known = new Uint8Array(5);
  let bits = 0;
  while (bits < 40) {
    const valid = ((2 + (bits >> 3)) << 4) | (bits & 7);
    const prefix = known.subarray(0, (bits + 7) >> 3);
    const lastBits = bits & 7 || undefined;
    const answer = yield* frame(Uint8Array.of(level, valid, ...prefix), 'host', answerMs, lastBits);
    if (answer.kind !== 'frame' && answer.kind !== 'collision') return undefined;
    const from = bits >> 3;
    const good = answer.kind === 'frame' ? 40 - 8 * from : answer.bits;
    for (let bit = 0; bit < good && 8 * from + bit < 40; bit++) {
      known[from + (bit >> 3)]! |= (answer.bytes[bit >> 3] ?? 0) & (1 << (bit & 7));
    }
    if (answer.kind === 'frame') return known;
    // Where they differ the one that sends 1 is taken. @see ISO/IEC 14443-3, 6.5.3.1
    const differs = 8 * from + good;
    if (differs >= 40) return undefined;
    known[differs >> 3]! |= 1 << (differs & 7);
    bits = differs + 1;
  }
  return known;
}

function* withAts(
  card: Pick<TypeACard, 'atqa' | 'sak' | 'uid'>,
  target: number,
): OnAir<TypeACard | undefined> {
  const answer = yield* frame(Uint8Array.of(0xe0, (frameSizeCode << 4) | target), 'reader', atsMs);
  if (answer.kind !== 'frame' || answer.bytes.length < 1) return undefined;
  const ats = answer.bytes.slice();
  const format = ats[1] ?? 0x02;
  let at = 2;
  const next = (bit: number): number | undefined => ((format & bit) === 0 ? undefined : ats[at++]);
  next(0x10);
  const waiting = next(0x20) ?? 0x40;
  const options = next(0x40) ?? 0x02;
  return {
    ...card,
    ats,
    link: {
      modulation: 'A',
      bitRate: 106,
      cid: (options & 0x02) === 0 ? undefined : target,
      frameSize: frameSize(format & 0x0f),
      waitingMs: frameWaitingTimeMs(waiting >> 4),
      blockNumber: 0,
    },
  };
}
