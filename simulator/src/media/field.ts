import { type ReaderField, unmeasuredField } from '@kazashi/profiles';
import type { Icc } from '../card/icc.ts';
import type { FrameStrike } from '../faults/armed-faults.ts';
import type { AirScript } from '../faults/frame-fault-kinds.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { collide } from './collision.ts';
import { errorChance, reachOf } from './coupling.ts';
import { crcGood, withCrc } from './crc.ts';
import { answerGuardMs, frameMs, Pacer, requestGuardMs } from './pacing.ts';
import { type HeardFrame, Picc, type PiccAnswer, type PiccEnvironment } from './picc.ts';
import { piccHolds } from './picc-holds.ts';
import type { AirFaults, CardPlace, CardServices, PoweredCard } from './powered-card.ts';
import { fieldOff, type RfAnswer, type RfFrame, silence } from './rf-frame.ts';
import { recordStruckFrame } from './struck-frame-entry.ts';

/** Hears every frame, and answers in the place of the cards that lie there. */
export interface PlayedAir {
  power(on: boolean): void;
  transceive(frame: RfFrame): RfAnswer | Promise<RfAnswer>;
}

/** What a field shares with the simulator it belongs to. */
export interface FieldServices extends CardServices {
  /** Absent where the cards themselves answer. */
  readonly air?: PlayedAir;
  readonly random: (length: number) => Uint8Array;
  readonly rules: RuleSet;
}

/** How a card lies in the field. */
export interface Placement {
  /** 1 lies well; 0 is out of reach. */
  readonly coupling?: number;
}

/** A card that lies there; without antenna it has no `picc`. */
interface Lying {
  readonly icc: Icc;
  readonly picc: Picc | undefined;
  readonly coupling: number;
}

type Answered = PiccAnswer | undefined;
type Late<T> = T | Promise<T>;

const then = <T, U>(value: Late<T>, next: (value: T) => Late<U>): Late<U> =>
  value instanceof Promise ? value.then(next) : next(value);

/**
 * The field of one contactless reader and the cards in it. Reader chips use `power` and `transceive` alone; cards
 * come and go by `put` and `take`. Frames cost no time unless `pacing` is on.
 */
export class Field {
  /** Address of the endpoint whose frames these are; stands in the trace from the next activation on. */
  holder = '';
  /** Frames, guard times and silence take the time that they take on the air. */
  pacing = false;
  readonly #place: CardPlace;
  readonly #services: FieldServices;
  readonly #limits: ReaderField;
  readonly #environment: PiccEnvironment;
  readonly #pacer: Pacer;
  #lying: readonly Lying[] = [];
  /** The only card there is, when it lies well: the hot path. */
  #alone: Picc | undefined;
  #on = false;
  #script: AirScript | undefined;
  #deafUntil = 0;

  /** `limits`: how well cards have to lie, from the reader's profile. */
  constructor(place: CardPlace, services: FieldServices, limits: ReaderField = unmeasuredField) {
    this.#place = place;
    this.#services = services;
    this.#limits = limits;
    this.#pacer = new Pacer(services.timers);
    this.#environment = {
      holds: piccHolds(services.rules),
      random: services.random,
      services,
      place,
      holder: () => this.holder,
    };
  }

  get powered(): boolean {
    return this.#on;
  }

  /** Everything that lies there, in the order it was put; also what has no antenna. */
  get cards(): readonly Icc[] {
    return this.#lying.map(({ icc }) => icc);
  }

  /** The cards that are activated, with their commands' door. */
  get activated(): readonly Picc[] {
    return this.#lying.flatMap(({ picc }) => (picc?.powered === undefined ? [] : [picc]));
  }

  /**
   * The activated card, as long as blocks to it would pass as they are: it lies well and alone, and no fault waits.
   * Readers that speak the block protocol themselves may leave it out then.
   */
  get undisturbed(): PoweredCard | undefined {
    const goesOn = this.#script !== undefined || this.#deafUntil !== 0;
    return this.#place.air === undefined && !goesOn ? this.#alone?.powered : undefined;
  }

  /** Turns the carrier on or off. Off and on again begins every card anew. */
  power(on: boolean): void {
    if (on === this.#on) return;
    this.#on = on;
    if (!on) this.#script = undefined;
    this.#services.air?.power(on);
    for (const { icc, picc, coupling } of this.#lying) picc?.power(on && this.#reaches(icc, coupling));
  }

  /** Lays a card into the field, beside what lies there. */
  put(icc: Icc, { coupling = 1 }: Placement = {}): void {
    this.take(icc);
    const picc =
      icc.contactless === undefined ? undefined : new Picc(icc, icc.contactless, this.#environment);
    this.#lie([...this.#lying, { icc, picc, coupling }]);
    picc?.power(this.#on && this.#reaches(icc, coupling));
  }

  take(icc: Icc): void {
    const taken = this.#lying.find((lying) => lying.icc === icc);
    if (taken === undefined) return;
    taken.picc?.remove();
    this.#script = undefined;
    this.#lie(this.#lying.filter((lying) => lying !== taken));
  }

  /** A card that lies there is another object from now on, and begins anew without the reader being told. */
  follow(icc: Icc, now: Icc): void {
    const index = this.#lying.findIndex((lying) => lying.icc === icc);
    if (index < 0) return;
    this.#lying[index]!.picc?.follow(now);
    this.#lie(this.#lying.map((lying, i) => (i === index ? { ...lying, icc: now } : lying)));
  }

  /** Every card that lies there begins anew, as when it was moved out of the field and back. */
  flicker(): void {
    this.#script = undefined;
    for (const { picc } of this.#lying) picc?.flicker();
  }

  /** Whether it has power and answers: a locked phone does not. */
  #reaches(icc: Icc, coupling: number): boolean {
    return reachOf(coupling, this.#limits) !== 'none' && !icc.mute;
  }

  #lie(lying: readonly Lying[]): void {
    this.#lying = lying;
    const [only, ...others] = lying.filter(({ picc }) => picc !== undefined);
    this.#alone =
      only !== undefined && others.length === 0 && reachOf(only.coupling, this.#limits) === 'good'
        ? only.picc
        : undefined;
  }

  /**
   * Sends a frame and listens. Gives the answer itself when nothing has to be waited for, else a promise. Never
   * throws, never rejects.
   */
  transceive(frame: RfFrame): RfAnswer | Promise<RfAnswer> {
    if (!this.#on) return fieldOff;
    const { air } = this.#services;
    if (air !== undefined) return air.transceive(frame);
    if (this.pacing) return this.#paced(frame);
    const heard = asHeard(frame);
    const disturbed = this.#place.air !== undefined || this.#script !== undefined || this.#deafUntil !== 0;
    if (disturbed) return this.#disturbed(frame, heard);
    if (this.#alone !== undefined) return this.#listen(frame, this.#alone.receive(heard));
    return this.#among(frame, heard);
  }

  /** What one card answers, as long as the reader listens. */
  #listen(frame: RfFrame, answer: Late<Answered>): Late<RfAnswer> {
    if (answer === undefined) return silence;
    if (!(answer instanceof Promise)) return told(frame, answer);
    return this.#within(
      frame,
      answer.then((late) => (late === undefined ? silence : told(frame, late))),
    );
  }

  /** A late answer, or silence when the reader has listened long enough. */
  #within(frame: RfFrame, answer: Promise<RfAnswer>): Promise<RfAnswer> {
    return new Promise((resolve) => {
      const timer = this.#services.timers.after(frame.timeoutMs, () => resolve(silence));
      answer.then((heard) => {
        timer.cancel();
        resolve(heard);
      });
    });
  }

  /** What is heard of all that lie there. */
  #among(frame: RfFrame, heard: HeardFrame): Late<RfAnswer> {
    const lying = this.#lying;
    const answers = lying.map(({ picc, coupling }): Late<Answered> => {
      const weak = reachOf(coupling, this.#limits) === 'weak' && heard.bytes.length > this.#limits.weakFrame;
      return weak ? undefined : picc?.receive(heard);
    });
    if (answers.some((answer) => answer instanceof Promise)) {
      return this.#within(
        frame,
        Promise.all(answers).then((all) => this.#together(frame, lying, all)),
      );
    }
    return this.#together(frame, lying, answers as Answered[]);
  }

  #together(frame: RfFrame, lying: readonly Lying[], answers: readonly Answered[]): RfAnswer {
    const loud = answers
      .flatMap((answer, i) => (answer === undefined ? [] : [{ answer, coupling: lying[i]!.coupling }]))
      .sort((a, b) => b.coupling - a.coupling);
    const [strongest, next] = loud;
    if (strongest === undefined) return silence;
    if (next === undefined || strongest.coupling >= this.#limits.capture * next.coupling) {
      const { answer, coupling } = strongest;
      return this.#isSpoilt(coupling, answer.bytes.length)
        ? { kind: 'corrupt', bytes: spoilt(answer.bytes), error: 'crc' }
        : told(frame, answer);
    }
    const sent = loud.map(({ answer }) => told({ ...frame, crc: 'host' }, answer));
    const collided = collide(
      frame.modulation,
      sent.flatMap((one) => (one.kind === 'frame' ? [one.bytes] : [])),
    );
    // Cards that sent the same sound as one.
    return collided.kind === 'frame' ? told(frame, strongest.answer) : collided;
  }

  #isSpoilt(coupling: number, length: number): boolean {
    const chance = errorChance(coupling, length, this.#limits);
    return chance > 0 && this.#services.random(1)[0]! < 256 * chance;
  }

  /** With faults armed, or one that goes on. */
  #disturbed(frame: RfFrame, heard: HeardFrame): Late<RfAnswer> {
    const request = heard.bytes;
    if (this.#deafUntil > this.#services.timers.now()) return this.#unheard(frame);
    this.#deafUntil = 0;
    if (this.#script !== undefined) {
      const answer = this.#script.next(request);
      const { lateMs } = this.#script;
      if (answer !== undefined) return this.#scripted(told(frame, { bytes: answer, crc: true }), lateMs);
      this.#script = undefined;
    }
    const { air } = this.#place;
    const struck = air?.strikeRequest(request);
    if (struck !== undefined) {
      this.#record(struck, request, nothing, false);
      this.#act(struck, air);
      if (struck.kind.act === 'deafen') return this.#unheard(frame);
      return struck.kind.hears === 'overheated'
        ? { kind: 'corrupt', bytes: nothing, error: 'temperature' }
        : silence;
    }
    const before = this.#executions();
    const kept = request.slice();
    return then(this.#among(frame, heard), (answer) => {
      const { air: stillArmed } = this.#place;
      if (answer.kind !== 'frame') return answer;
      const strike = stillArmed?.strikeAnswer(kept, answer.bytes);
      if (strike === undefined) return answer;
      this.#record(strike, kept, answer.bytes, this.#executions() > before);
      this.#act(strike, stillArmed);
      return this.#spoil(strike, frame, answer.bytes);
    });
  }

  /** A silence that is as long as the reader listens: a card that is deaf for so long hears a later frame. */
  #unheard(frame: RfFrame): Promise<RfAnswer> {
    return new Promise((resolve) => {
      this.#services.timers.after(frame.timeoutMs, () => resolve(silence));
    });
  }

  #executions(): number {
    return this.#lying.reduce((sum, { picc }) => sum + (picc?.powered?.executions ?? 0), 0);
  }

  /** What becomes of an answer that a fault strikes. */
  #spoil({ kind, fault }: FrameStrike, frame: RfFrame, heard: Uint8Array): Late<RfAnswer> {
    // What the reader hears with a CRC of its own is changed without it.
    const withCrcByHost = frame.crc === 'host' && crcGood(frame.modulation, heard);
    const answer = withCrcByHost ? heard.subarray(0, -2) : heard;
    if (kind.hears === 'silence') return silence;
    if (kind.hears === 'corrupt') return { kind: 'corrupt', bytes: spoilt(heard), error: 'crc' };
    this.#script = kind.script?.(fault, answer);
    const bytes = this.#script?.first ?? kind.rewrite?.(answer, fault) ?? answer;
    const told: RfAnswer = {
      kind: 'frame',
      bytes: withCrcByHost ? withCrc(frame.modulation, bytes) : bytes,
    };
    return this.#scripted(told, this.#script?.lateMs);
  }

  /** An answer that a fault makes up, and that comes late. */
  #scripted(answer: RfAnswer, lateMs: number | undefined): Late<RfAnswer> {
    if (lateMs === undefined) return answer;
    return new Promise((resolve) => {
      this.#services.timers.after(lateMs, () => resolve(answer));
    });
  }

  #act({ kind, fault }: FrameStrike, air: AirFaults | undefined): void {
    if (kind.act === 'lift') air?.lift(fault.ms);
    else if (kind.act === 'flicker') this.flicker();
    else if (kind.act === 'drop-field') this.power(false);
    else if (kind.act === 'deafen') this.#deafUntil = this.#services.timers.now() + (fault.ms ?? 0);
  }

  #record(strike: FrameStrike, request: Uint8Array, answer: Uint8Array, executed: boolean): void {
    const struck = this.#lying.find(({ picc }) => picc?.powered !== undefined) ?? this.#lying[0];
    recordStruckFrame(this.#services, strike, {
      reader: this.#place.name,
      holder: this.holder,
      contact: struck?.picc?.powered?.number ?? 0,
      card: struck?.icc.id ?? '',
      request,
      answer,
      executed,
    });
  }

  /** As fast as a reader and a card can be. */
  async #paced(frame: RfFrame): Promise<RfAnswer> {
    const { modulation, bitRate, bytes, crc } = frame;
    const wait = (milliseconds: number): Promise<void> | undefined => this.#pacer.wait(milliseconds);
    const sent = { ...frame, bytes: bytes.slice() };
    await wait(
      requestGuardMs[modulation] + frameMs(modulation, bitRate, bytes.length + (crc === 'host' ? 0 : 2)),
    );
    if (!this.#on) return fieldOff;
    const rate = this.activated[0]?.activation?.send ?? bitRate;
    const heard = asHeard(sent);
    const listensFrom = this.#services.timers.now();
    const answer = await this.#disturbed(sent, heard);
    const listenedMs = this.#services.timers.now() - listensFrom;
    if (answer.kind === 'silence') await wait(Math.max(0, frame.timeoutMs - listenedMs));
    else if (answer.kind !== 'field-off') {
      const length = answer.bytes.length + (crc === 'host' ? 0 : 2);
      await wait(answerGuardMs[modulation] + frameMs(modulation, rate, length));
    }
    return answer;
  }
}

const nothing = new Uint8Array(0);

/** The same bytes with one bit wrong. */
function spoilt(bytes: Uint8Array): Uint8Array {
  const wrong = bytes.slice();
  if (wrong.length > 0) wrong[wrong.length >> 1]! ^= 0x10;
  return wrong;
}

function asHeard({ modulation, bitRate, bytes, lastBits = 8, crc }: RfFrame): HeardFrame {
  if (crc === 'reader' && lastBits === 8) return { modulation, bitRate, bytes, crc: true, bits: 8 };
  const good = lastBits === 8 && crcGood(modulation, bytes);
  return { modulation, bitRate, bytes: good ? bytes.subarray(0, -2) : bytes, crc: good, bits: lastBits };
}

/** The answer as the reader hands it on. */
function told(frame: RfFrame, { bytes, crc }: PiccAnswer): RfAnswer {
  if (frame.crc === 'host') return { kind: 'frame', bytes: crc ? withCrc(frame.modulation, bytes) : bytes };
  // A reader that expects a CRC where there is none finds a wrong one.
  return crc || (frame.lastBits ?? 8) < 8
    ? { kind: 'frame', bytes }
    : { kind: 'corrupt', bytes, error: 'crc' };
}
