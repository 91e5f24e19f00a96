import type { CaseDefinition } from '../engine/case.ts';
import type { Mutant } from '../engine/kill-matrix.ts';
import { noOperator } from '../engine/operator.ts';
import { planRun } from '../engine/plan.ts';
import { runCase } from '../engine/run-case.ts';
import type { RunClock } from '../engine/run-clock.ts';
import type { Subject } from '../engine/subject.ts';
import type { KillMatrix } from '../result/result-schema.ts';

export interface ClientMatrixOptions {
  readonly cases: readonly CaseDefinition[];
  readonly mutants: readonly Mutant[];
  /** The reference client, whole or with one habit; all of them share one bench. */
  readonly open: (mutant: Mutant | undefined) => Promise<Subject>;
  readonly clock: RunClock;
  readonly signal: AbortSignal;
  readonly onMutant?: (mutant: KillMatrix['mutants'][number]) => void;
}

/**
 * Runs each case against the mutants that it says it catches, and on the whole client first. Narrower than the kill
 * matrix of cards, where every case meets every mutant: a client is run as a program, hundreds of times a case. So
 * a case is held to its word: one that names a mutant and does not fail on it kills nothing there, and a mutant
 * that nobody catches survives.
 */
export async function clientMatrix(options: ClientMatrixOptions): Promise<KillMatrix> {
  const { clock, signal } = options;
  const begun = clock.monotonic();
  let runs = 0;

  /** Ids of the cases by their verdict. */
  async function judge(
    mutant: Mutant | undefined,
    cases: readonly CaseDefinition[],
  ): Promise<Map<string, string>> {
    const verdicts = new Map<string, string>();
    const subject = await options.open(mutant);
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

  const whole = await judge(undefined, options.cases);
  const able = options.cases.filter(({ id }) => whole.get(id) === 'PASS');
  const mutants: KillMatrix['mutants'] = [];
  for (const mutant of options.mutants) {
    const named = able.filter(({ rules = [] }) => rules.includes(mutant.rule));
    const verdicts = named.length === 0 ? new Map<string, string>() : await judge(mutant, named);
    const killedBy = named.filter(({ id }) => verdicts.get(id) === 'FAIL').map(({ id }) => id);
    const entry = { ...mutant, killedBy };
    mutants.push(entry);
    options.onMutant?.(entry);
  }
  const killers = new Set(mutants.flatMap(({ killedBy }) => killedBy));
  return {
    mutants,
    survivors: mutants.filter(({ killedBy }) => killedBy.length === 0).map(({ id }) => id),
    idleCases: able.filter(({ id }) => !killers.has(id)).map(({ id }) => id),
    runs,
    durationMs: Math.round(clock.monotonic() - begun),
  };
}
