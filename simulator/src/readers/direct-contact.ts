import type { Icc } from '../card/icc.ts';
import type { FaultReport } from '../faults/fault-kinds.ts';
import type { PoweredCard } from '../media/powered-card.ts';
import { answered, type ContactParts, type HeldContact, noAnswer } from './contact-parts.ts';
import { answerPseudoApdu, pseudoClass } from './pseudo-apdu.ts';
import { requireCarried } from './reader-commands.ts';

/** A card on contacts, or one without antenna that a contactless reader takes as it is: commands reach it as such. */
export class DirectContact implements HeldContact {
  readonly holder: string;
  readonly atr: Uint8Array;
  readonly #parts: ContactParts;
  readonly #powered: PoweredCard;
  readonly #uid: Uint8Array;
  #card: Icc | undefined;

  constructor(parts: ContactParts, powered: PoweredCard, card: Icc | undefined) {
    this.#parts = parts;
    this.holder = parts.holder;
    this.#powered = powered;
    this.#card = card;
    this.#uid = parts.services.random(4);
    this.atr = powered.atr;
  }

  get card(): Icc | undefined {
    return this.#card;
  }

  repower(now: ReadonlyMap<Icc, Icc>): void {
    this.#card = this.#card && now.get(this.#card);
    this.#powered.repower(this.#card);
  }

  take(card: Icc): boolean {
    return card === this.#card;
  }

  lose(why: FaultReport): void {
    this.#powered.lose(why);
  }

  close(): void {
    if (this.#powered.close()) this.#parts.closed(this);
  }

  transmit(command: Uint8Array): Uint8Array | Promise<Uint8Array> {
    const powered = this.#powered;
    if (powered.lost !== undefined) throw noAnswer({ told: powered.lost });
    if (command[0] === pseudoClass) {
      const { reader, services } = this.#parts;
      const context = {
        profile: reader.profile,
        uid: this.#uid,
        takeProof: () => services.takeProof(reader.name),
      };
      const response = answerPseudoApdu(context, command);
      if (response !== undefined) {
        powered.record('apdu', command, response);
        return response;
      }
    }
    requireCarried(this.#parts.reader.profile, command);
    const answer = powered.execute(command);
    if (answer instanceof Uint8Array) return answer;
    if (answer instanceof Promise) return answer.then(answered);
    throw noAnswer(answer);
  }
}
