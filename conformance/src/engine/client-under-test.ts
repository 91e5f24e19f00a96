import type { KnownPerson } from './known-person.ts';
import type { RelyingBench } from './relying-bench.ts';
import type { SecretName } from './secret.ts';

/** The invented holders whose cards the bench has. */
export const holders = ['adult', 'child', 'expired', 'long', 'very-long'] as const;
export type Holder = (typeof holders)[number];

/** What a client can be asked to do; it says by `describe` which of them it does. */
export const operations = [
  'read-certificate',
  'sign',
  'pin-status',
  'read-basic-data',
  'read-number',
  'token',
  'verify-login',
  'verify-signature',
] as const;
export type Operation = (typeof operations)[number];

/** One command that came from the client, as the simulator's trace tells it. */
export interface ClientExchange {
  /** Id of the card that lay there. */
  readonly card: string;
  /** Lower-case hex digits; a covered byte is `**`. */
  readonly command: string;
  /** What the card answered; empty when it did not. */
  readonly response: string;
  readonly name: string;
  readonly meaning: string;
  readonly executed: boolean;
  /** Error that the client was told instead of the answer. */
  readonly host?: string;
  readonly cause?: string;
}

/** One run of the client from start to exit. */
export interface ClientRun {
  /** Undefined when it did not end in time, or a signal ended it. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** The one JSON object on standard output; undefined when there is none, or more. */
  readonly answer: Readonly<Record<string, unknown>> | undefined;
  readonly exchanges: readonly ClientExchange[];
}

/** A fault as the simulator's control API takes it. */
export interface FaultOrder {
  readonly kind: string;
  readonly ins?: string;
  readonly nth?: number;
  readonly sticky?: boolean;
  readonly ms?: number;
  readonly card?: string;
  /** Of the status services: which of them, and about which certificates. */
  readonly service?: 'ocsp' | 'crl';
}

/** A client program, and the bench around it: a simulator of its own. */
export interface ClientUnderTest {
  /** Runs the client once with this request. */
  run(operation: string, parameters?: Readonly<Record<string, unknown>>): Promise<ClientRun>;
  /** Lays the card of this holder on the reader. */
  lay(holder: Holder): Promise<void>;
  removeCard(): Promise<void>;
  fault(order: FaultOrder): Promise<void>;
  /** Resolves once every fault has struck. */
  struck(): Promise<void>;
  /** Burns tries until so many are left. */
  leaveTries(secret: SecretName, left: number): Promise<void>;
  tries(secret: SecretName, holder?: Holder): Promise<number>;
  /** The whole data object in a file of the card that lies there, as the bench reads it itself. */
  content(file: number): Promise<Uint8Array>;
  cardOf(holder: Holder): string;
  personOf(holder: Holder): KnownPerson;
  secretOf(secret: SecretName): string;
  /** The card that lies there signs, as it would for anybody who knows the PIN: data and signature as hex digits. */
  cardSigns(key: 'authentication' | 'signature', data: string): Promise<string>;
  /** Brings an event about at the desk of the simulator; it has to be taken. */
  event(type: string, data?: Readonly<Record<string, string>>): Promise<void>;
  advance(milliseconds: number): Promise<void>;
  /** The simulator's calendar, ISO 8601. */
  now(): Promise<string>;
  /** CAs, responders and lists for a client that is a relying party. */
  readonly relying: RelyingBench;
}
