import { BlockExchange, type Link } from '../pcd/block-exchange.ts';
import type { PcdHolds } from '../pcd/pcd-holds.ts';
import { requestAts, selectTypeA, speaksBlocks } from '../pcd/type-a-card.ts';
import { atqbOf, attributed, pupiOf, slotMarker, typeBFrame, wupb } from '../pcd/type-b-card.ts';
import { type OnAir, turnField } from './air.ts';
import { baudAndType } from './commands/initiator-commands.ts';
import type { Conduct } from './conduct.ts';
import { type Status, status } from './status.ts';

/** A card that the chip has activated. */
export interface Target {
  readonly number: number;
  readonly baudAndType: number;
  /** As InListPassiveTarget tells it, number first. */
  readonly data: Uint8Array;
  /** Identifier by which a card of type B is known again. */
  readonly pupi: Uint8Array | undefined;
  /** Undefined for a card that does not speak the block protocol. */
  blocks: BlockExchange | undefined;
  /** It was halted, and is activated anew before it is used. */
  asleep: boolean;
}

/** How a target is spoken to, as GetGeneralStatus tells it. @see UM0701-02, 7.2.3 */
export const modulationTypeOf = ({ baudAndType: type }: Target): number =>
  type === baudAndType.f212 || type === baudAndType.f424 ? 0x10 : 0x00;

const felicaMs = 3;
/** Time until an ATQB or an answer of type A must have begun, 7680 / fc, and a little. @see ISO/IEC 14443-3, 7.10.3 */
const answerMs = 1;
const fsdi = 5; // 64 bytes
const slots = 16;
/** The host ends what takes too long; S(DESELECT) is sent once more when it got lost. */
const patience = { extensions: Number.POSITIVE_INFINITY, retries: 1 };

/** The cards that the chip has activated, and how they are found. */
export class Targets {
  readonly #holds: Conduct;
  readonly #pcd: PcdHolds;
  readonly all = new Map<number, Target>();

  constructor(holds: Conduct, pcd: PcdHolds) {
    this.#holds = holds;
    this.#pcd = pcd;
  }

  clear(): void {
    this.all.clear();
  }

  get(number: number): Target | undefined {
    if (this.#holds['exchange-known-target']) return this.all.get(number);
    return this.all.get(number) ?? this.all.values().next().value;
  }

  /** Looks once for cards of a type, and activates up to so many of them. The ones before are given up. */
  *list(type: number, initiatorData: Uint8Array, most: number, askForAts: boolean): OnAir<Target[]> {
    yield* this.#giveUp();
    yield* turnField(true);
    const found = yield* this.#find(type, initiatorData, most, askForAts);
    for (const target of found) this.all.set(target.number, target);
    return found;
  }

  *#giveUp(): OnAir<void> {
    for (const { blocks, asleep } of this.all.values()) {
      if (blocks !== undefined && !asleep && this.#holds['lists-anew']) yield* blocks.deselect();
    }
    this.clear();
  }

  #find(type: number, data: Uint8Array, most: number, askForAts: boolean): OnAir<Target[]> {
    if (type === baudAndType.b106) return this.#typeB(data[0] ?? 0, most);
    if (type === baudAndType.a106) return this.#typeA(most, askForAts);
    if (type === baudAndType.f212 || type === baudAndType.f424) return felica(type, data);
    return none();
  }

  *#typeB(afi: number, most: number): OnAir<Target[]> {
    const found: Target[] = [];
    const limit = most + (this.#holds['lists-at-most'] ? 0 : 1);
    for (const atqb of yield* this.#atqbs(this.#holds['afi-passed-on'] ? afi : 0)) {
      if (found.length >= limit) break;
      const number = found.length + 1;
      const card = yield* this.#attributed(atqb, number);
      if (card === undefined) continue;
      const { attribAnswer, blocks } = card;
      const told = this.#holds['lists-atqb-and-attrib'] ? atqb : atqb.subarray(1);
      const data = Uint8Array.of(number, ...told, attribAnswer.length, ...attribAnswer);
      found.push({
        number,
        baudAndType: baudAndType.b106,
        data,
        pupi: pupiOf(atqb),
        blocks,
        asleep: false,
      });
    }
    return found;
  }

  *#typeA(most: number, askForAts: boolean): OnAir<Target[]> {
    const found: Target[] = [];
    while (this.#holds['type-a-too'] && found.length < most) {
      const number = found.length + 1;
      const card = yield* this.#selectedTypeA(number, askForAts);
      if (card === undefined) break;
      const { atqa, sak, uid, ats, blocks } = card;
      // SENS_RES is told high byte first.
      const data = Uint8Array.of(number, atqa[1] ?? 0, atqa[0] ?? 0, sak, uid.length, ...uid, ...ats);
      found.push({ number, baudAndType: baudAndType.a106, data, pupi: undefined, blocks, asleep: false });
    }
    return found;
  }

  /**
   * Every card of type B that declares itself, as the ATQB it sent: one slot first; when several answer in it,
   * sixteen. Active cards do not answer. @see ISO/IEC 14443-3, 7.4
   */
  *#atqbs(afi: number): OnAir<Uint8Array[]> {
    const pcd = this.#pcd;
    if (!pcd('polls-type-b')) return [];
    const first = yield typeBFrame(wupb(afi, 1), answerMs);
    const alone = atqbOf(first, pcd);
    if (alone !== undefined) return [alone];
    const resolved = this.#holds['lists-all-of-several'] && pcd('slots-after-collision');
    if (first.kind === 'silence' || first.kind === 'field-off' || !resolved) return [];
    const found: Uint8Array[] = [];
    for (let slot = 1; slot <= (pcd('slot-markers') ? slots : 1); slot++) {
      const answer = yield typeBFrame(slot === 1 ? wupb(afi, slots) : slotMarker(slot), answerMs);
      const atqb = atqbOf(answer, pcd);
      if (atqb !== undefined) found.push(atqb);
    }
    return found;
  }

  /** ATTRIB, with the number of the target as CID where the card takes one. */
  *#attributed(atqb: Uint8Array, target: number) {
    const takesCid = (atqb[11]! & 0x01) !== 0 && this.#holds['cid-is-target'];
    const given = { fsdi, cid: takesCid ? target : undefined };
    const card = yield* attributed(atqb, given, 0, this.#pcd);
    return card && { attribAnswer: card.attribAnswer, blocks: this.#blocks(card.link) };
  }

  /** Selects one card of type A, and asks for its ATS when it has one. */
  *#selectedTypeA(target: number, askForAts: boolean) {
    const card = yield* selectTypeA(answerMs, this.#pcd);
    if (card === undefined || !speaksBlocks(card) || !askForAts) {
      return card && { ...card, ats: new Uint8Array(0), blocks: undefined };
    }
    const answer = yield* requestAts({ fsdi, cid: target });
    return answer && { ...card, ats: answer.ats, blocks: this.#blocks(answer.link) };
  }

  #blocks(link: Link): BlockExchange {
    return new BlockExchange(link, this.#pcd, patience);
  }

  /** S(DESELECT) to a target, which stays known. */
  *deselect(target: Target): OnAir<Status> {
    if (target.asleep || target.blocks === undefined || !this.#holds['deselect-halts']) return status.ok;
    target.asleep = true;
    yield* target.blocks.deselect();
    return status.ok;
  }

  /** Activates a target again that was deselected. */
  *select(target: Target): OnAir<Status> {
    if (!target.asleep) return status.ok;
    if (!this.#holds['select-wakes']) return status.ok;
    if (target.pupi === undefined) {
      const card = yield* this.#selectedTypeA(target.number, true);
      if (card === undefined) return status.timeout;
      target.blocks = card.blocks;
      target.asleep = false;
      return status.ok;
    }
    const declared = yield* this.#atqbs(0);
    const own = declared.find((atqb) => pupiOf(atqb).every((byte, i) => byte === target.pupi![i]));
    const [first] = declared;
    if (first === undefined) return this.#holds['select-tells-gone'] ? status.cardGone : status.ok;
    if (own === undefined && this.#holds['select-tells-swapped']) return status.cardSwapped;
    const card = yield* this.#attributed(own ?? first, target.number);
    if (card === undefined) return status.cardGone;
    target.blocks = card.blocks;
    target.asleep = false;
    return status.ok;
  }
}

/** Jewel: no such card is ever there. */
// biome-ignore lint/correctness/useYield: what finds nothing has the shape of what searches.
function* none(): OnAir<Target[]> {
  return [];
}

/** Polling of FeliCa cards. @see JIS X 6319-4 */
function* felica(type: number, request: Uint8Array): OnAir<Target[]> {
  const polling = request.length >= 5 ? request.subarray(0, 5) : Uint8Array.of(0x00, 0xff, 0xff, 0x01, 0x00);
  const answer = yield {
    modulation: 'F',
    bitRate: type === baudAndType.f212 ? 212 : 424,
    bytes: Uint8Array.of(6, ...polling),
    crc: 'reader',
    timeoutMs: felicaMs,
  } as const;
  if (answer.kind !== 'frame' || answer.bytes[1] !== 0x01) return [];
  const data = Uint8Array.of(1, ...answer.bytes);
  return [{ number: 1, baudAndType: type, data, pupi: undefined, blocks: undefined, asleep: false }];
}
