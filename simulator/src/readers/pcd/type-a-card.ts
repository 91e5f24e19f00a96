import { concatBytes } from '../../codec/hex.ts';
import { bitRates, frameSize, frameWaitingTimeMs } from '../../media/frame-size.ts';
import type { RfFrame } from '../../media/rf-frame.ts';
import type { Link } from './block-exchange.ts';
import type { OnAir } from './on-air.ts';
import type { PcdHolds } from './pcd-holds.ts';
import type { Given } from './type-b-card.ts';

/** A card of type A that was selected. */
export interface SelectedTypeA {
  /** As it was sent, low byte first. */
  readonly atqa: Uint8Array;
  readonly sak: number;
  readonly uid: Uint8Array;
}

const activationMs = frameWaitingTimeMs(4);
const wupa = 0x52;
const levels = [0x93, 0x95, 0x97];
const cascadeTag = 0x88;
const incomplete = 0x04;
const blockProtocol = 0x20;
/** UID bytes of one level and their check byte. */
const levelBits = 40;

const typeA = (bytes: Uint8Array, crc: 'reader' | 'host', timeoutMs: number, lastBits = 8): RfFrame => ({
  modulation: 'A',
  bitRate: 106,
  bytes,
  crc,
  timeoutMs,
  ...(lastBits === 8 ? {} : { lastBits }),
});

/** Whether it has an ATS and the block protocol. */
export const speaksBlocks = ({ sak }: SelectedTypeA): boolean => (sak & blockProtocol) !== 0;

/** Selects one card of type A; `answerMs` is the time in which its answers begin. @see ISO/IEC 14443-3, 6.5 */
export function* selectTypeA(answerMs: number, holds: PcdHolds): OnAir<SelectedTypeA | undefined> {
  const bits = holds('polls-type-a') ? 7 : 8;
  const woken = yield typeA(Uint8Array.of(wupa), 'host', answerMs, bits);
  if (woken.kind === 'silence' || woken.kind === 'field-off') return undefined;
  const atqa = woken.bytes.slice(0, 2);
  let uid: Uint8Array = new Uint8Array(0);
  for (const level of levels) {
    const found = yield* anticollision(level, answerMs);
    if (found === undefined) return undefined;
    const selected = yield typeA(concatBytes(Uint8Array.of(level, 0x70), found), 'reader', answerMs);
    if (selected.kind !== 'frame' || selected.bytes.length !== 1) return undefined;
    const sak = selected.bytes[0]!;
    uid = concatBytes(uid, found.subarray(found[0] === cascadeTag ? 1 : 0, 4));
    if ((sak & incomplete) === 0) return { atqa, sak, uid };
  }
  return undefined;
}

/**
 * The four bytes of one cascade level and their check byte, bit by bit where several cards answer. An answer begins
 * with the byte in which the question ended; the bits that were asked with are 0 in it.
 */
function* anticollision(level: number, answerMs: number): OnAir<Uint8Array | undefined> {
  const known = new Uint8Array(levelBits / 8);
  let bits = 0;
  while (bits < levelBits) {
    const from = bits >> 3;
    const rest = bits & 7;
    const sent = concatBytes(
      Uint8Array.of(level, ((2 + from) << 4) | rest),
      known.subarray(0, from + (rest === 0 ? 0 : 1)),
    );
    const heard = yield typeA(sent, 'host', answerMs, rest === 0 ? 8 : rest);
    if (heard.kind !== 'frame' && heard.kind !== 'collision') return undefined;
    const good = heard.kind === 'frame' ? levelBits - 8 * from : heard.bits;
    for (let bit = 0; bit < good && 8 * from + bit < levelBits; bit++) {
      known[from + (bit >> 3)]! |= (heard.bytes[bit >> 3] ?? 0) & (1 << (bit & 7));
    }
    if (heard.kind === 'frame') {
      const check = known.subarray(0, 4).reduce((sum, byte) => sum ^ byte, 0);
      return known[4] === check ? known : undefined;
    }
    // Where bits differ the card is followed that sends 1. @see ISO/IEC 14443-3, 6.5.3.1
    const differs = 8 * from + good;
    if (differs < bits || differs >= levelBits) return undefined;
    known[differs >> 3]! |= 1 << (differs & 7);
    bits = differs + 1;
  }
  return undefined;
}

/** RATS; undefined when no valid ATS comes. @see ISO/IEC 14443-4, 5 */
export function* requestAts({ fsdi, cid }: Given): OnAir<
  | {
      /** From TL on. */
      readonly ats: Uint8Array;
      readonly historical: Uint8Array;
      readonly link: Link;
    }
  | undefined
> {
  const rats = Uint8Array.of(0xe0, (fsdi << 4) | (cid ?? 0));
  const heard = yield typeA(rats, 'reader', activationMs);
  if (heard.kind !== 'frame' || heard.bytes[0] !== heard.bytes.length) return undefined;
  const ats = heard.bytes.slice();
  const format = ats[1] ?? 0x02;
  let at = 2;
  const interfaceByte = (bit: number): number | undefined => ((format & bit) === 0 ? undefined : ats[at++]);
  interfaceByte(0x10);
  const tb = interfaceByte(0x20) ?? 0x40;
  const tc = interfaceByte(0x40) ?? 0x02;
  const link = {
    modulation: 'A',
    bitRate: bitRates[0],
    cid: (tc & 0x02) === 0 ? undefined : cid,
    fsc: frameSize(format & 0x0f),
    fwtMs: frameWaitingTimeMs(tb >> 4),
  } as const;
  return { ats, historical: ats.slice(at), link };
}
