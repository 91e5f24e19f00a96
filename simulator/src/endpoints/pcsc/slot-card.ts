import type { Timer, Timers } from '../../clock/timers.ts';
import { type CardContact, type Reader, ReaderError, type ReaderErrorCode } from '../../readers/reader.ts';
import type { EndpointLog } from '../endpoint.ts';
import { Turns } from '../turns.ts';
import { negotiate } from './atr-protocols.ts';
import { CardState, maxAtr, maxExtendedBuffer, Protocol, SCARD } from './scard.ts';

const noAtr = new Uint8Array(0);

const readerErrorCode = (error: unknown): ReaderErrorCode | undefined =>
  error instanceof ReaderError ? error.code : undefined;

export interface SlotCardOptions {
  /** The endpoint's address, by which the reader knows who powers the card. */
  readonly holder: string;
  readonly timers: Timers;
  readonly log: EndpointLog;
}

/** The card in one reader, as pcscd drives it: power, ATR, protocol and one command at a time. */
export class SlotCard {
  readonly #reader: Reader;
  readonly #options: SlotCardOptions;
  /** The card turned out to be gone in the middle of a command. */
  readonly #lost: () => void;
  readonly turns = new Turns();
  #contact: CardContact | undefined;
  #powerTimer: Timer | undefined;
  #atr: Uint8Array = noAtr;
  #state: number = CardState.absent;
  #protocol: number = Protocol.undefined;

  constructor(reader: Reader, options: SlotCardOptions, lost: () => void) {
    this.#reader = reader;
    this.#options = options;
    this.#lost = lost;
  }

  /** Empty without card and for a mute one; stays when an unused card loses power. */
  get atr(): Uint8Array {
    return this.#atr;
  }

  get state(): number {
    return this.#state;
  }

  get protocol(): number {
    return this.#protocol;
  }

  get powered(): boolean {
    return this.#contact !== undefined;
  }

  is(state: number): boolean {
    return (this.#state & state) !== 0;
  }

  /**
   * Powers the card up in a new session. Gives `success`, `unresponsiveCard` (the state says mute),
   * `readerUnavailable` (the state says so), and with the state as it was `noSmartcard`, or
   * `sharingViolation` while another endpoint holds the only card.
   */
  powerUp(): number {
    this.powerDown();
    let code: ReaderErrorCode | undefined;
    try {
      const contact = this.#reader.activate(this.#options.holder);
      if (contact.atr.length > 0) {
        this.#contact = contact;
        this.#atr = contact.atr.length > maxAtr ? contact.atr.subarray(0, maxAtr) : contact.atr;
        this.#state = CardState.ready;
        return SCARD.success;
      }
      contact.close();
      code = 'reader/card-mute';
    } catch (error) {
      code = readerErrorCode(error);
      if (code === undefined) this.#warn('the card could not be powered up', error);
    }
    if (code === 'reader/card-in-use') return SCARD.sharingViolation;
    if (code === 'reader/no-card' || code === 'reader/card-removed') return SCARD.noSmartcard;
    this.#atr = noAtr;
    this.#state = code === 'reader/unplugged' ? CardState.unknown : CardState.mute;
    return code === 'reader/unplugged' ? SCARD.readerUnavailable : SCARD.unresponsiveCard;
  }

  /** ATR and state stay: only the card notices. */
  powerDown(): void {
    this.keepPower();
    this.#contact?.close();
    this.#contact = undefined;
    this.#protocol = Protocol.undefined;
  }

  /** Power taken away by order of a program, for all to see. */
  unpower(): void {
    this.powerDown();
    this.#state = CardState.present;
  }

  lose(): void {
    this.powerDown();
    this.#atr = noAtr;
    this.#state = CardState.absent;
  }

  /** Takes the power of an unused card after a delay, once a command in it has ended. */
  powerOffAfter(delayMs: number, done: () => void): void {
    this.keepPower();
    if (this.#contact === undefined) return;
    this.#powerTimer = this.#options.timers.after(delayMs, () => {
      const timer = this.#powerTimer;
      void this.turns.take(() => {
        if (this.#powerTimer !== timer) return; // somebody came while it waited
        this.powerDown();
        done();
      });
    });
  }

  keepPower(): void {
    this.#powerTimer?.cancel();
    this.#powerTimer = undefined;
  }

  /** Settles on a protocol the program takes, or keeps the one in force if it does. */
  choose(preferred: number): number {
    if (preferred & Protocol.raw) {
      this.#protocol = Protocol.raw;
      return SCARD.success;
    }
    if (this.#protocol !== Protocol.undefined) {
      return preferred & this.#protocol ? SCARD.success : SCARD.protocolMismatch;
    }
    const { protocols } = this.#reader.profile;
    const reader =
      (protocols.includes('T0') ? Protocol.t0 : 0) | (protocols.includes('T1') ? Protocol.t1 : 0);
    const chosen = negotiate(this.#atr, preferred, reader);
    if (chosen > Protocol.anyOld) return chosen;
    this.#protocol = chosen;
    return SCARD.success;
  }

  /** The response, or a return code. A promise only when the card makes it one. */
  transmit(protocol: number, command: Uint8Array): Uint8Array | number | Promise<Uint8Array | number> {
    if (protocol !== Protocol.raw) {
      if (this.#state & CardState.absent) return SCARD.noSmartcard;
      if (protocol !== this.#protocol && protocol !== Protocol.anyOld) return SCARD.protocolMismatch;
    }
    const contact = this.#contact;
    if (contact === undefined)
      return this.#state & CardState.absent ? SCARD.noSmartcard : SCARD.notTransacted;
    try {
      const response = contact.transmit(command);
      if (response instanceof Uint8Array) return carried(response);
      return response.then(carried, (error: unknown) => this.#failed(contact, error));
    } catch (error) {
      return this.#failed(contact, error);
    }
  }

  #failed(contact: CardContact, error: unknown): number {
    switch (readerErrorCode(error)) {
      case 'reader/card-removed':
      case 'reader/no-card':
        // The registry may tell of it later. A contact that is no longer ours says nothing about the card now.
        if (contact === this.#contact) this.#lost();
        return SCARD.noSmartcard;
      case 'reader/unplugged':
        return SCARD.readerUnavailable;
      case undefined:
        this.#warn('the card failed', error);
        return SCARD.notTransacted;
      default:
        return SCARD.notTransacted;
    }
  }

  #warn(what: string, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.log.warn(what, { reader: this.#reader.name, error: reason });
  }
}

const carried = (response: Uint8Array): Uint8Array | number =>
  response.length > maxExtendedBuffer ? SCARD.notTransacted : response;
