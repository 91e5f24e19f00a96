import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CliIo, say } from '../cli/io.ts';
import { SimulatorError } from '../errors.ts';
import { type BenchDocument, documentRow } from './bench-document.ts';
import { benchText } from './bench-text.ts';
import { thisMachine } from './machine.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { ownProgram, type Program } from './program.ts';
import type { BenchRow } from './row.ts';
import { benchRows } from './rows.ts';

export interface BenchOptions {
  readonly json: boolean;
  /** Ids of rows, or the areas before the slash; every row unless given. */
  readonly only?: readonly string[];
  /** What is measured where a process of its own is needed; the program this module belongs to unless given. */
  readonly program?: Program;
  readonly rows?: readonly BenchRow[];
}

/** The rows that selectors name. Throws SimulatorError `usage/bench-row` for one that names none. */
export function selectRows(
  rows: readonly BenchRow[],
  only: readonly string[] | undefined,
): readonly BenchRow[] {
  if (only === undefined) return rows;
  const names = (row: BenchRow, selector: string): boolean =>
    row.id === selector || row.id.startsWith(`${selector.replace(/\/$/, '')}/`);
  const unknown = only.find((selector) => !rows.some((row) => names(row, selector)));
  if (unknown !== undefined) {
    const ids = rows.map(({ id }) => id).join(', ');
    throw new SimulatorError('usage/bench-row', `there is no row "${unknown}"; there are: ${ids}`);
  }
  return rows.filter((row) => only.some((selector) => names(row, selector)));
}

/**
 * Measures and prints; 0 when no row missed its goal or failed, else 1. A row that cannot be measured here is told
 * as such and counts for neither. Throws SimulatorError `usage/bench-row`.
 */
export async function runBench(io: CliIo, options: BenchOptions): Promise<number> {
  const rows = selectRows(options.rows ?? benchRows, options.only);
  const program = options.program ?? ownProgram();
  const machine = thisMachine();
  const at = new Date().toISOString();
  const directory = await mkdtemp(join(tmpdir(), 'kazashi-bench-'));
  const outcomes: Outcome[] = [];
  try {
    const run = { directory, program, env: io.env };
    for (const [index, row] of rows.entries()) {
      io.err(`[${index + 1}/${rows.length}] ${row.id}: ${say(io, row.title)}`);
      outcomes.push(await outcomeOf(row, run));
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  if (options.json) {
    const document: BenchDocument = {
      kazashi: 'bench',
      version: 1,
      at,
      machine,
      program: program.built ? 'bundle' : 'sources',
      rows: outcomes.map((outcome) => documentRow(io, outcome)),
    };
    io.out(JSON.stringify(document, null, 2));
  } else {
    for (const line of benchText(io, machine, outcomes)) io.out(line);
  }
  const good = (outcome: Outcome): boolean =>
    outcome.state === 'not-measured' || (outcome.state === 'measured' && outcome.judgement.reached);
  return outcomes.every(good) ? 0 : 1;
}
