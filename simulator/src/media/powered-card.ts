import type { Execution } from '../card/execution.ts';
import type { CardSession, Icc } from '../card/icc.ts';
import { sleep, type Timers } from '../clock/timers.ts';
import type { FrameStrike, Strike } from '../faults/armed-faults.ts';
import type { FaultHand, FaultReport } from '../faults/fault-kinds.ts';
import type { Change } from '../store/store.ts';
import type { Trace } from '../trace/trace.ts';

/** What every card that is powered shares with the simulator it belongs to. */
export interface CardServices {
  /** Resolves when the change is durable; `undefined` when there is nothing to wait for. */
  readonly commit: (change: Change) => Promise<void> | undefined;
  /** What was committed by anybody and is not durable yet. */
  readonly pending: () => Promise<void> | undefined;
  readonly trace: Trace;
  readonly timers: Timers;
  readonly now: () => number;
}

/** What is armed at a place, and who acts it out. */
export interface CardFaults {
  strike(command: Uint8Array): Strike | undefined;
  readonly hand: FaultHand;
}

/** Where the card is powered: the reader. */
export interface CardPlace {
  readonly name: string;
  /** Absent unless a fault waits, so that commands pass at no cost. */
  readonly faults: CardFaults | undefined;
  /** What is armed for frames, of a contactless reader. */
  readonly air?: AirFaults | undefined;
}

/** Faults that strike frames. Frames are without CRC. */
export interface AirFaults {
  strikeRequest(frame: Uint8Array): FrameStrike | undefined;
  strikeAnswer(frame: Uint8Array, answer: Uint8Array): FrameStrike | undefined;
  /** Takes the card away; with a time it lies there again afterwards. */
  lift(backMs: number | undefined): void;
}

/** In the place of an answer: the host gets none, and why. */
export interface NoAnswer {
  readonly told: FaultReport;
}

/** How what the host was told and what the card did go apart. */
interface Apart {
  readonly strike: Strike | undefined;
  readonly executed: boolean;
  readonly host: string | undefined;
}

const nothing = new Uint8Array(0);
let activations = 0;

/**
 * One activation of a card, whatever the medium: commands are executed once each, what they change is durable before
 * the answer leaves, and the trace tells of it. Faults that strike commands strike here.
 */
export class PoweredCard {
  readonly holder: string;
  readonly atr: Uint8Array;
  readonly #place: CardPlace;
  readonly #services: CardServices;
  readonly #number = ++activations;
  #card: Icc | undefined;
  #session: CardSession | undefined;
  #lost: FaultReport | undefined;
  #executions = 0;
  #told: FaultReport | undefined;
  /** Made by a command that takes its time; aborted when the card or the reader goes. */
  #loss: AbortController | undefined;

  /** Without a card: one that answers nothing. */
  constructor(
    card: Icc | undefined,
    place: CardPlace,
    holder: string,
    services: CardServices,
    atr = card?.atr,
  ) {
    this.#card = card;
    this.#place = place;
    this.holder = holder;
    this.#services = services;
    this.#session = card?.open();
    this.atr = atr ?? nothing;
    this.record('power-on', this.atr, nothing);
  }

  get card(): Icc | undefined {
    return this.#card;
  }

  /** What a fault had the host told in the place of the last answer. */
  get told(): FaultReport | undefined {
    return this.#told;
  }

  /** Tells activations apart, in the trace. */
  get number(): number {
    return this.#number;
  }

  /** Commands that the card has executed. */
  get executions(): number {
    return this.#executions;
  }

  /** Why it is no more, once it is. */
  get lost(): FaultReport | undefined {
    return this.#lost;
  }

  /** Begins anew without the host being told, with the card as it is now. */
  repower(card: Icc | undefined): void {
    this.#session?.close();
    this.#card = card;
    this.#session = card?.open();
  }

  /** Nothing is answered until the card is powered anew. */
  mute(): void {
    this.#session?.close();
    this.#session = undefined;
  }

  lose(why: FaultReport): void {
    this.#lost = why;
    this.#loss?.abort();
    this.mute();
  }

  /** Powers it down; gives false when it was down already. */
  close(): boolean {
    if (this.#lost !== undefined) return false;
    this.lose('reader/card-removed');
    this.record('power-off', nothing, nothing);
    return true;
  }

  /**
   * Executes a command. The answer itself when nothing has to be waited for. A command that was handed over is
   * executed whatever becomes of its answer.
   */
  execute(command: Uint8Array): Uint8Array | NoAnswer | Promise<Uint8Array | NoAnswer> {
    this.#told = undefined;
    if (this.#lost !== undefined) return { told: this.#lost };
    if (this.#session === undefined) return { told: 'reader/card-mute' };
    const { faults } = this.#place;
    if (faults !== undefined) {
      const strike = faults.strike(command);
      if (strike !== undefined) return this.#struck(strike, faults.hand, command.slice());
    }
    this.#executions++;
    const execution = this.#session.execute(command);
    const durable = this.#durable(execution);
    if (durable === undefined && execution.executionTimeMs === 0) {
      this.record('apdu', command, execution.response, execution.cause);
      return execution.response;
    }
    return this.#whenDone(command.slice(), execution, durable);
  }

  #durable({ change }: Execution): Promise<void> | undefined {
    // Without a change of its own the answer may still tell of one that another session made.
    return change === undefined ? this.#services.pending() : this.#services.commit(change);
  }

  /** A command that a fault strikes. What the card executed stays done, whatever the host is told. */
  async #struck(strike: Strike, hand: FaultHand, command: Uint8Array): Promise<Uint8Array | NoAnswer> {
    const { fault, kind } = strike;
    if (kind.acts === 'before') kind.act?.(hand, fault, this);
    let answer: Uint8Array | NoAnswer = nothing;
    if (kind.executes && this.#session !== undefined) {
      this.#executions++;
      const execution = this.#session.execute(command);
      answer = await this.#whenDone(command, execution, this.#durable(execution), strike);
    } else {
      this.record('apdu', command, nothing, undefined, { strike, executed: false, host: kind.tells });
    }
    if (kind.acts === 'after') kind.act?.(hand, fault, this);
    this.#told = kind.tells;
    return kind.tells === undefined ? answer : { told: kind.tells };
  }

  /** The answer leaves, also into the trace, once the change is durable and the card has taken its time. */
  async #whenDone(
    command: Uint8Array,
    execution: Execution,
    durable: Promise<void> | undefined,
    strike?: Strike,
  ): Promise<Uint8Array | NoAnswer> {
    try {
      await durable;
    } catch {
      return { told: 'reader/card-mute' };
    }
    const waitMs = execution.executionTimeMs + (strike?.delayMs ?? 0);
    if (waitMs > 0 && this.#lost === undefined) {
      this.#loss ??= new AbortController();
      // The command is done; only the wait for its answer ends early.
      await sleep(this.#services.timers, waitMs, this.#loss.signal).catch(() => {});
    }
    const host = this.#lost ?? strike?.kind.tells;
    const apart = host ?? strike;
    this.record(
      'apdu',
      command,
      execution.response,
      execution.cause,
      apart === undefined ? undefined : { strike, executed: true, host },
    );
    return this.#lost === undefined ? execution.response : { told: this.#lost };
  }

  record(
    kind: 'apdu' | 'power-on' | 'power-off',
    command: Uint8Array,
    response: Uint8Array,
    cause?: string,
    apart?: Apart,
  ): void {
    const entry = {
      at: this.#services.now(),
      kind,
      reader: this.#place.name,
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
