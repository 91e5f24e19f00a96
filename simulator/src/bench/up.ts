import { join } from 'node:path';
import { type Child, startChild } from './child.ts';
import type { BenchRun } from './row.ts';

/** The reader that `kazashi up` makes unless told otherwise. */
export const defaultReaderName = 'Kazashi TEST Reader 00 00';

let sockets = 0;

/** A path for a socket that nobody has used yet. */
export const newSocket = (run: BenchRun): string => join(run.directory, `${++sockets}.comm`);

/** What a simulator of the bench runs in: it does not show up among the user's own. */
export const upEnv = (run: BenchRun): NodeJS.ProcessEnv => ({
  ...run.env,
  XDG_RUNTIME_DIR: run.directory,
  KAZASHI_TOKEN: undefined,
});

export const upCommand = (
  run: BenchRun,
  socket: string,
  before: readonly string[] = [],
): [string, ...string[]] => {
  const [first, ...rest] = [
    ...before,
    ...run.program.command,
    'up',
    '--json',
    '--endpoint',
    `pcsc:${socket}`,
  ];
  return [first!, ...rest];
};

/** Starts `kazashi up` on a PC/SC socket alone; `before` is a program that starts it, such as taskset. */
export const startUp = (run: BenchRun, socket: string, before?: readonly string[]): Promise<Child> =>
  startChild(upCommand(run, socket, before), upEnv(run));
