import type { Level } from './classification.ts';
import type { ClientUnderTest } from './client-under-test.ts';
import type { FramesUnderTest } from './frames-under-test.ts';
import type { KnownPerson } from './known-person.ts';
import type { SecretName, SecretValues } from './secret.ts';
import type { StatusUnderTest } from './status-under-test.ts';

export type { KnownPerson } from './known-person.ts';

/**
 * How a subject has shown whether it is emulated. A name or a variable proves nothing: without proof a subject
 * is real.
 */
export type Proof =
  | { readonly method: 'in-process' }
  /** The subject is a program; what it speaks to is a simulator that the harness has started for it. */
  | { readonly method: 'bench' }
  | { readonly method: 'nonce'; readonly nonce: string; readonly reader: string }
  | { readonly method: 'none' };

/** What is known of the subject before the first case: what it can do, and tries of a fresh card. */
export interface SubjectFacts {
  readonly capabilities: ReadonlySet<string>;
  readonly tries: Readonly<Record<SecretName, number>>;
  /** Profile the facts come from, and whether any was given. */
  readonly profile: string | undefined;
}

/**
 * What an event from the outside came to. A taken one that did not do what its actor hoped for, such as a wrong
 * PIN, says so in `result` and by which rule.
 */
export type EventAnswer =
  | { readonly taken: true; readonly result?: string; readonly rule?: string }
  | { readonly taken: false; readonly rule: string };

/** The control of a simulator that has proved itself. */
export interface BenchHand {
  /** Takes the state that `restore` brings back. */
  save(): Promise<unknown>;
  restore(snapshot: unknown): Promise<void>;
  event(type: string, data?: Readonly<Record<string, string>>): Promise<EventAnswer>;
  /** Moves the calendar. */
  advance(milliseconds: number): Promise<void>;
  /** Sets a calendar that stands still forward to an instant, ISO 8601. */
  setClock(instant: string): Promise<void>;
  /** Moves it to the next thing that is pending. */
  nextDeadline(): Promise<void>;
  /** Gives the holder a phone of this profile; its id. */
  phone(profile: string): Promise<string>;
  /** The simulator's account of its world, as JSON. */
  state(): Promise<unknown>;
  /** Rule that refused in the latest answer, if one did. */
  cause(): Promise<string | undefined>;
  removeCard?(): Promise<void>;
  insertCard?(): Promise<void>;
  /** Turns the card over where it lies: face down, and the next time back. */
  turnCard?(): Promise<void>;
}

/** What a reader says of the card on it. */
export interface Presence {
  /** Resolves once the card is there, or gone; after it has come back `reset` powers it up anew. */
  waitFor(present: boolean, signal: AbortSignal): Promise<void>;
}

/** Card level and above: something that answers command APDUs. */
export interface Subject {
  readonly address: string;
  readonly title: string;
  /** In Japanese, where that is another one. */
  readonly titleJa?: string;
  readonly level: Level;
  readonly proof: Proof;
  readonly facts: SubjectFacts;
  readonly benchHand?: BenchHand;
  /** What lies between harness and card is known to carry no APDU of extended length. */
  readonly shortApdusOnly?: boolean;
  /** At the level of clients: the program, which is spoken to by requests and not by commands. */
  readonly client?: ClientUnderTest;
  /** At the level of status services: responders and lists, which are spoken to by HTTP requests. */
  readonly status?: StatusUnderTest;
  /** Below the level of commands: what is spoken to frame by frame. */
  readonly frames?: FramesUnderTest;
  /** Secrets that the subject's own description gives, for invented persons. */
  readonly secrets?: SecretValues;
  readonly person?: KnownPerson;
  /** Software that is the subject, when it is a simulator. */
  readonly software?: { readonly name: string; readonly version: string };
  /** Where the card can be taken away and put back. */
  readonly presence?: Presence;
  /**
   * Powers the card down and up and gives the Answer to Reset. ConformanceError `subject/mute`, or `pcsc/mute-card`,
   * when a card is there and does not answer.
   */
  reset(signal: AbortSignal): Promise<Uint8Array>;
  transmit(command: Uint8Array, signal: AbortSignal): Promise<Uint8Array>;
  close(): Promise<void>;
}

export function isReal(subject: Pick<Subject, 'proof'>): boolean {
  return subject.proof.method === 'none';
}

export const natures = ['simulator', 'real', 'program'] as const;
/** What was tested: a simulator that has proved itself one, something real, or a program by means of a simulator. */
export type Nature = (typeof natures)[number];

export function natureOf(subject: Pick<Subject, 'proof' | 'level'>): Nature {
  if (subject.level === 'client') return 'program';
  return isReal(subject) ? 'real' : 'simulator';
}
