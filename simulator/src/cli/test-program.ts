import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { registerSimulatorCommands } from './index.ts';
import { type CliIo, languageOf } from './io.ts';

/** What a command said, and how it ended. */
export interface Ran {
  readonly out: readonly string[];
  readonly err: readonly string[];
  /** 0 unless the command said otherwise. */
  readonly code: number;
}

/** A directory of its own that is gone afterwards. */
export function temporaryDirectory(): { readonly path: string; readonly [Symbol.dispose]: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'kazashi-cli-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

/** The verbs of the simulator as the program has them. */
export function testProgram(io: CliIo): Command {
  const program = new Command('kazashi').option('--lang <en|ja>').enablePositionalOptions().exitOverride();
  registerSimulatorCommands(program, io);
  for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => {} });
  return program;
}

export function capturingIo(
  directory: string,
  argv: readonly string[] = [],
  env: CliIo['env'] = {},
): { io: CliIo; ran: () => Ran } {
  const out: string[] = [];
  const err: string[] = [];
  let code = 0;
  const io: CliIo = {
    language: languageOf(argv, env),
    env: { XDG_RUNTIME_DIR: directory, ...env },
    cwd: directory,
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    exit: (given) => {
      code = given;
    },
  };
  return { io, ran: () => ({ out, err, code }) };
}

/** Runs one command in this process, with everything it writes below `directory`. */
export async function run(directory: string, argv: readonly string[], env: CliIo['env'] = {}): Promise<Ran> {
  const { io, ran } = capturingIo(directory, argv, env);
  await testProgram(io).parseAsync(argv, { from: 'user' });
  return ran();
}
