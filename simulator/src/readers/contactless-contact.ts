import type { Icc } from '../card/icc.ts';
import type { FaultReport } from '../faults/fault-kinds.ts';
import { Field } from '../media/field.ts';
import { type NoAnswer, PoweredCard } from '../media/powered-card.ts';
import { answered, type ContactParts, type HeldContact, noAnswer } from './contact-parts.ts';
import type { ExchangeFailure } from './pcd/block-exchange.ts';
import { Pcd } from './pcd/pcd.ts';
import { ReaderCommands } from './reader-commands.ts';

/**
 * A card that the reader found in its field: by anticollision, as the first of those that lie there. Commands go as
 * blocks while anything disturbs the air or a rule of the air is broken. Otherwise the blocks are left out: a card
 * that answers answers the same. Making them always costs nothing over PC/SC (256-byte reads at 0.85 of the echo
 * either way) nor in the card suite, but in process a command is ten times as slow: SELECT 3.2 million a second
 * against 0.29, READ BINARY of 256 bytes 2.0 against 0.12, empty VERIFY 3.8 against 0.36, and each has to reach one
 * million. A fault of the card itself (mute, answer lost) is told as it is armed then, without the reader activating
 * the card anew.
 */
export class ContactlessContact implements HeldContact {
  readonly holder: string;
  readonly atr: Uint8Array;
  readonly #parts: ContactParts;
  readonly #field: Field;
  readonly #pcd: Pcd;
  readonly #byBlocks: boolean;
  readonly #commands: ReaderCommands;
  /** Of the activation that was the last one. */
  #powered: PoweredCard;
  #lost: FaultReport | undefined;

  private constructor(parts: ContactParts, field: Field, pcd: Pcd, powered: PoweredCard) {
    this.#parts = parts;
    this.holder = parts.holder;
    this.#field = field;
    this.#pcd = pcd;
    this.#powered = powered;
    this.atr = pcd.atr;
    this.#byBlocks = [...parts.services.rules.broken].some((id) => /^(?:picc|pcd)\//.test(id));
    const { reader, services } = parts;
    this.#commands = new ReaderCommands({
      profile: reader.profile,
      settings: reader.settings,
      pcd,
      field,
      services,
      takeProof: () => services.takeProof(reader.name),
    });
  }

  /** Takes the field up and looks for a card; `undefined`: none was found. */
  static begin(parts: ContactParts): ContactlessContact | undefined {
    const { reader, services, holder } = parts;
    const field = new Field(reader, services, reader.profile.field);
    field.holder = holder;
    for (const { card, placement } of reader.lying) field.put(card, placement);
    const pcd = new Pcd({
      field,
      rules: services.rules,
      atrBuilder: reader.profile.atrBuilder ?? 'pcsc3',
      asksFor: reader.settings.asksFor,
    });
    const found = pcd.activate();
    // Nobody waits for an activation: a card that needs longer for it is not found.
    if (found === undefined || found instanceof Promise) return undefined;
    const activated = field.activated[0]?.powered;
    const stored = (): Icc | undefined =>
      field.cards.find(
        ({ contactless }) => found.type === 'storage' && contactless?.modulation === found.modulation,
      );
    const powered = activated ?? new PoweredCard(stored(), reader, holder, services, pcd.atr);
    return new ContactlessContact(parts, field, pcd, powered);
  }

  get card(): Icc | undefined {
    return this.#powered.card;
  }

  repower(now: ReadonlyMap<Icc, Icc>): void {
    for (const [before, after] of now) this.#field.follow(before, after);
  }

  take(card: Icc): boolean {
    const activated = this.#powered.card === card;
    if (!activated) this.#field.take(card);
    return activated;
  }

  lose(why: FaultReport): void {
    this.#lost = why;
    this.#powered.lose(why);
    this.#field.power(false);
  }

  close(): void {
    if (this.#lost !== undefined) return;
    // Nobody waits for a card that is at work: it loses its power.
    void this.#pcd.powerOff();
    this.#powered.close();
    this.lose('reader/card-removed');
    this.#parts.closed(this);
  }

  transmit(command: Uint8Array): Uint8Array | Promise<Uint8Array> {
    if (this.#lost !== undefined) throw noAnswer({ told: this.#lost });
    const own = this.#commands.answer(command);
    if (own !== undefined) {
      return own instanceof Promise
        ? own.then((later) => this.#told(command, later))
        : this.#told(command, own);
    }
    if (this.#commands.taken) this.#takeBack();
    const stored = this.#pcd.card?.type === 'storage';
    const direct = stored || (!this.#byBlocks && this.#field.undisturbed === this.#powered);
    const answer = direct ? this.#powered.execute(command) : this.#exchange(command);
    if (answer instanceof Uint8Array) return answer;
    if (answer instanceof Promise) return answer.then(answered);
    throw noAnswer(answer);
  }

  /** The reader's own answer, which the trace tells too. */
  #told(command: Uint8Array, response: Uint8Array): Uint8Array {
    this.#powered.record('apdu', command, response);
    return response;
  }

  /** The host has spoken to the card itself: it loses power, and is activated anew by the next command. */
  #takeBack(): void {
    this.#commands.settled();
    this.#pcd.forget();
    this.#field.power(false);
  }

  /** By blocks; a card that was lost is looked for again with the next command, and then begins anew. */
  #exchange(command: Uint8Array): Uint8Array | NoAnswer | Promise<Uint8Array | NoAnswer> {
    const told = (answer: Uint8Array | ExchangeFailure): Uint8Array | NoAnswer => {
      this.#powered = this.#field.activated[0]?.powered ?? this.#powered;
      if (typeof answer !== 'string') return answer;
      return { told: this.#lost ?? this.#powered.told ?? 'reader/communication' };
    };
    const answer = this.#pcd.transmit(command);
    return answer instanceof Promise ? answer.then(told) : told(answer);
  }
}
