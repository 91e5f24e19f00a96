import type { Words } from '../io.ts';
import type { Environment } from './environment.ts';

/** `problem` keeps programs from the card, or puts something at risk; `note` is worth knowing. */
export type Status = 'ok' | 'note' | 'problem';

export interface Finding {
  readonly status: Status;
  readonly text: Words;
  /** Commands to copy. */
  readonly remedy?: readonly string[];
}

/** One thing the doctor looks at. */
export interface Check {
  readonly id: string;
  readonly title: Words;
  /** Whether the question makes sense on this system; it does unless told otherwise. */
  applies?(environment: Environment): boolean;
  run(environment: Environment): Promise<Finding>;
}

export const ok = (text: Words): Finding => ({ status: 'ok', text });
export const note = (text: Words, ...remedy: readonly string[]): Finding => ({
  status: 'note',
  text,
  remedy,
});
export const problem = (text: Words, ...remedy: readonly string[]): Finding => ({
  status: 'problem',
  text,
  remedy,
});

/** Systems on which programs reach pcscd, or us in its place, through a socket file. */
export const hasPcscSocket = ({ platform }: Environment): boolean =>
  platform !== 'win32' && platform !== 'darwin';
