import type { ReaderProfile } from '@kazashi/profiles';
import type { Execution } from '../card/execution.ts';
import type { CardSession, Icc } from '../card/icc.ts';
import { sleep, type Timers } from '../clock/timers.ts';
import type { Strike } from '../faults/armed-faults.ts';
import type { FaultHand, FaultReport } from '../faults/fault-kinds.ts';
import type { Change } from '../store/store.ts';
import type { Trace } from '../trace/trace.ts';
import { answerPseudoApdu, pseudoClass } from './pseudo-apdu.ts';
import { type CardContact, type CardPresence, type Reader, ReaderError } from './reader.ts';

/** How the card lies in or on the reader. A contact reader finds a card the wrong way round mute. */
export type Orientation = 'normal' | 'reversed' | 'face-down';

/** What readers share with the simulator they belong to. */
export interface ReaderServices {
  /** Resolves when the change is durable; `undefined` when there is nothing to wait for. */
  readonly commit: (change: Change) => Promise<void> | undefined;
  /** What was committed by anybody and is not durable yet. */
  readonly pending: () => Promise<void> | undefined;
  readonly trace: Trace;
  readonly timers: Timers;
  readonly random: (length: number) => Uint8Array;
  readonly now: () => number;
  /** Whether one endpoint alone may hold a card. */
  readonly placement: 'shared' | 'single';
  readonly takeProof: (reader: string) => Uint8Array | undefined;
}

/** What is armed in a reader, and who acts it out. */
export interface ReaderFaults {
  strike(command: Uint8Array): Strike | undefined;
  readonly hand: FaultHand;
}

const reports: Readonly<Record<FaultReport, string>> = {
  'reader/card-removed': 'the card was taken away',
  'reader/card-mute': 'the card does not answer',
  'reader/communication': 'the answer of the card was lost',
  'reader/unplugged': 'the reader was unplugged',
};

/** How what the host was told and what the card did go apart. */
interface Apart {
  readonly strike: Strike | undefined;
  readonly executed: boolean;
  readonly host: string | undefined;
}

const nothing = new Uint8Array(0);
let contacts = 0;

/** A reader whose slot is emulated: passes commands to the card, answers pseudo-APDUs, keeps the trace. */
export class EmulatedReader implements Reader {
  readonly id: string;
  readonly name: string;
  readonly profile: ReaderProfile;
  readonly #services: ReaderServices;
  readonly #contacts = new Set<EmulatedContact>();
  #card: Icc | undefined;
  #orientation: Orientation = 'normal';
  #heldMute = false;
  #plugged = true;
  /** Absent unless a fault waits, so that commands pass at no cost. */
  faults: ReaderFaults | undefined;

  constructor(id: string, name: string, profile: ReaderProfile, services: ReaderServices) {
    this.id = id;
    this.name = name;
    this.profile = profile;
    this.#services = services;
  }

  get card(): Icc | undefined {
    return this.#card;
  }

  get orientation(): Orientation {
    return this.#orientation;
  }

  get presence(): CardPresence {
    if (this.#card === undefined) return 'absent';
    if (this.#card.mute) return 'mute';
    return this.#orientation !== 'normal' && this.profile.interface === 'contact' ? 'mute' : 'present';
  }

  /** Whether the card gave no answer when it was put there. */
  get heldMute(): boolean {
    return this.#heldMute;
  }

  /** How many endpoints hold the card powered. */
  get holders(): number {
    return this.#contacts.size;
  }

  insert(card: Icc, orientation: Orientation = 'normal'): void {
    this.remove();
    this.#card = card;
    this.#orientation = orientation;
    this.#heldMute = card.mute ?? false;
  }

  remove(): void {
    this.#card = undefined;
    this.#lose('reader/card-removed', 'the card was taken away');
  }

  unplug(): void {
    this.#plugged = false;
    this.#lose('reader/unplugged', 'the reader was unplugged');
  }

  plug(): void {
    this.#plugged = true;
  }

  /** Begins every contact anew, as after a power cycle that the host did not see; with the card as it is now. */
  repower(card: Icc | undefined = this.#card): void {
    this.#card = card;
    for (const contact of this.#contacts) contact.repower(card);
  }

  #lose(code: 'reader/card-removed' | 'reader/unplugged', message: string): void {
    for (const contact of this.#contacts) contact.lose(new ReaderError(code, message));
    this.#contacts.clear();
  }

  activate(holder: string): CardContact {
    if (!this.#plugged) throw new ReaderError('reader/unplugged', 'the reader was unplugged');
    if (this.#card === undefined) throw new ReaderError('reader/no-card', `no card in ${this.name}`);
    if (this.#services.placement === 'single') {
      for (const contact of this.#contacts) {
        if (contact.holder !== holder) {
          throw new ReaderError('reader/card-in-use', `${contact.holder} holds the card in ${this.name}`);
        }
      }
    }
    const contact = new EmulatedContact(
      this,
      this.presence === 'mute' ? undefined : this.#card,
      holder,
      this.#services,
      (closed) => this.#contacts.delete(closed),
    );
    this.#contacts.add(contact);
    return contact;
  }
}

class EmulatedContact implements CardContact {
  readonly holder: string;
  readonly atr: Uint8Array;
  readonly #reader: EmulatedReader;
  readonly #services: ReaderServices;
  readonly #closed: (contact: EmulatedContact) => void;
  readonly #number = ++contacts;
  readonly #uid: Uint8Array;
  #card: Icc | undefined;
  #session: CardSession | undefined;
  #lost: ReaderError | undefined;
  /** Made by a command that takes its time; aborted when the card or the reader goes. */
  #loss: AbortController | undefined;

  constructor(
    reader: EmulatedReader,
    card: Icc | undefined,
    holder: string,
    services: ReaderServices,
    closed: (contact: EmulatedContact) => void,
  ) {
    this.#reader = reader;
    this.#card = card;
    this.holder = holder;
    this.#services = services;
    this.#closed = closed;
    this.#uid = services.random(4);
    this.#session = card?.open();
    this.atr = card?.atr ?? nothing;
    this.#record('power-on', this.atr, nothing, undefined);
  }

  repower(card: Icc | undefined): void {
    this.#session?.close();
    this.#card = this.atr.length === 0 ? undefined : card;
    this.#session = this.#card?.open();
  }

  /** The card answers nothing until the contact is begun anew. */
  mute(): void {
    this.#session?.close();
    this.#session = undefined;
  }

  lose(error: ReaderError): void {
    this.#lost = error;
    this.#loss?.abort();
    this.#session?.close();
    this.#session = undefined;
  }

  close(): void {
    if (this.#lost !== undefined) return;
    this.lose(new ReaderError('reader/card-removed', 'the card was powered down'));
    this.#record('power-off', nothing, nothing, undefined);
    this.#closed(this);
  }

  transmit(command: Uint8Array): Uint8Array | Promise<Uint8Array> {
    if (this.#lost !== undefined) throw this.#lost;
    if (command[0] === pseudoClass) {
      const response = answerPseudoApdu(
        {
          profile: this.#reader.profile,
          uid: this.#uid,
          takeProof: () => this.#services.takeProof(this.#reader.name),
        },
        command,
      );
      if (response !== undefined) {
        this.#record('apdu', command, response, undefined);
        return response;
      }
    }
    if (this.#session === undefined) throw new ReaderError('reader/card-mute', 'the card does not answer');
    const { faults } = this.#reader;
    if (faults !== undefined) {
      const strike = faults.strike(command);
      if (strike !== undefined) return this.#struck(strike, faults.hand, command.slice());
    }
    const execution = this.#session.execute(command);
    const durable = this.#durable(execution);
    if (durable === undefined && execution.executionTimeMs === 0) {
      this.#record('apdu', command, execution.response, execution.cause);
      return execution.response;
    }
    return this.#whenDone(command.slice(), execution, durable);
  }

  #durable({ change }: Execution): Promise<void> | undefined {
    // Without a change of its own the answer may still tell of one that another session made.
    return change === undefined ? this.#services.pending() : this.#services.commit(change);
  }

  /** A command that a fault strikes. What the card executed stays done, whatever the host is told. */
  async #struck(strike: Strike, hand: FaultHand, command: Uint8Array): Promise<Uint8Array> {
    const { fault, kind } = strike;
    if (kind.acts === 'before') kind.act?.(hand, fault, this);
    let response: Uint8Array = nothing;
    if (kind.executes) {
      const execution = this.#session!.execute(command);
      response = await this.#whenDone(command, execution, this.#durable(execution), strike);
    } else this.#record('apdu', command, nothing, undefined, { strike, executed: false, host: kind.tells });
    if (kind.acts === 'after') kind.act?.(hand, fault, this);
    if (kind.tells !== undefined) throw new ReaderError(kind.tells, reports[kind.tells]);
    return response;
  }

  /** The answer leaves, also into the trace, once the change is durable and the card has taken its time. */
  async #whenDone(
    command: Uint8Array,
    execution: Execution,
    durable: Promise<void> | undefined,
    strike?: Strike,
  ): Promise<Uint8Array> {
    try {
      await durable;
    } catch {
      throw new ReaderError('reader/card-mute', 'the card could not make its state durable');
    }
    const waitMs = execution.executionTimeMs + (strike?.delayMs ?? 0);
    if (waitMs > 0 && this.#lost === undefined) {
      this.#loss ??= new AbortController();
      // The command is done; only the wait for its answer ends early.
      await sleep(this.#services.timers, waitMs, this.#loss.signal).catch(() => {});
    }
    const host = this.#lost?.code ?? strike?.kind.tells;
    const apart = host ?? strike;
    this.#record(
      'apdu',
      command,
      execution.response,
      execution.cause,
      apart === undefined ? undefined : { strike, executed: true, host },
    );
    if (this.#lost !== undefined) throw this.#lost;
    return execution.response;
  }

  #record(
    kind: 'apdu' | 'power-on' | 'power-off',
    command: Uint8Array,
    response: Uint8Array,
    cause: string | undefined,
    apart?: Apart,
  ): void {
    const entry = {
      at: this.#services.now(),
      kind,
      reader: this.#reader.name,
      holder: this.holder,
      contact: this.#number,
      card: this.#card?.id ?? '',
      command,
      response,
      cause,
    };
    if (apart === undefined) this.#services.trace.add(entry);
    else {
      const { strike, executed, host } = apart;
      this.#services.trace.add({
        ...entry,
        ...(strike === undefined ? {} : { fault: { id: strike.fault.id, kind: strike.fault.kind } }),
        executed,
        ...(host === undefined ? {} : { host }),
      });
    }
  }
}
