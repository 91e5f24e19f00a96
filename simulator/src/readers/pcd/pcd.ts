import { type AtrBuilder, atrOfStorageCard, atrOfTypeA, atrOfTypeB } from '../../card/answer-to-reset.ts';
import type { RfAnswer, RfFrame } from '../../media/rf-frame.ts';
import type { RuleSet } from '../../rules/rule-set.ts';
import { BlockExchange, type ExchangeFailure } from './block-exchange.ts';
import { type AirField, type OnAir, runOnAir } from './on-air.ts';
import { type PcdHolds, pcdHolds } from './pcd-holds.ts';
import { type AsksFor, type FoundCard, findCard } from './polling.ts';

export interface PcdOptions {
  readonly field: AirField;
  readonly rules: RuleSet;
  readonly atrBuilder: AtrBuilder;
  /** Which cards are polled for; all when absent. */
  readonly asksFor?: AsksFor;
}

/** The side of a contactless reader that speaks to the card: finds it, activates it, exchanges commands. */
export class Pcd {
  readonly #field: AirField;
  readonly #holds: PcdHolds;
  readonly #atrBuilder: AtrBuilder;
  readonly #asksFor: AsksFor;
  #card: FoundCard | undefined;
  #exchange: BlockExchange | undefined;

  constructor({ field, rules, atrBuilder, asksFor = () => true }: PcdOptions) {
    this.#field = field;
    this.#holds = pcdHolds(rules);
    this.#atrBuilder = atrBuilder;
    this.#asksFor = asksFor;
  }

  /** The card that is activated. */
  get card(): FoundCard | undefined {
    return this.#card;
  }

  /** What stands for the ATR of the card; empty without one. */
  get atr(): Uint8Array {
    const card = this.#card;
    if (card === undefined) return new Uint8Array(0);
    if (card.type === 'A') return atrOfTypeA(card.historical);
    if (card.type === 'storage') return atrOfStorageCard(card.modulation);
    const attribAnswer = this.#holds('atr-of-atqb') ? card.attribAnswer : 0;
    return atrOfTypeB(this.#atrBuilder, card.atqb, attribAnswer);
  }

  /** Takes the field up and activates a card; undefined when none is found. */
  activate(): FoundCard | undefined | Promise<FoundCard | undefined> {
    this.#field.power(true);
    return runOnAir(this.#field, this.#find());
  }

  *#find(): OnAir<FoundCard | undefined> {
    this.#card = yield* findCard(this.#holds, this.#asksFor);
    const card = this.#card;
    this.#exchange =
      card === undefined || card.type === 'storage' ? undefined : new BlockExchange(card.link, this.#holds);
    return card;
  }

  /** A command to the activated card. After one that failed the card is activated anew with the next. */
  transmit(command: Uint8Array): Uint8Array | ExchangeFailure | Promise<Uint8Array | ExchangeFailure> {
    if (this.#exchange === undefined) this.#field.power(true);
    return runOnAir(this.#field, this.#transmit(command));
  }

  *#transmit(command: Uint8Array): OnAir<Uint8Array | ExchangeFailure> {
    if (this.#exchange === undefined) yield* this.#find();
    const exchange = this.#exchange;
    if (exchange === undefined) return 'timeout';
    const answer = yield* exchange.exchange(command);
    if (typeof answer !== 'string' || !this.#holds('lost-card-deselected')) return answer;
    yield* exchange.deselect();
    this.#exchange = undefined;
    return answer;
  }

  /** Somebody else speaks to the card now: whatever it was activated to is void. */
  forget(): void {
    this.#card = undefined;
    this.#exchange = undefined;
  }

  /** Whether the activated card is still there; nothing is executed. */
  present(): boolean | Promise<boolean> {
    return this.#exchange === undefined ? false : runOnAir(this.#field, this.#exchange.present());
  }

  /** A frame of the host's own. */
  raw(frame: RfFrame): RfAnswer | Promise<RfAnswer> {
    return this.#field.transceive(frame);
  }

  /** Ends the activation and takes the field away. */
  powerOff(): void | Promise<void> {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    this.#card = undefined;
    if (exchange === undefined || !this.#holds('deselect-at-end')) {
      this.#field.power(false);
      return;
    }
    const gone = runOnAir(this.#field, exchange.deselect());
    if (gone instanceof Promise) return gone.then(() => this.#field.power(false));
    this.#field.power(false);
  }
}
