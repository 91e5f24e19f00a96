import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { CaseDefinition } from '../engine/case.ts';
import { joinMatrices, killMatrix, type Mutant } from '../engine/kill-matrix.ts';
import type { RunClock } from '../engine/run-clock.ts';
import { ConformanceError } from '../error.ts';
import type { KillMatrix } from '../result/result-schema.ts';
import { cardForesight } from './card-foresight.ts';
import type { MatrixPart } from './emulated-matrix-part.ts';
import { emulatedVariants } from './emulated-variants.ts';

export interface EmulatedMatrixOptions {
  /** Cases of a card, of the catalogue. */
  readonly cases: readonly CaseDefinition[];
  readonly mutants: readonly Mutant[];
  readonly clock: RunClock;
  readonly signal: AbortSignal;
  readonly fast?: boolean;
  /** Processes that share the work; as many as there are processors, four at most, when absent. */
  readonly processes?: number;
}

/** Fewer than this are done sooner than a process has started. */
const worthAProcess = 24;

/** Where the program of a part lies: beside this source, or at the top of what was bundled. */
function partProgram(): { readonly path: string; readonly execArgv: string[] } {
  const here = import.meta.url;
  if (here.endsWith('.ts')) {
    return { path: fileURLToPath(new URL('./emulated-matrix-part.ts', here)), execArgv: ['--import', 'tsx'] };
  }
  const top = here.includes('/chunks/') ? '../' : './';
  return { path: fileURLToPath(new URL(`${top}kill-matrix-part.js`, here)), execArgv: [] };
}

function inProcess(part: MatrixPart, signal: AbortSignal): Promise<KillMatrix> {
  const { path, execArgv } = partProgram();
  const child = fork(path, { execArgv });
  const stop = (): void => void child.kill();
  signal.addEventListener('abort', stop, { once: true });
  return new Promise<KillMatrix>((resolve, reject) => {
    child.once('message', (matrix) => resolve(matrix as KillMatrix));
    child.once('error', reject);
    child.once('exit', (code) =>
      reject(new ConformanceError('matrix/process', `a part of the kill matrix ended with code ${code}`)),
    );
    child.send(part);
  }).finally(() => signal.removeEventListener('abort', stop));
}

/** The kill matrix of the simulated card, its mutants shared out among processes. */
export async function emulatedMatrix(options: EmulatedMatrixOptions): Promise<KillMatrix> {
  const { cases, mutants, clock, signal, fast = false } = options;
  const most = Math.ceil(mutants.length / worthAProcess);
  const count = Math.max(1, Math.min(options.processes ?? Math.min(4, availableParallelism()), most));
  const begun = clock.monotonic();
  const shareOf = (index: number): Mutant[] => mutants.filter((_, i) => i % count === index);
  if (count === 1) {
    const variants = emulatedVariants;
    return killMatrix({ cases, mutants, variants, foresight: cardForesight, clock, signal, fast });
  }
  const ids = cases.map(({ id }) => id);
  const parts = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      inProcess({ cases: ids, mutants: shareOf(index).map(({ id }) => id), fast }, signal),
    ),
  );
  return joinMatrices(parts, mutants, Math.round(clock.monotonic() - begun));
}
