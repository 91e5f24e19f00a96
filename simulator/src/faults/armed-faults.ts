import { seededRandom } from '../random.ts';
import { type FaultLevel, faultLevel } from './any-fault-kind.ts';
import type { Fault, Trigger } from './fault.ts';
import { type CommandFaultKindName, type FaultKind, faultKind } from './fault-kinds.ts';
import { type FrameFaultKind, type FrameFaultKindName, frameFaultKind } from './frame-fault-kinds.ts';
import { type LinkFaultKind, type LinkFaultKindName, linkFaultKind } from './link-fault-kinds.ts';
import { frameKind, informationOf } from './struck-frame.ts';

/** What strikes one command. */
export interface Strike {
  readonly fault: Fault;
  readonly kind: FaultKind;
  /** Of all delays that strike it, in milliseconds. */
  readonly delayMs: number;
}

/** What strikes one frame. */
export interface FrameStrike {
  readonly fault: Fault;
  readonly kind: FrameFaultKind;
}

/** What strikes one write to the host. */
export interface LinkStrike {
  readonly fault: Fault;
  readonly kind: LinkFaultKind;
}

/** How far a fault has come. */
export interface FaultCounts {
  /** Commands, frames or writes that matched. */
  readonly seen: number;
  /** Those that were struck. */
  readonly fired: number;
  /** Strikes no more. */
  readonly over: boolean;
}

interface Armed {
  readonly fault: Fault;
  readonly level: FaultLevel;
  readonly since: number;
  readonly dice: () => boolean;
  seen: number;
  fired: number;
  over: boolean;
}

function matches({ ins, p1, p2 }: Trigger, command: Uint8Array | undefined): boolean {
  return (
    (ins === undefined || command?.[1] === ins) &&
    (p1 === undefined || command?.[2] === p1) &&
    (p2 === undefined || command?.[3] === p2)
  );
}

/** Dice that fall the same for the same seed. */
function diceOf({ chance }: Fault): () => boolean {
  if (chance === undefined) return () => true;
  const random = seededRandom(chance.seed);
  return () => new DataView(random(4).buffer).getUint32(0) / 2 ** 32 < chance.probability;
}

/** The faults of one reader, in the order they were added. */
export class ArmedFaults {
  readonly #armed = new Map<string, Armed>();
  readonly #now: () => number;

  /** `now`: monotonic, in ms. */
  constructor(now: () => number = () => 0) {
    this.#now = now;
  }

  /** Whether there is any that may still strike; of one level when it is given. */
  waits(level?: FaultLevel): boolean {
    for (const armed of this.#armed.values()) {
      if (!armed.over && (level === undefined || armed.level === level)) return true;
    }
    return false;
  }

  /** Whether there is any at all that may still strike. */
  get waiting(): boolean {
    return this.waits();
  }

  add(fault: Fault): void {
    const level = faultLevel(fault.kind);
    const since = this.#now();
    this.#armed.set(fault.id, {
      fault,
      level,
      since,
      dice: diceOf(fault),
      seen: 0,
      fired: 0,
      over: false,
    });
  }

  delete(id: string): void {
    this.#armed.delete(id);
  }

  counts(id: string): FaultCounts | undefined {
    return this.#armed.get(id);
  }

  /** Ends the faults whose remedy this is; gives their ids. */
  remedy(name: string): string[] {
    const ended = [...this.#armed.values()].filter(({ fault, over }) => !over && fault.remedy === name);
    for (const armed of ended) armed.over = true;
    return ended.map(({ fault }) => fault.id);
  }

  /** Counts what matches; whether the fault strikes now. */
  #falls(armed: Armed, length: number): boolean {
    const { nth, bytes = 0, after = 0 } = armed.fault.trigger;
    if (length < bytes || (after > 0 && this.#now() - armed.since < after)) return false;
    armed.seen++;
    return armed.seen >= nth && armed.dice();
  }

  #fire(armed: Armed): void {
    armed.fired++;
    armed.over = armed.fault.scope === 'once';
  }

  /**
   * Counts a command for every fault that it matches and tells what strikes it: at most one fault, and all delays.
   * A second fault that would strike too waits for the next match.
   */
  strike(command: Uint8Array): Strike | undefined {
    let delayed: Fault | undefined;
    let struck: Fault | undefined;
    let delayMs = 0;
    for (const armed of this.#armed.values()) {
      const { fault } = armed;
      if (armed.over || armed.level !== 'command' || !matches(fault.trigger, command)) continue;
      if (!this.#falls(armed, command.length)) continue;
      if (fault.kind === 'delay') {
        delayed ??= fault;
        delayMs += fault.ms ?? 0;
      } else if (struck === undefined) struck = fault;
      else continue;
      this.#fire(armed);
    }
    const fault = struck ?? delayed;
    return fault && { fault, kind: faultKind(fault.kind as CommandFaultKindName), delayMs };
  }

  /** What strikes a frame before the card has it; at most one. `frame` is without CRC. */
  strikeRequest(frame: Uint8Array): FrameStrike | undefined {
    return this.#strikeFrame(frame, frame.length, (kind) => !kind.reaches);
  }

  /** What strikes a frame that the card has answered, at the answer; at most one. */
  strikeAnswer(frame: Uint8Array, answer: Uint8Array): FrameStrike | undefined {
    return this.#strikeFrame(frame, answer.length, (kind) => kind.reaches);
  }

  #strikeFrame(
    frame: Uint8Array,
    length: number,
    isMeant: (kind: FrameFaultKind) => boolean,
  ): FrameStrike | undefined {
    let struck: FrameStrike | undefined;
    const meant = frameKind(frame);
    for (const armed of this.#armed.values()) {
      const { fault } = armed;
      if (armed.over || armed.level !== 'frame') continue;
      const kind = frameFaultKind(fault.kind as FrameFaultKindName);
      if (!isMeant(kind) || (kind.frames !== 'any' && kind.frames !== meant)) continue;
      if (!matches(fault.trigger, informationOf(frame))) continue;
      // The CRC of two bytes is on the air too.
      if (!this.#falls(armed, length + 2) || struck !== undefined) continue;
      this.#fire(armed);
      struck = { fault, kind };
    }
    return struck;
  }

  /** What strikes bytes on their way to the host, or from it; at most one. */
  strikeLink(bytes: Uint8Array, from: LinkFaultKind['from'] = undefined): LinkStrike | undefined {
    for (const armed of this.#armed.values()) {
      if (armed.over || armed.level !== 'link') continue;
      const kind = linkFaultKind(armed.fault.kind as LinkFaultKindName);
      if (kind.from !== from || !this.#falls(armed, bytes.length)) continue;
      this.#fire(armed);
      return { fault: armed.fault, kind };
    }
    return undefined;
  }
}
