import { SimulatorError } from '../errors.ts';
import { anyFaultKind, type FaultKindName, faultKindNames, faultLevel } from './any-fault-kind.ts';
import { strikesSearch } from './frame-fault-kinds.ts';
import { type RemedyName, remedyNames } from './remedies.ts';

/** Which commands, frames or writes a fault waits for: those that have all the bytes given. */
export interface Trigger {
  readonly ins?: number;
  readonly p1?: number;
  readonly p2?: number;
  /** The nth of them, counted from 1 since the fault was added. */
  readonly nth: number;
  /** At least so many bytes, of the one that is struck. */
  readonly bytes?: number;
  /** No earlier than so many ms after it was added. */
  readonly after?: number;
}

/** One thing that is to go wrong in one reader. */
export interface Fault {
  readonly id: string;
  readonly kind: FaultKindName;
  readonly trigger: Trigger;
  /** From the nth on, each is struck with this probability; absent: for certain. */
  readonly chance?: { readonly probability: number; readonly seed: number };
  /** `once`, at every further match too, or until its remedy is tried. */
  readonly scope: 'once' | 'sticky' | 'until-remedy';
  readonly remedy?: RemedyName;
  /** Delay of the answer, or time until card or reader are back. */
  readonly ms?: number;
  /** How often it does what it does at one strike; absent: for ever. */
  readonly times?: number;
  /** A byte that the kind asks for. */
  readonly value?: number;
}

export type FaultErrorCode =
  | 'fault/form'
  | 'fault/kind-unknown'
  | 'fault/no-card'
  | 'fault/not-here'
  | 'fault/remedy-unknown'
  | 'fault/unknown';

export class FaultError extends SimulatorError {
  declare readonly code: FaultErrorCode;
  constructor(code: FaultErrorCode, message: string) {
    super(code, message);
  }
}

/** Longest delay or absence, and highest count: ten minutes, and more commands than anybody waits for. */
const maxMs = 600_000;
const maxNth = 1_000_000;
const maxBytes = 65_600;

const form = (message: string): FaultError => new FaultError('fault/form', message);

function whole(name: string, value: unknown, from: number, to: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= from && value <= to) return value;
  throw form(`"${name}" is a whole number from ${from} to ${to}`);
}

function byte(name: string, value: unknown): number {
  if (typeof value === 'string' && /^[0-9a-f]{2}$/i.test(value)) return Number.parseInt(value, 16);
  throw form(`"${name}" is one byte, two hex digits`);
}

export function remedyName(value: unknown): RemedyName {
  const found = remedyNames.find((name) => name === value);
  if (found !== undefined) return found;
  throw new FaultError(
    'fault/remedy-unknown',
    `there is no remedy "${value}"; there are: ${remedyNames.join(', ')}`,
  );
}

const members = [
  'kind',
  'ins',
  'p1',
  'p2',
  'nth',
  'bytes',
  'after',
  'probability',
  'seed',
  'sticky',
  'until',
  'ms',
  'times',
  'value',
];

/**
 * A fault from what was asked for; `seed` gives one where none is. Throws FaultError `fault/kind-unknown`,
 * `fault/remedy-unknown`, and `fault/form` for anything that could not mean what it says.
 */
export function faultOf(id: string, asked: Readonly<Record<string, unknown>>, seed: () => number): Fault {
  const kindName = faultKindNames.find((name) => name === asked.kind);
  if (kindName === undefined) {
    throw new FaultError(
      'fault/kind-unknown',
      `there is no fault "${asked.kind}"; there are: ${faultKindNames.join(', ')}`,
    );
  }
  const unknown = Object.keys(asked).find((name) => !members.includes(name));
  if (unknown !== undefined) throw form(`a fault has no "${unknown}"; it has: ${members.join(', ')}`);
  const { ins, p1, p2, probability, sticky, until, ms } = asked;
  const kind = anyFaultKind(kindName);
  if (ins !== undefined && faultLevel(kindName) === 'link') throw form(`${kindName} knows no "ins"`);
  if (ins !== undefined && strikesSearch(kindName)) {
    throw form(`${kindName} strikes frames that carry no command: it knows no "ins"`);
  }
  if (ins === undefined && (p1 ?? p2) !== undefined) throw form('"p1" and "p2" go with "ins"');
  if (ms === undefined && kind.ms === 'required') throw form(`${kindName} needs "ms"`);
  if (ms !== undefined && kind.ms === undefined) throw form(`${kindName} takes no "ms"`);
  if (asked.times !== undefined && kind.times === undefined) throw form(`${kindName} takes no "times"`);
  if (asked.value !== undefined && kind.value === undefined) throw form(`${kindName} takes no "value"`);
  if (sticky !== undefined && typeof sticky !== 'boolean') throw form('"sticky" is true or false');
  if (sticky === true && until !== undefined) throw form('"sticky" never ends, "until" does: one of them');
  if (probability === undefined && asked.seed !== undefined) throw form('"seed" goes with "probability"');
  if (
    probability !== undefined &&
    !(typeof probability === 'number' && probability > 0 && probability <= 1)
  ) {
    throw form('"probability" is greater than 0 and at most 1');
  }
  return {
    id,
    kind: kindName,
    trigger: {
      ...(ins === undefined ? {} : { ins: byte('ins', ins) }),
      ...(p1 === undefined ? {} : { p1: byte('p1', p1) }),
      ...(p2 === undefined ? {} : { p2: byte('p2', p2) }),
      nth: asked.nth === undefined ? 1 : whole('nth', asked.nth, 1, maxNth),
      ...(asked.bytes === undefined ? {} : { bytes: whole('bytes', asked.bytes, 1, maxBytes) }),
      ...(asked.after === undefined ? {} : { after: whole('after', asked.after, 1, maxMs) }),
    },
    ...(typeof probability !== 'number'
      ? {}
      : {
          chance: {
            probability,
            seed: asked.seed === undefined ? seed() : whole('seed', asked.seed, 0, 0xffff_ffff),
          },
        }),
    scope: until !== undefined ? 'until-remedy' : sticky ? 'sticky' : 'once',
    ...(until === undefined ? {} : { remedy: remedyName(until) }),
    ...(ms === undefined ? {} : { ms: whole('ms', ms, 1, maxMs) }),
    ...(asked.times === undefined ? {} : { times: whole('times', asked.times, 1, maxNth) }),
    ...(asked.value === undefined ? {} : { value: byte('value', asked.value) }),
  };
}
