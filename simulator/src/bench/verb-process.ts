import { execFile } from 'node:child_process';
import type { BenchRun } from './row.ts';
import { upEnv } from './up.ts';

const limitMs = 300_000;
const outputLimit = 64 * 1024 * 1024;

/** How many milliseconds a verb takes as a process of its own, with its start; fails when its exit code is not 0. */
export function verbMs(run: BenchRun, ...args: readonly string[]): Promise<number> {
  const [file, ...before] = run.program.command;
  const start = performance.now();
  const options = { env: upEnv(run), timeout: limitMs, maxBuffer: outputLimit };
  return new Promise((resolve, reject) => {
    execFile(file, [...before, ...args], options, (error, stdout, stderr) => {
      if (error === null) resolve(performance.now() - start);
      else {
        const said = stderr.trim() || stdout.trim().split('\n').at(-1) || error.message;
        reject(new Error(`kazashi ${args[0]}: ${said}`, { cause: error }));
      }
    });
  });
}
