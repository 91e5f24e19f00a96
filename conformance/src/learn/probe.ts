import type { Answer } from '../engine/answer.ts';
import type { ApplicationName } from '../engine/applications.ts';
import type { SecretName } from '../engine/secret.ts';

/** What a probe came to: a value that a profile can hold, or in words why there is none. */
export type Finding<T> = { readonly value: T; readonly seen: string } | { readonly unknown: string };

export const found = <T>(value: T, seen: string): Finding<T> => ({ value, seen });
export const unknown = (why: string): Finding<never> => ({ unknown: why });

/**
 * What a probe needs of the subject: nothing but commands that change nothing; the right value of a secret; a
 * wrong one, which spends a try. Only a subject that has proved itself emulated is sent any value.
 */
export type Need = 'nothing' | 'secret' | 'try';

/** A card as a probe speaks to it, powered up anew and with nothing selected. */
export interface ProbedCard {
  /** Sends one command in hex digits. Throws ConformanceError `learn/not-harmless`, see `requireHarmless`. */
  send(command: string): Promise<Answer>;
  /** The status word of SELECT by name, P2=0C. */
  select(application: ApplicationName): Promise<number>;
  /** The status word of SELECT of an EF, P2=0C. */
  selectFile(file: number): Promise<number>;
  /** Sends the right value of a secret; false where it is not known or not taken. */
  verify(secret: SecretName): Promise<boolean>;
  readonly holdsSignatureCertificate: boolean;
}

export interface Probe<T> {
  readonly needs: Need;
  readonly run: (card: ProbedCard) => Promise<Finding<T>>;
}

/** A status word in four hex digits. */
export const statusText = ({ statusWord }: Pick<Answer, 'statusWord'>): string =>
  statusWord.toString(16).padStart(4, '0');

/** The value that the status word of an answer stands for, by a table of what a profile can say. */
export function byStatus<T>(
  answer: Pick<Answer, 'statusWord'>,
  values: Readonly<Record<string, T>>,
  what: string,
): Finding<T> {
  const word = statusText(answer);
  const key = Object.keys(values).find((known) => word.startsWith(known));
  return key === undefined
    ? unknown(`${what} was answered ${word}, for which a profile has no value`)
    : found(values[key]!, what);
}
