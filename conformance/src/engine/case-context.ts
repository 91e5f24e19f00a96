import type { BytePattern } from '../bytes/pattern.ts';
import type { Bilingual } from '../text.ts';
import type { Answer } from './answer.ts';
import type { ApplicationName } from './applications.ts';
import type { ClientUnderTest } from './client-under-test.ts';
import type { FramesUnderTest } from './frames-under-test.ts';
import type { CaseOperator } from './operator.ts';
import type { SecretName } from './secret.ts';
import type { StatusUnderTest } from './status-under-test.ts';
import type { BenchHand, KnownPerson, SubjectFacts } from './subject.ts';

/** Bytes as a case writes them. */
export type Bytes = string | Uint8Array;

/**
 * How the same command fares when only the named condition is met: what proves the cause of a refusal on a
 * subject that cannot say it.
 */
export interface PositiveControl {
  /** Brings the condition about. */
  readonly meet?: () => Promise<unknown>;
  /** The command to send then, where meeting the condition changes the command; otherwise the same. */
  readonly command?: Bytes;
  /** What it is answered; `* 9000` when absent. */
  readonly accept?: BytePattern;
}

/** The card a case speaks to. Every exchange is kept as evidence. */
export interface CardUnderTest {
  /** Sends and judges nothing. */
  send(command: Bytes): Promise<Answer>;
  /** Sends and checks the whole answer; a difference ends the case with FAIL. */
  expect(command: Bytes, answer: BytePattern): Promise<Answer>;
  /** Sends what the case needs but does not judge; another answer ends the case with INCONCLUSIVE. */
  require(command: Bytes, answer?: BytePattern): Promise<Answer>;
  /**
   * Sends a command that has to be refused with this answer, and by the rule that the case names: by the
   * bench hand's word, or without one because the control is accepted. Without either the case is
   * INCONCLUSIVE.
   */
  refused(command: Bytes, answer: BytePattern, control?: PositiveControl, rule?: string): Promise<Answer>;
  /** Powers down and up. */
  reset(): Promise<Uint8Array>;
  /** Has the card taken off the reader, and waits until the reader says that it is gone. */
  remove(): Promise<void>;
  /** Has the card put back, waits until the reader says that it is there, and powers it up. */
  insert(): Promise<Uint8Array>;
  /** Has the card turned over where it lies, and powers it up; whether it answers then. */
  turn(): Promise<'answers' | 'mute'>;
  /** SELECT by name, P2=0C. Not judged. */
  select(application: ApplicationName): Promise<void>;
  /** SELECT of an EF, P2=0C. Not judged. */
  selectFile(file: number): Promise<void>;
  /** Selects the application and the reference, and sends its right value. Not judged. */
  verify(secret: SecretName): Promise<void>;
  /** Selects the application and the reference, and gives the tries an empty VERIFY tells. Not judged. */
  tries(secret: SecretName): Promise<number>;
  /** Reads the current application's EF to its end, by the length its first bytes announce. Not judged. */
  readFile(file: number): Promise<Uint8Array>;
}

/** Comparisons of what was derived from answers. Each is kept whether it holds or not; a false one ends the case. */
export interface Checks {
  same(label: Bilingual, observed: Uint8Array, expected: Uint8Array): void;
  differ(label: Bilingual, a: Uint8Array, b: Uint8Array): void;
  that(label: Bilingual, holds: boolean, expected: string, observed: string): void;
  /**
   * The rule by which an event came to nothing, undefined when it did not. It has to be the one given, or else
   * the one that the case names: another one makes the case INCONCLUSIVE, none a FAIL.
   */
  cause(label: Bilingual, observed: string | undefined, rule?: string): void;
}

/** What a case has at hand. */
export interface CaseContext {
  readonly card: CardUnderTest;
  readonly check: Checks;
  readonly facts: SubjectFacts;
  /** The invented holder, when known. */
  readonly person: KnownPerson | undefined;
  readonly benchHand: BenchHand | undefined;
  /** The client program, where that is the subject; each of its commands is kept as evidence. */
  readonly client: ClientUnderTest | undefined;
  /** The status services, where they are the subject; each request is kept as evidence. */
  readonly status: StatusUnderTest | undefined;
  /** A field, an antenna or a chip, where that is the subject; each of its frames is kept as evidence. */
  readonly frames: FramesUnderTest | undefined;
  readonly operator: CaseOperator;
  readonly signal: AbortSignal;
  /** The right value of a secret that the case has declared. */
  value(secret: SecretName): Uint8Array;
  /** A wrong value of the same form. */
  wrong(secret: SecretName): Uint8Array;
}
