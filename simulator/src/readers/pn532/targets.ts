import type { RfAnswer } from '../../media/rf-frame.ts';
import { type OnAir, sent, turnField } from './air.ts';
import { type BlockLink, deselected } from './block-protocol.ts';
import { baudAndType } from './commands/initiator-commands.ts';
import type { Conduct } from './conduct.ts';
import { type Status, status } from './status.ts';
import { selectedTypeA } from './type-a-cards.ts';
import { atqbs, attributed, pupiOf } from './type-b-cards.ts';

/** A card that the chip has activated. */
export interface Target {
  readonly number: number;
  readonly baudAndType: number;
  /** As InListPassiveTarget tells it, number first. */
  readonly data: Uint8Array;
  /** Identifier by which a card of type B is known again. */
  readonly pupi: Uint8Array | undefined;
  /** Undefined for a card that does not speak the block protocol. */
  link: BlockLink | undefined;
  /** It was halted, and is activated anew before it is used. */
  asleep: boolean;
}

/** How a target is spoken to, as GetGeneralStatus tells it. @see UM0701-02, 7.2.3 */
export const modulationTypeOf = ({ baudAndType: type }: Target): number =>
  type === baudAndType.f212 || type === baudAndType.f424 ? 0x10 : 0x00;

const felicaMs = 3;

/** The cards that the chip has activated, and how they are found. */
export class Targets {
  readonly #holds: Conduct;
  readonly all = new Map<number, Target>();

  constructor(holds: Conduct) {
    this.#holds = holds;
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
    for (const { link, asleep } of this.all.values()) {
      if (link !== undefined && !asleep && this.#holds['lists-anew']) yield* deselected(link);
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
    for (const atqb of yield* atqbs(this.#holds['afi-passed-on'] ? afi : 0, this.#holds)) {
      if (found.length >= limit) break;
      const number = found.length + 1;
      const card = yield* attributed(atqb, number, this.#holds);
      if (card === undefined) continue;
      const { attribAnswer, link } = card;
      const told = this.#holds['lists-atqb-and-attrib'] ? atqb : atqb.subarray(1);
      const data = Uint8Array.of(number, ...told, attribAnswer.length, ...attribAnswer);
      found.push({
        number,
        baudAndType: baudAndType.b106,
        data,
        pupi: pupiOf(atqb),
        link,
        asleep: false,
      });
    }
    return found;
  }

  *#typeA(most: number, askForAts: boolean): OnAir<Target[]> {
    const found: Target[] = [];
    while (this.#holds['type-a-too'] && found.length < most) {
      const number = found.length + 1;
      const card = yield* selectedTypeA(number, askForAts);
      if (card === undefined) break;
      const { atqa, sak, uid, ats = new Uint8Array(0), link } = card;
      // SENS_RES is told high byte first.
      const data = Uint8Array.of(number, atqa[1] ?? 0, atqa[0] ?? 0, sak, uid.length, ...uid, ...ats);
      found.push({ number, baudAndType: baudAndType.a106, data, pupi: undefined, link, asleep: false });
    }
    return found;
  }

  /** S(DESELECT) to a target, which stays known. */
  *deselect(target: Target): OnAir<Status> {
    if (target.asleep || target.link === undefined || !this.#holds['deselect-halts']) return status.ok;
    target.asleep = true;
    yield* deselected(target.link);
    return status.ok;
  }

  /** Activates a target again that was deselected. */
  *select(target: Target): OnAir<Status> {
    if (!target.asleep) return status.ok;
    if (!this.#holds['select-wakes']) return status.ok;
    if (target.pupi === undefined) {
      const card = yield* selectedTypeA(target.number, true);
      if (card === undefined) return status.timeout;
      target.link = card.link;
      target.asleep = false;
      return status.ok;
    }
    const declared = yield* atqbs(0, this.#holds);
    const own = declared.find((atqb) => pupiOf(atqb).every((byte, i) => byte === target.pupi![i]));
    const [first] = declared;
    if (first === undefined) return this.#holds['select-tells-gone'] ? status.cardGone : status.ok;
    if (own === undefined && this.#holds['select-tells-swapped']) return status.cardSwapped;
    const card = yield* attributed(own ?? first, target.number, this.#holds);
    if (card === undefined) return status.cardGone;
    target.link = card.link;
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
  const answer: RfAnswer = yield* sent({
    modulation: 'F',
    bitRate: type === baudAndType.f212 ? 212 : 424,
    bytes: Uint8Array.of(6, ...polling),
    crc: 'reader',
    timeoutMs: felicaMs,
  });
  if (answer.kind !== 'frame' || answer.bytes[1] !== 0x01) return [];
  const data = Uint8Array.of(1, ...answer.bytes);
  return [{ number: 1, baudAndType: type, data, pupi: undefined, link: undefined, asleep: false }];
}
