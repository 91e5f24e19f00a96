import type { Link } from './block-exchange.ts';
import type { OnAir } from './on-air.ts';
import type { PcdHolds } from './pcd-holds.ts';
import { requestAts, selectTypeA, speaksBlocks } from './type-a-card.ts';
import { atqbOf, attributed, pupiOf, slotMarker, typeBFrame, wupb } from './type-b-card.ts';

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

/** Time in which the answer to a request or to anticollision begins, with room. @see nfc-readers, 2 */
const requestMs = 5;
/** Frames of 256 bytes both ways and no CID. */
const given = { fsdi: 8, cid: undefined };
const slots = 16;

/** Finds and activates one card: type A first, then B, then FeliCa, as PC/SC readers do. */
export function* findCard(holds: PcdHolds, asksFor: AsksFor): OnAir<FoundCard | undefined> {
  const typeA = asksFor('A') ? yield* findTypeA(holds) : undefined;
  if (typeA !== undefined) return typeA;
  const typeB = asksFor('B') ? yield* findTypeB(holds) : undefined;
  if (typeB !== undefined) return typeB;
  return asksFor('F') ? yield* findFelica() : undefined;
}

function* findTypeB(holds: PcdHolds): OnAir<FoundCard | undefined> {
  if (!holds('polls-type-b')) return undefined;
  const first = yield typeBFrame(wupb(0x00, 1), requestMs);
  if (first.kind === 'frame') return yield* activate(atqbOf(first, holds), holds);
  if (first.kind === 'silence' || first.kind === 'field-off' || !holds('slots-after-collision'))
    return undefined;
  for (let round = 0; round < 4; round++) {
    for (let slot = 1; slot <= (holds('slot-markers') ? slots : 1); slot++) {
      const heard = yield typeBFrame(slot === 1 ? wupb(0x00, 16) : slotMarker(slot), requestMs);
      if (heard.kind === 'frame') return yield* activate(atqbOf(heard, holds), holds);
      if (heard.kind === 'field-off') return undefined;
    }
  }
  return undefined;
}

function* activate(atqb: Uint8Array | undefined, holds: PcdHolds): OnAir<FoundCard | undefined> {
  if (atqb === undefined) return undefined;
  const identifier = pupiOf(atqb).slice();
  const protocolType = atqb[10]! & 0x0f;
  if ((protocolType & 0x01) === 0 && holds('atqb-protocol-type')) {
    return { type: 'storage', modulation: 'B', identifier };
  }
  const card = yield* attributed(atqb, given, holds('attrib-retried') ? 1 : 0, holds);
  if (card === undefined) return undefined;
  const { attribAnswer, link } = card;
  return { type: 'B', identifier, atqb, attribAnswer: attribAnswer[0] ?? 0, link };
}

function* findTypeA(holds: PcdHolds): OnAir<FoundCard | undefined> {
  const selected = yield* selectTypeA(requestMs, holds);
  if (selected === undefined) return undefined;
  const { uid: identifier } = selected;
  if (!speaksBlocks(selected)) return { type: 'storage', modulation: 'A', identifier };
  const answer = yield* requestAts(given);
  return answer === undefined ? undefined : { type: 'A', identifier, ...answer };
}

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
