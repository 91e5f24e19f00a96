import { concatBytes } from '../../codec/hex.ts';
import { bitRates, frameSize, frameWaitingTimeMs } from '../../media/frame-size.ts';
import type { RfFrame } from '../../media/rf-frame.ts';
import type { Link } from './block-exchange.ts';
import type { OnAir } from './on-air.ts';
import type { PcdHolds } from './pcd-holds.ts';

/** A card that was found: one with the block protocol and its link, or one without. */
export type FoundCard =
  | {
      readonly type: 'B';
      readonly identifier: Uint8Array;
      readonly atqb: Uint8Array;
      /** First byte of the answer to ATTRIB: MBLI and CID. */
      readonly attribAnswer: number;
      readonly link: Link;
    }
  | {
      readonly type: 'A';
      readonly identifier: Uint8Array;
      /** From TL on. */
      readonly ats: Uint8Array;
      readonly historical: Uint8Array;
      readonly link: Link;
    }
  | { readonly type: 'storage'; readonly modulation: 'A' | 'B' | 'F'; readonly identifier: Uint8Array };

/** Which kinds of cards are polled for. */
export type AsksFor = (modulation: 'A' | 'B' | 'F') => boolean;

/** Time in which the answer to a request, to anticollision or to ATTRIB begins, with room. @see nfc-readers, 2 */
const requestMs = 5;
const activationMs = frameWaitingTimeMs(4);

/** ATTRIB with frames of 256 bytes both ways and no CID. */
const fsdi = 8;
const slots = 16;
const ratesOfAll = 0xf0;

const typeB = (bytes: Uint8Array, timeoutMs = requestMs): RfFrame => ({
  modulation: 'B',
  bitRate: 106,
  bytes,
  crc: 'reader',
  timeoutMs,
});

/** Finds and activates one card: type A first, then B, then FeliCa, as PC/SC readers do. */
export function* findCard(holds: PcdHolds, asksFor: AsksFor): OnAir<FoundCard | undefined> {
  const typeA = asksFor('A') ? yield* findTypeA(holds) : undefined;
  if (typeA !== undefined) return typeA;
  const typeB = asksFor('B') ? yield* findTypeB(holds) : undefined;
  if (typeB !== undefined) return typeB;
  return asksFor('F') ? yield* findFelica() : undefined;
}

// Type B

function* findTypeB(holds: PcdHolds): OnAir<FoundCard | undefined> {
  if (!holds('polls-type-b')) return undefined;
  // WUPB, so that a card which was halted is found too.
  const first = yield typeB(Uint8Array.of(0x05, 0x00, 0x08));
  if (first.kind === 'frame') return yield* activate(first.bytes, holds);
  if (first.kind === 'silence' || first.kind === 'field-off' || !holds('slots-after-collision'))
    return undefined;
  for (let round = 0; round < 4; round++) {
    for (let slot = 1; slot <= (holds('slot-markers') ? slots : 1); slot++) {
      const heard = yield typeB(
        slot === 1 ? Uint8Array.of(0x05, 0x00, 0x0c) : Uint8Array.of(((slot - 1) << 4) | 0x05),
      );
      if (heard.kind === 'frame') return yield* activate(heard.bytes, holds);
      if (heard.kind === 'field-off') return undefined;
    }
  }
  return undefined;
}

function* activate(answer: Uint8Array, holds: PcdHolds): OnAir<FoundCard | undefined> {
  if (answer[0] !== 0x50 || answer.length < 5 || (answer.length < 12 && holds('atqb-whole')))
    return undefined;
  const atqb = new Uint8Array(12);
  atqb.set(answer.subarray(0, 12));
  const identifier = atqb.slice(1, 5);
  const protocolType = atqb[10]! & 0x0f;
  if ((protocolType & 0x01) === 0 && holds('atqb-protocol-type')) {
    return { type: 'storage', modulation: 'B', identifier };
  }
  const named = holds('attrib-pupi') ? identifier : concatBytes(Uint8Array.of(0x00), identifier.subarray(1));
  const attrib = concatBytes(
    Uint8Array.of(0x1d),
    named,
    Uint8Array.of(
      0x00,
      (holds('attrib-rates') ? 0x00 : ratesOfAll) | (holds('attrib-frame-size') ? fsdi : 0),
      holds('attrib-protocol') ? 0x01 : 0x00,
      holds('attrib-cid') ? 0x00 : 0x01,
    ),
  );
  for (let tries = 0; tries < (holds('attrib-retried') ? 2 : 1); tries++) {
    const heard = yield typeB(attrib, activationMs);
    if (heard.kind !== 'frame') continue;
    const attribAnswer = heard.bytes[0];
    const valid = attribAnswer !== undefined && (attribAnswer & 0x0f) === 0;
    if (!valid && holds('attrib-answer-cid')) return undefined;
    const link = {
      modulation: 'B',
      bitRate: 106,
      fsc: frameSize(atqb[10]! >> 4),
      fwtMs: frameWaitingTimeMs(atqb[11]! >> 4),
    } as const;
    return { type: 'B', identifier, atqb, attribAnswer: attribAnswer ?? 0, link };
  }
  return undefined;
}

// Type A

const typeA = (
  bytes: Uint8Array,
  crc: 'reader' | 'host',
  more: { lastBits?: number; timeoutMs?: number } = {},
) => ({ modulation: 'A', bitRate: 106, bytes, crc, timeoutMs: requestMs, ...more }) as const;

const wupa = 0x52;
const cascadeTag = 0x88;
const incomplete = 0x04;
const blockProtocol = 0x20;

function* findTypeA(holds: PcdHolds): OnAir<FoundCard | undefined> {
  const short = holds('polls-type-a') ? { lastBits: 7 } : {};
  const atqa = yield typeA(Uint8Array.of(wupa), 'host', short);
  if (atqa.kind === 'silence' || atqa.kind === 'field-off') return undefined;
  let identifier: Uint8Array = new Uint8Array(0);
  for (const level of [0x93, 0x95, 0x97]) {
    const uid = yield* anticollision(level);
    if (uid === undefined) return undefined;
    const selected = yield typeA(concatBytes(Uint8Array.of(level, 0x70), uid), 'reader');
    if (selected.kind !== 'frame' || selected.bytes.length !== 1) return undefined;
    const sak = selected.bytes[0]!;
    identifier = concatBytes(identifier, uid.subarray(uid[0] === cascadeTag ? 1 : 0, 4));
    if ((sak & incomplete) !== 0) continue;
    if ((sak & blockProtocol) === 0) return { type: 'storage', modulation: 'A', identifier };
    return yield* requestAts(identifier);
  }
  return undefined;
}

/** The four bytes of one cascade level and their check byte, bit by bit where several cards answer. */
function* anticollision(level: number): OnAir<Uint8Array | undefined> {
  const known = new Uint8Array(5);
  let bits = 0;
  for (let round = 0; round <= 32; round++) {
    const whole = bits >> 3;
    const rest = bits & 7;
    const sent = concatBytes(
      Uint8Array.of(level, ((whole + 2) << 4) | rest),
      known.subarray(0, whole + (rest === 0 ? 0 : 1)),
    );
    const heard = yield typeA(sent, 'host', rest === 0 ? {} : { lastBits: rest });
    if (heard.kind !== 'frame' && heard.kind !== 'collision') return undefined;
    const good = heard.kind === 'frame' ? 40 - bits : heard.bits;
    for (let bit = 0; bit < good; bit++) {
      // The answer begins in the middle of a byte where the question ended in one.
      const at = bit + rest;
      const value = (heard.bytes[at >> 3]! >> (at & 7)) & 1;
      const place = whole * 8 + at;
      if (value === 1) known[place >> 3]! |= 1 << (place & 7);
    }
    bits += good;
    if (heard.kind === 'frame') {
      const check = known.subarray(0, 4).reduce((sum, byte) => sum ^ byte, 0);
      return known[4] === check ? known : undefined;
    }
    // Where bits differ the one is followed.
    known[bits >> 3]! |= 1 << (bits & 7);
    bits++;
  }
  return undefined;
}

function* requestAts(identifier: Uint8Array): OnAir<FoundCard | undefined> {
  const heard = yield typeA(Uint8Array.of(0xe0, fsdi << 4), 'reader', { timeoutMs: activationMs });
  if (heard.kind !== 'frame' || heard.bytes[0] !== heard.bytes.length) return undefined;
  const ats = heard.bytes.slice();
  const format = ats[1] ?? 0x02;
  let at = 2;
  const interfaceByte = (bit: number): number | undefined => ((format & bit) === 0 ? undefined : ats[at++]);
  interfaceByte(0x10);
  const tb = interfaceByte(0x20) ?? 0x40;
  interfaceByte(0x40);
  const link = {
    modulation: 'A',
    bitRate: bitRates[0],
    fsc: frameSize(format & 0x0f),
    fwtMs: frameWaitingTimeMs(tb >> 4),
  } as const;
  return { type: 'A', identifier, ats, historical: ats.slice(at), link };
}

// FeliCa

function* findFelica(): OnAir<FoundCard | undefined> {
  const heard = yield {
    modulation: 'F',
    bitRate: 212,
    bytes: Uint8Array.of(0x06, 0x00, 0xff, 0xff, 0x01, 0x00),
    crc: 'reader',
    timeoutMs: requestMs,
  };
  if (heard.kind !== 'frame' || heard.bytes.length < 10 || heard.bytes[1] !== 0x01) return undefined;
  return { type: 'storage', modulation: 'F', identifier: heard.bytes.slice(2, 10) };
}
