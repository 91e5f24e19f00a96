import { seededRandom } from '../random.ts';
import type { Fault, Trigger } from './fault.ts';
import { type FaultKind, faultKind } from './fault-kinds.ts';

/** What strikes one command. */
export interface Strike {
  readonly fault: Fault;
  readonly kind: FaultKind;
  /** Of all delays that strike it, in milliseconds. */
  readonly delayMs: number;
}

/** How far a fault has come. */
export interface FaultCounts {
  /** Commands that matched. */
  readonly seen: number;
  /** Commands that were struck. */
  readonly fired: number;
  /** Strikes no more. */
  readonly over: boolean;
}

interface Armed {
  readonly fault: Fault;
  readonly dice: () => boolean;
  seen: number;
  fired: number;
  over: boolean;
}

function matches({ ins, p1, p2 }: Trigger, command: Uint8Array): boolean {
  return (
    (ins === undefined || command[1] === ins) &&
    (p1 === undefined || command[2] === p1) &&
    (p2 === undefined || command[3] === p2)
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

  /** Whether there is any that may still strike. */
  get waiting(): boolean {
    for (const { over } of this.#armed.values()) if (!over) return true;
    return false;
  }

  add(fault: Fault): void {
    this.#armed.set(fault.id, { fault, dice: diceOf(fault), seen: 0, fired: 0, over: false });
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
      if (armed.over || !matches(fault.trigger, command)) continue;
      armed.seen++;
      if (armed.seen < fault.trigger.nth || !armed.dice()) continue;
      if (fault.kind === 'delay') {
        delayed ??= fault;
        delayMs += fault.ms ?? 0;
      } else if (struck === undefined) struck = fault;
      else continue;
      armed.fired++;
      armed.over = fault.scope === 'once';
    }
    const fault = struck ?? delayed;
    return fault === undefined ? undefined : { fault, kind: faultKind(fault.kind), delayMs };
  }
}
