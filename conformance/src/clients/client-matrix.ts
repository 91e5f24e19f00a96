import type { CaseDefinition } from '../engine/case.ts';
import type { Mutant } from '../engine/kill-matrix.ts';
import { noOperator } from '../engine/operator.ts';
import { planRun } from '../engine/plan.ts';
import { runCase } from '../engine/run-case.ts';
import type { RunClock } from '../engine/run-clock.ts';
import type { Subject } from '../engine/subject.ts';
import type { KillMatrix } from '../result/result-schema.ts';

/** Opens the reference client, whole or with one habit, on one bench. */
export type OpenOnBench = (mutant: Mutant | undefined) => Promise<Subject>;

export interface ClientMatrixOptions {
  readonly cases: readonly CaseDefinition[];
  readonly mutants: readonly Mutant[];
  /** One for each bench. Clients wait more than they work, so that several benches share the work. */
  readonly benches: readonly OpenOnBench[];
  readonly clock: RunClock;
  readonly signal: AbortSignal;
  /** Ids of the cases that the whole client has just passed; they are run when absent. */
  readonly passed?: ReadonlySet<string>;
}

/** Some cases on one client. */
interface Work {
  readonly mutant: Mutant | undefined;
  readonly cases: readonly CaseDefinition[];
}

/**
 * Runs each case against the mutants that it says it catches, and on the whole client first. Narrower than the kill
 * matrix of cards, where every case meets every mutant: a client is run as a program, hundreds of times a case. So
 * a case is held to its word: one that names a mutant and does not fail on it kills nothing there, and a mutant
 * that nobody catches survives.
 */
export async function clientMatrix(options: ClientMatrixOptions): Promise<KillMatrix> {
  const { benches, clock, signal } = options;
  const begun = clock.monotonic();
  let runs = 0;

  /** Ids of the cases by their verdict. */
  async function judge(open: OpenOnBench, { mutant, cases }: Work): Promise<Map<string, string>> {
    const verdicts = new Map<string, string>();
    const subject = await open(mutant);
    const secrets = subject.secrets ?? {};
    const baseline = await subject.benchHand?.save();
    for (const { definition, instead } of planRun({ cases, subject, secrets, allow: new Set() })) {
      signal.throwIfAborted();
      if (instead !== undefined) continue;
      runs++;
      const surroundings = { subject, clock, operator: noOperator, secrets, guard: undefined, signal };
      verdicts.set(definition.id, (await runCase(definition, surroundings, baseline)).verdict);
    }
    await subject.benchHand?.restore(baseline);
    return verdicts;
  }

  /** Verdicts of every piece of work, in its order; each bench takes the next when it is free. */
  async function shareOut(works: readonly Work[]): Promise<Map<string, string>[]> {
    const verdicts: Map<string, string>[] = works.map(() => new Map());
    const waiting = [...works.entries()].filter(([, { cases }]) => cases.length > 0);
    await Promise.all(
      benches.map(async (open) => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          const [index, work] = next;
          verdicts[index] = await judge(open, work);
        }
      }),
    );
    return verdicts;
  }

  async function passing(): Promise<ReadonlySet<string>> {
    const parts = benches.map((_, part) => ({
      mutant: undefined,
      cases: options.cases.filter((__, i) => i % benches.length === part),
    }));
    const verdicts = (await shareOut(parts)).flatMap((part) => [...part]);
    return new Set(verdicts.flatMap(([id, verdict]) => (verdict === 'PASS' ? [id] : [])));
  }

  const passed = options.passed ?? (await passing());
  const able = options.cases.filter(({ id }) => passed.has(id));
  const works = options.mutants.map((mutant) => ({
    mutant,
    cases: able.filter(({ rules = [] }) => rules.includes(mutant.rule)),
  }));
  const verdicts = await shareOut(works);
  const mutants = works.map(({ mutant, cases }, index) => ({
    ...mutant,
    killedBy: cases.filter(({ id }) => verdicts[index]!.get(id) === 'FAIL').map(({ id }) => id),
  }));
  const killers = new Set(mutants.flatMap(({ killedBy }) => killedBy));
  return {
    mutants,
    survivors: mutants.filter(({ killedBy }) => killedBy.length === 0).map(({ id }) => id),
    idleCases: able.filter(({ id }) => !killers.has(id)).map(({ id }) => id),
    runs,
    durationMs: Math.round(clock.monotonic() - begun),
  };
}
