import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { SimulatorError } from '../errors.ts';
import { errorText } from './error-words.ts';
import { exitCodeOf, unusable } from './exit-codes.ts';
import { type CliIo, say } from './io.ts';
import { runSimulator } from './run-simulator.ts';
import type { UpOptions } from './start-simulator.ts';

const notFound = 127;
const notExecutable = 126;

/** Starts the simulator, runs a program in its environment, and passes on how the program ended. */
export async function exec(command: readonly string[], options: UpOptions, io: CliIo): Promise<void> {
  const [program, ...rest] = command;
  if (program === undefined)
    throw new SimulatorError('usage/command', 'exec needs a command: kazashi exec -- COMMAND');
  // A socket of its own, short enough for sun_path whatever the runtime directory is called.
  const directory = mkdtempSync(join(tmpdir(), 'kazashi-'));
  let fatal: unknown;
  let child: ReturnType<typeof spawn> | undefined;
  try {
    const ownSocket =
      options.endpoint?.length || process.platform === 'win32'
        ? []
        : [`pcsc:${join(directory, 'pcscd.comm')}`];
    const running = await runSimulator(
      { ...options, ...(ownSocket.length > 0 ? { endpoint: ownSocket } : {}) },
      io,
      (error) => {
        fatal = error;
        io.err(`kazashi: ${error instanceof Error ? errorText(error, io.language) : String(error)}`);
        child?.kill('SIGTERM');
      },
    );
    try {
      const started = spawn(program, rest, {
        stdio: 'inherit',
        env: { ...io.env, ...running.env },
        cwd: io.cwd,
      });
      child = started;
      // The terminal sends Ctrl-C to the program too; it decides what to do, and we end with it.
      process.on('SIGINT', () => {});
      process.on('SIGTERM', () => started.kill('SIGTERM'));
      const code = await new Promise<number>((resolve) => {
        started.once('error', (error: NodeJS.ErrnoException) => {
          const missing = error.code === 'ENOENT';
          io.err(
            missing
              ? say(io, {
                  en: `kazashi: ${program}: command not found`,
                  ja: `kazashi: ${program}: コマンドが見つかりません`,
                })
              : `kazashi: ${program}: ${error.message}`,
          );
          resolve(missing ? notFound : notExecutable);
        });
        started.once('exit', (status, signal) =>
          resolve(status ?? 128 + (signal ? constants.signals[signal] : unusable)),
        );
      });
      io.exit(fatal === undefined ? code : exitCodeOf(fatal));
    } finally {
      await running.close();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
