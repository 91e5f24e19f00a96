/** `kazashi` as a user runs it: a process of its own. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { kazashiCommand as command } from '../../../test/kazashi-command.ts';
import { type ProgramResult, RunningProgram, runProgram, withDirectory } from './interop.ts';
import type { Env } from './real-card.ts';

/** A user's account: a runtime directory, a working directory and `kazashi` on the PATH, all of its own. */
export interface Account {
  readonly directory: string;
  readonly env: Env;
  /** `kazashi ARGUMENTS` to its end. */
  kazashi(args: readonly string[], env?: Env): Promise<ProgramResult>;
  /** `kazashi ARGUMENTS`, running. */
  start(args: readonly string[]): RunningProgram;
}

const limitMs = 60_000;

export function withAccount<T>(body: (account: Account) => Promise<T>): Promise<T> {
  return withDirectory(async (directory) => {
    const [bin, run] = [join(directory, 'bin'), join(directory, 'run')];
    for (const path of [bin, run]) mkdirSync(path, { mode: 0o700 });
    const program = join(bin, 'kazashi');
    const words = command.map((word) => `'${word}'`).join(' ');
    writeFileSync(program, `#!/bin/sh\nexec ${words} "$@"\n`);
    chmodSync(program, 0o755);
    const env = {
      XDG_RUNTIME_DIR: run,
      XDG_CACHE_HOME: directory,
      PATH: `${bin}${delimiter}${process.env.PATH}`,
    };
    // Of a simulator that the tests themselves may run under.
    const clean = { ...env, KAZASHI_CONTROL: undefined, KAZASHI_TOKEN: undefined };
    return body({
      directory,
      env,
      kazashi: (args, more = {}) =>
        runProgram(program, args, { env: { ...clean, ...more }, cwd: directory, limitMs }),
      start: (args) => new RunningProgram(program, args, { env: clean, cwd: directory, limitMs }),
    });
  });
}

/** A simulator that `kazashi up --json` runs. */
export interface Up {
  readonly pid: number;
  /** What programs need to find the readers. */
  readonly env: Env;
  readonly program: RunningProgram;
  /** How its control API is reached. */
  readonly control: { readonly url: string; readonly token: string };
}

/** `kazashi up --json ARGUMENTS` while `body` runs; it then ends as Ctrl-C ends it, with 0. */
export async function withUp<T>(
  account: Account,
  args: readonly string[],
  body: (up: Up) => Promise<T>,
): Promise<T> {
  const program = account.start(['up', '--json', ...args]);
  try {
    const ready = JSON.parse(await program.line());
    const env = Object.assign(
      { ...account.env },
      ...ready.endpoints.map((endpoint: { env: Env }) => endpoint.env),
    );
    const result = await body({
      pid: ready.pid,
      env,
      program,
      control: { url: ready.control, token: ready.token },
    });
    const { code, stderr } = await program.stop('SIGINT');
    if (code !== 0) throw new Error(`kazashi up ended with ${code}: ${stderr}`);
    return result;
  } finally {
    program.process.kill('SIGKILL');
  }
}
