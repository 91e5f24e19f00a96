import { ConformanceError } from '../error.ts';
import type { KillMatrix } from '../result/result-schema.ts';
import type { Bilingual } from '../text.ts';
import type { CaseDefinition } from './case.ts';
import { benchHandOperator, noOperator } from './operator.ts';
import { planRun } from './plan.ts';
import { runCase } from './run-case.ts';
import type { RunClock } from './run-clock.ts';
import type { Subject } from './subject.ts';

/** One rule broken. */
export interface Mutant {
  readonly id: string;
  /** First part of the ids of the cases that have to notice it: `card`, `life`. */
  readonly area: string;
  readonly rule: string;
  readonly text: Bilingual;
}

/**
 * What happened between the harness and the whole card in each case, and whether a mutant would have changed any of
 * it: a case in which it would not comes out on the mutant as it did on the whole card.
 */
export interface Foresight<R> {
  /** Lets everything pass, and keeps it until `take`. */
  record(subject: Subject): { readonly subject: Subject; take(): R };
  changes(mutant: Mutant, recording: R): boolean;
}

export interface KillMatrixOptions {
  readonly cases: readonly CaseDefinition[];
  readonly mutants: readonly Mutant[];
  /**
   * Makes subjects in this process, whole or with one rule broken. Cases that do not apply to the first are
   * run on the next, so that a card without signature certificate judges the cases about one. Without a subject
   * where the mutant would be no other than the whole one.
   */
  readonly variants: readonly ((mutant: Mutant | undefined) => Promise<Subject | undefined>)[];
  /** Spares runs whose outcome is known beforehand. */
  readonly foresight?: Foresight<unknown>;
  readonly clock: RunClock;
  readonly signal: AbortSignal;
  /** Go to the next mutant at the first kill; cases that kill nothing are then not known. */
  readonly fast?: boolean;
  readonly onMutant?: (mutant: KillMatrix['mutants'][number]) => void;
}

const areaOf = ({ id }: CaseDefinition): string => id.slice(0, id.indexOf('/'));
const names = ({ cause, rules = [] }: CaseDefinition, rule: string): boolean =>
  cause === rule || rules.includes(rule);

/** Mutants whose rule a case names, and all of an area when every case of it in the catalogue is selected. */
export function mutantsInScope(
  mutants: readonly Mutant[],
  selected: readonly CaseDefinition[],
  catalogue: readonly CaseDefinition[],
): Mutant[] {
  const chosen = new Set(selected);
  const partly = new Set(catalogue.filter((definition) => !chosen.has(definition)).map(areaOf));
  const areas = new Set(selected.map(areaOf));
  return mutants.filter(
    ({ area, rule }) =>
      (areas.has(area) && !partly.has(area)) || selected.some((definition) => names(definition, rule)),
  );
}

/**
 * Runs against every mutant the cases of its area, and those of other areas that name its rule. A mutant is killed by a case that passes on the whole card and fails on
 * the broken one, or is refused there by another rule than the one it names. Cases that do not pass on the
 * whole card take no part.
 */
export async function killMatrix(options: KillMatrixOptions): Promise<KillMatrix> {
  const { clock, signal, foresight } = options;
  const begun = clock.monotonic();
  let runs = 0;

  /** Verdicts of the cases on one card; `kill` says that the case told the card from a whole one. */
  async function* attempts(
    subject: Subject,
    cases: readonly CaseDefinition[],
  ): AsyncGenerator<{ id: string; passed: boolean; kill: boolean }> {
    const secrets = subject.secrets ?? {};
    const baseline = await subject.benchHand?.save();
    const operator = (subject.benchHand && benchHandOperator(subject.benchHand)) ?? noOperator;
    for (const { definition, instead } of planRun({ cases, subject, secrets, allow: new Set() })) {
      signal.throwIfAborted();
      if (instead !== undefined) {
        yield { id: definition.id, passed: false, kill: false };
        continue;
      }
      runs++;
      const surroundings = { subject, clock, operator, secrets, guard: undefined, signal };
      const { verdict, evidence } = await runCase(definition, surroundings, baseline);
      const otherCause = evidence.checks.some(({ kind, passed }) => kind === 'cause' && !passed);
      yield { id: definition.id, passed: verdict === 'PASS', kill: verdict === 'FAIL' || otherCause };
    }
  }

  const able: CaseDefinition[][] = [];
  const recordings = new Map<string, unknown>();
  const placed = new Set<string>();
  for (const open of options.variants) {
    const whole = await open(undefined);
    if (whole === undefined)
      throw new ConformanceError('matrix/no-subject', 'a variant makes no whole subject');
    const recorder = foresight?.record(whole);
    const passing: CaseDefinition[] = [];
    for await (const { id, passed } of attempts(
      recorder?.subject ?? whole,
      options.cases.filter((definition) => !placed.has(definition.id)),
    )) {
      const recording = recorder?.take();
      if (passed) recordings.set(id, recording);
      if (passed) passing.push(options.cases.find((definition) => definition.id === id)!);
    }
    await whole.close();
    for (const { id } of passing) placed.add(id);
    able.push(passing);
  }

  const mutants: KillMatrix['mutants'] = [];
  for (const mutant of options.mutants) {
    const killedBy: string[] = [];
    for (const [index, open] of options.variants.entries()) {
      const judges = able[index]!.filter(
        (definition) =>
          (areaOf(definition) === mutant.area || names(definition, mutant.rule)) &&
          (foresight?.changes(mutant, recordings.get(definition.id)) ?? true),
      );
      if (judges.length === 0 || (options.fast && killedBy.length > 0)) continue;
      const subject = await open(mutant);
      if (subject === undefined) continue;
      for await (const { id, kill } of attempts(subject, judges)) {
        if (kill) killedBy.push(id);
        if (kill && options.fast) break;
      }
      await subject.close();
    }
    const { id, rule, text } = mutant;
    const entry = { id, rule, text, killedBy };
    mutants.push(entry);
    options.onMutant?.(entry);
  }

  const killers = new Set(mutants.flatMap(({ killedBy }) => killedBy));
  return {
    mutants,
    survivors: mutants.filter(({ killedBy }) => killedBy.length === 0).map(({ id }) => id),
    idleCases: options.fast ? [] : [...placed].filter((id) => !killers.has(id)),
    runs,
    durationMs: Math.round(clock.monotonic() - begun),
  };
}

/** Parts of one matrix, made of the same cases with different mutants, as the whole one. */
export function joinMatrices(
  parts: readonly KillMatrix[],
  order: readonly Mutant[],
  durationMs: number,
): KillMatrix {
  const entries = new Map(parts.flatMap(({ mutants }) => mutants.map((entry) => [entry.id, entry] as const)));
  const mutants = order.flatMap(({ id }) => entries.get(id) ?? []);
  const [first, ...others] = parts;
  return {
    mutants,
    survivors: mutants.filter(({ killedBy }) => killedBy.length === 0).map(({ id }) => id),
    idleCases: (first?.idleCases ?? []).filter((id) =>
      others.every(({ idleCases }) => idleCases.includes(id)),
    ),
    runs: parts.reduce((sum, part) => sum + part.runs, 0),
    durationMs,
  };
}

/** Cases that alone notice some mutant: without one of them that mutant would live. */
export function soleKillers({ mutants }: Pick<KillMatrix, 'mutants'>): string[] {
  return [...new Set(mutants.flatMap(({ killedBy }) => (killedBy.length === 1 ? killedBy : [])))];
}
