import type { Timer } from '../../clock/timers.ts';
import type { Reader } from '../../readers/reader.ts';
import { whenDone } from '../turns.ts';
import { attribute, ControlCode, control } from './reader-control.ts';
import { absentState, type ReaderStates } from './reader-states.ts';
import { CardState, Disposition, Protocol, SCARD, ShareMode, Sharing } from './scard.ts';
import { SlotCard, type SlotCardOptions } from './slot-card.ts';
import { TransactionLock } from './transaction-lock.ts';

/** Most handles on one reader, as pcscd's default. */
const maxHandles = 200;

/**
 * While another endpoint holds the only card, or one that lies there is not found, it is looked for again after this
 * time, as pcscd polls for presence; each time later, up to the longest.
 */
const firstPollMs = 400;
const longestPollMs = 6400;

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

/** A connection of one program to one reader. */
export interface CardHandle {
  readonly id: number;
  readonly slot: ReaderSlot;
  /** What happened behind its back: `success`, `resetCard` or `removedCard`. */
  mark: number;
}

export interface ConnectOutcome {
  readonly rv: number;
  readonly protocol: number;
  readonly handle?: CardHandle;
}

const nextEvent = (counter: number): number => (counter === 0xffff ? 0 : counter + 1);

const refused = (rv: number): ConnectOutcome => ({ rv, protocol: Protocol.undefined });

export interface ReaderSlotOptions extends SlotCardOptions {
  readonly states: ReaderStates;
  /** Milliseconds after which a card that nobody uses loses power. */
  readonly powerOffDelayMs: number;
  /** BEGIN under a foreign transaction: refuse it, so that the client asks again, or hold the answer back. */
  readonly transactions: 'retry' | 'hold';
  readonly newHandleId: () => number;
  /** Something changed that waiting clients are told of. */
  readonly changed: () => void;
}

/**
 * One reader as all clients of this endpoint share it: who is connected how, whose transaction it is, and a mark
 * on each handle. Numbers given back are SCARD codes.
 * @see pcsc reference, 1.5
 */
export class ReaderSlot {
  readonly reader: Reader;
  readonly #index: number;
  readonly #options: ReaderSlotOptions;
  readonly #card: SlotCard;
  readonly #lock = new TransactionLock<CardHandle>();
  readonly #handles = new Set<CardHandle>();
  #sharing: number = Sharing.none;
  #eventCounter = 0;
  #pollTimer: Timer | undefined;
  #pollMs = firstPollMs;
  /** The card was moved while a program used it. */
  #movedMeanwhile = false;
  #gone = false;

  constructor(reader: Reader, options: ReaderSlotOptions) {
    this.reader = reader;
    this.#options = options;
    this.#card = new SlotCard(reader, options, () => this.cardRemoved());
    this.#index = options.states.take();
    options.states.write(this.#index, { readerName: reader.name, ...absentState });
    if (reader.presence !== 'absent') this.#powerUpInserted();
    this.#publish();
  }

  cardInserted(): void {
    if (this.#card.is(CardState.present)) return; // seen when the reader came
    this.#powerUpInserted();
    if (!this.#card.is(CardState.absent)) this.#countEvent();
  }

  /** It lies otherwise, or with something else: as long as nobody uses it, the reader looks anew. */
  cardMoved(): void {
    this.#movedMeanwhile = this.#handles.size > 0;
    if (this.#movedMeanwhile || this.#card.is(CardState.absent)) {
      this.cardInserted();
      return;
    }
    const before = this.#card.atr;
    const rv = this.#card.powerUp();
    if (rv === SCARD.noSmartcard) {
      this.#notFound();
      return;
    }
    this.#powerOffUnused();
    if (sameBytes(before, this.#card.atr)) return;
    // Another card is taken for this one gone and that one come.
    this.#eventCounter = nextEvent(this.#eventCounter);
    this.#countEvent();
  }

  cardRemoved(): void {
    this.#stopPolling();
    if (this.#card.is(CardState.absent)) return;
    this.#card.lose();
    for (const handle of this.#handles) handle.mark = SCARD.removedCard;
    this.#lock.free();
    this.#countEvent();
  }

  /** The reader is gone, and its handles with it. */
  removed(): void {
    this.#gone = true;
    this.#stopPolling();
    this.#card.lose();
    this.#handles.clear();
    this.#options.states.free(this.#index);
    this.#lock.free();
  }

  connect(
    shareMode: number,
    preferred: number,
    alive: () => boolean,
  ): ConnectOutcome | Promise<ConnectOutcome> {
    if (this.#gone || !alive()) return refused(SCARD.unknownReader);
    if (this.#card.is(CardState.unknown)) return refused(SCARD.readerUnavailable);
    if (this.#sharing === Sharing.exclusive) return refused(SCARD.sharingViolation);
    if (this.#lock.isHeld) return this.#lock.whenFree().then(() => this.connect(shareMode, preferred, alive));
    if (shareMode !== ShareMode.direct) {
      if (this.#pollTimer !== undefined) this.cardInserted();
      if (!this.#card.is(CardState.present)) return refused(SCARD.noSmartcard);
      const rv = this.#ensurePower();
      if (rv !== SCARD.success) return refused(rv);
    }
    const rv = this.#choose(shareMode, preferred);
    if (rv !== SCARD.success) return refused(rv);
    if (shareMode === ShareMode.exclusive && this.#sharing !== Sharing.none)
      return refused(SCARD.sharingViolation);
    if (this.#handles.size >= maxHandles) return refused(SCARD.internalError);
    const handle: CardHandle = { id: this.#options.newHandleId(), slot: this, mark: SCARD.success };
    this.#handles.add(handle);
    if (shareMode === ShareMode.exclusive) this.#lock.take(handle);
    this.#share(shareMode === ShareMode.exclusive ? Sharing.exclusive : this.#sharing + 1);
    return { rv, protocol: this.#card.protocol, handle };
  }

  reconnect(
    handle: CardHandle,
    shareMode: number,
    preferred: number,
    initialization: number,
  ): ConnectOutcome | Promise<ConnectOutcome> {
    const refusal = this.#unavailable(handle) || this.#foreignLock(handle);
    if (refusal) return refused(refusal);
    let ready: number | Promise<number> = SCARD.success;
    if (initialization !== Disposition.leave) ready = this.#card.turns.take(() => this.#reset());
    else if (this.#card.is(CardState.absent)) ready = SCARD.noSmartcard;
    else if (this.#card.is(CardState.swallowed)) ready = SCARD.unresponsiveCard;
    return whenDone(ready, (reset) => {
      if (reset !== SCARD.success) return refused(reset);
      const rv =
        (shareMode === ShareMode.direct ? SCARD.success : this.#ensurePower()) ||
        this.#choose(shareMode, preferred) ||
        this.#changeSharing(handle, shareMode);
      if (rv !== SCARD.success) return refused(rv);
      handle.mark = SCARD.success;
      return { rv, protocol: this.#card.protocol, handle };
    });
  }

  disconnect(handle: CardHandle, disposition: number): number | Promise<number> {
    if (!this.#handles.has(handle)) return SCARD.success; // its reader was removed
    if (disposition !== Disposition.leave && this.#lock.isForeignTo(handle)) {
      return this.#lock.whenFree().then(() => this.disconnect(handle, disposition));
    }
    const powers = disposition === Disposition.reset || disposition === Disposition.unpower;
    const done = powers ? this.#card.turns.take(() => this.#powerOnRelease(disposition)) : SCARD.success;
    return whenDone(done, () => {
      if (!this.#handles.delete(handle)) return SCARD.success;
      if (this.#lock.isHeldBy(handle)) this.#lock.free();
      this.#share(this.#sharing === Sharing.exclusive ? Sharing.none : Math.max(0, this.#sharing - 1));
      return SCARD.success;
    });
  }

  /** Its program died or gave up its context: a card it had locked is reset, else it is left alone. */
  abandon(handle: CardHandle): void {
    const dirty = this.#lock.isHeldBy(handle) && handle.mark === SCARD.success;
    void this.disconnect(handle, dirty ? Disposition.reset : Disposition.leave);
  }

  begin(handle: CardHandle, alive: () => boolean): number | Promise<number> {
    const refusal = this.#unavailable(handle) || handle.mark;
    if (refusal) return refusal;
    if (this.#lock.isForeignTo(handle)) {
      if (this.#options.transactions === 'retry') return SCARD.sharingViolation;
      return this.#lock.whenFree().then(() => (alive() ? this.begin(handle, alive) : SCARD.cancelled));
    }
    this.#lock.take(handle);
    return SCARD.success;
  }

  end(handle: CardHandle, disposition: number): number | Promise<number> {
    const refusal =
      (this.#handles.has(handle) ? handle.mark : SCARD.invalidValue) || this.#foreignLock(handle);
    if (refusal) return refusal;
    const powers = disposition === Disposition.reset || disposition === Disposition.unpower;
    // What the card says to the reset is not answered here: the mark tells it.
    const done = powers ? this.#card.turns.take(() => this.#reset()) : SCARD.success;
    return whenDone(done, () => {
      // An exclusive connection holds one level itself, and it is not a transaction.
      if (this.#lock.count <= (this.#sharing === Sharing.exclusive ? 1 : 0)) return SCARD.notTransacted;
      this.#lock.release();
      return SCARD.success;
    });
  }

  status(handle: CardHandle): number {
    return this.#foreignLock(handle) || this.#unavailable(handle) || handle.mark;
  }

  /** The response, or a return code. A promise only when the card, or another command in it, makes it one. */
  transmit(
    handle: CardHandle,
    protocol: number,
    command: Uint8Array,
  ): Uint8Array | number | Promise<Uint8Array | number> {
    const { turns } = this.#card;
    // A reset may come while a command waits for its turn, so its marks are looked at when the turn has come.
    if (!turns.idle) return turns.take(() => this.status(handle) || this.#card.transmit(protocol, command));
    const response = this.status(handle) || this.#card.transmit(protocol, command);
    if (response instanceof Promise) turns.occupy(response);
    return response;
  }

  /** The reader's own answer: marks of the card do not matter. */
  control(
    handle: CardHandle,
    code: number,
    input: Uint8Array,
  ): Uint8Array | number | Promise<Uint8Array | number> {
    const refusal = this.#foreignLock(handle) || this.#unavailable(handle);
    if (refusal !== 0) return refusal;
    const own = code === ControlCode.escape ? this.reader.escape?.(input) : undefined;
    return own ?? control(this.reader.profile, code);
  }

  attribute(handle: CardHandle, id: number): Uint8Array | number {
    const { name, profile } = this.reader;
    const { atr, powered } = this.#card;
    const source = { name, profile, atr, powered, present: this.#card.is(CardState.present) };
    return this.status(handle) || (attribute(source, id) ?? SCARD.unsupportedFeature);
  }

  /** A card lies in the reader: read its ATR, or wait until the endpoint that holds it lets go. */
  #powerUpInserted(): void {
    const rv = this.#card.powerUp();
    this.#stopPolling(this.#pollMs);
    if (rv === SCARD.sharingViolation) this.#poll(firstPollMs);
    else if (rv === SCARD.noSmartcard && this.reader.presence !== 'absent') this.#poll(this.#pollMs);
    else this.#pollMs = firstPollMs;
    this.#powerOffUnused();
  }

  /** It lies there, and the reader does not find it any more: it is gone until it is found again. */
  #notFound(): void {
    this.cardRemoved();
    if (this.reader.presence !== 'absent') this.#poll(firstPollMs);
  }

  #poll(ms: number): void {
    this.#pollMs = Math.min(longestPollMs, 2 * ms);
    this.#pollTimer = this.#options.timers.after(ms, () => this.cardInserted());
  }

  #stopPolling(nextMs = firstPollMs): void {
    this.#pollTimer?.cancel();
    this.#pollTimer = undefined;
    this.#pollMs = nextMs;
  }

  /** Power for a program: the card may have lost it since the last one left. */
  #ensurePower(): number {
    if (this.#card.powered) return SCARD.success;
    const rv = this.#powerUpAnew();
    return rv === SCARD.unresponsiveCard ? SCARD.unpoweredCard : rv;
  }

  #powerUpAnew(): number {
    const before = this.#card.state;
    const rv = this.#card.powerUp();
    if (rv === SCARD.noSmartcard) this.#notFound();
    else if (this.#card.state !== before) this.#changed();
    else this.#publish();
    return rv;
  }

  /** Marks every handle and powers the card anew: what was selected and verified is gone. */
  #reset(): number {
    if (this.#card.is(CardState.absent)) return SCARD.noSmartcard;
    for (const handle of this.#handles) handle.mark = SCARD.resetCard;
    const rv = this.#powerUpAnew();
    this.#powerOffUnused();
    return rv;
  }

  #powerOnRelease(disposition: number): number {
    if (disposition === Disposition.reset || this.#card.is(CardState.absent)) return this.#reset();
    for (const handle of this.#handles) handle.mark = SCARD.resetCard;
    this.#card.unpower();
    this.#publish();
    return SCARD.success;
  }

  #powerOffUnused(): void {
    if (this.#handles.size > 0) this.#card.keepPower();
    else {
      this.#card.powerOffAfter(this.#options.powerOffDelayMs, () => {
        this.#publish();
        if (this.#movedMeanwhile) this.cardMoved();
      });
    }
  }

  #choose(shareMode: number, preferred: number): number {
    if (shareMode === ShareMode.direct && !(preferred & Protocol.raw)) return SCARD.success;
    const rv = this.#card.choose(preferred);
    this.#publish();
    return rv;
  }

  #foreignLock(handle: CardHandle): number {
    return this.#lock.isForeignTo(handle) ? SCARD.sharingViolation : SCARD.success;
  }

  #unavailable(handle: CardHandle): number {
    if (!this.#handles.has(handle)) return SCARD.invalidValue;
    return this.#card.is(CardState.unknown) ? SCARD.readerUnavailable : SCARD.success;
  }

  #changeSharing(handle: CardHandle, shareMode: number): number {
    if (shareMode === ShareMode.exclusive) {
      if (this.#sharing === Sharing.exclusive) return SCARD.success;
      if (this.#sharing !== 1) return SCARD.sharingViolation;
      this.#lock.take(handle);
      this.#share(Sharing.exclusive);
    } else if (this.#sharing === Sharing.exclusive) {
      if (this.#lock.isHeldBy(handle)) this.#lock.release();
      this.#share(1);
    }
    return SCARD.success;
  }

  #share(sharing: number): void {
    this.#sharing = sharing;
    this.#powerOffUnused();
    this.#changed();
  }

  #countEvent(): void {
    this.#eventCounter = nextEvent(this.#eventCounter);
    this.#changed();
  }

  #changed(): void {
    this.#publish();
    this.#options.changed();
  }

  #publish(): void {
    if (this.#gone) return;
    const { atr, state, protocol } = this.#card;
    this.#options.states.write(this.#index, {
      eventCounter: this.#eventCounter,
      readerState: state,
      readerSharing: this.#sharing,
      cardAtr: atr,
      cardAtrLength: atr.length,
      cardProtocol: protocol,
    });
  }
}
