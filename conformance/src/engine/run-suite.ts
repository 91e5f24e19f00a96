import { toHex } from '../bytes/hex.ts';
import { ConformanceError } from '../error.ts';
import { instantOf } from '../result/instant.ts';
import type { CaseResult, Result } from '../result/result-schema.ts';
import { seal } from '../result/seal.ts';
import { decisionRule, disclaimer, physicalStatement } from '../result/statements.ts';
import type { Bilingual } from '../text.ts';
import type { CaseDefinition } from './case.ts';
import type { Cost } from './classification.ts';
import type { Operator } from './operator.ts';
import { neededSecrets, type PlannedCase, planRun } from './plan.ts';
import { readCounters } from './read-counters.ts';
import { type CaseOutcome, runCase } from './run-case.ts';
import type { RunClock } from './run-clock.ts';
import { planSafety, type SafetyPlan } from './safety-plan.ts';
import type { SecretValues } from './secret.ts';
import { isReal, type Subject } from './subject.ts';
import type { SuiteIdentity } from './suite-identity.ts';
import { type Floors, TryGuard } from './try-guard.ts';
import { outcomeOf, verdicts } from './verdict.ts';

/** Software and machine that ran the cases. */
export interface Environment {
  readonly operatingSystem: string;
  readonly processor: string;
  readonly runtime: string;
}

export interface RunOptions {
  readonly id: string;
  readonly cases: readonly CaseDefinition[];
  readonly suite: SuiteIdentity;
  readonly subject: Subject;
  readonly selectors: readonly string[];
  readonly secrets: SecretValues;
  readonly allow: ReadonlySet<Cost>;
  readonly floors: Floors;
  readonly operator: Operator;
  readonly clock: RunClock;
  readonly environment: Environment;
  readonly signal: AbortSignal;
  /** Attempts at each case; 1 when absent. */
  readonly repeat?: number;
  readonly laboratory?: Readonly<Record<string, string>>;
  readonly onProgress?: (event: RunProgress) => void;
}

export type RunProgress =
  | { readonly type: 'planned'; readonly result: Result; readonly planned: readonly PlannedCase[] }
  | { readonly type: 'case'; readonly result: CaseResult }
  | { readonly type: 'stopped'; readonly reason: Bilingual };

/** Thrown before the subject is touched: what the plan could burn does not stay above the floors. */
export class SafetyRefusal extends ConformanceError {
  readonly plan: SafetyPlan;
  constructor(plan: SafetyPlan) {
    const unsafe = plan.secrets.filter(({ withinFloor }) => !withinFloor).map(({ secret }) => secret);
    super('safety/refused', `the run could go below the floor of ${unsafe.join(', ')}`);
    this.plan = plan;
  }
}

/**
 * Plans, checks what the plan could burn, runs the cases one after another and seals the result. Throws
 * SafetyRefusal when the plan is not safe. A run that is aborted gives a result that stays INCOMPLETE.
 */
export async function runSuite(options: RunOptions): Promise<Result> {
  const { subject, clock, signal } = options;
  const real = isReal(subject);
  const secrets: SecretValues = { ...subject.secrets, ...options.secrets };
  const planned = planRun({ cases: options.cases, subject, secrets, allow: options.allow });

  const answerToReset = await subject.reset(signal);
  let safety: SafetyPlan = { secrets: [], safe: true };
  if (real) {
    const used = new Set(planned.filter((p) => !p.instead).flatMap((p) => neededSecrets(p.definition)));
    const counters = await readCounters(subject, [...used], signal);
    safety = planSafety(planned, counters, options.floors);
    if (!safety.safe) throw new SafetyRefusal(safety);
  }

  const started = instantOf(clock.now());
  const results: CaseResult[] = [];
  let stopped: Bilingual | undefined;
  const document = (): Result => head(options, safety, started, toHex(answerToReset), results, stopped);
  options.onProgress?.({ type: 'planned', result: document(), planned });

  const guard = real ? new TryGuard(options.floors) : undefined;
  const surroundings = { subject, clock, operator: options.operator, secrets, guard, signal };
  const baseline = await subject.benchHand?.save();
  for (const plan of planned) {
    const attempts = plan.instead ? 1 : (options.repeat ?? 1);
    for (let attempt = 1; attempt <= attempts; attempt++) {
      if (signal.aborted) return document();
      const outcome =
        plan.instead ??
        (stopped ? skippedByStop(stopped) : await runCase(plan.definition, surroundings, baseline));
      if (signal.aborted) return document();
      const result = caseResult(plan, outcome, attempt);
      results.push(result);
      options.onProgress?.({ type: 'case', result });
      if ('stop' in outcome && outcome.stop !== undefined) {
        stopped = outcome.stop.reason;
        options.onProgress?.({ type: 'stopped', reason: stopped });
      }
    }
  }
  await subject.benchHand?.restore(baseline);

  const whole = document();
  return seal({
    ...whole,
    outcome: outcomeOf(results.map(({ verdict }) => verdict)),
    times: { ...whole.times, ended: instantOf(clock.now()) },
  });
}

const skippedByStop = (reason: Bilingual): { verdict: 'SKIPPED'; reason: Bilingual } => ({
  verdict: 'SKIPPED',
  reason: { en: `the run was stopped: ${reason.en}`, ja: `実行が停止された:${reason.ja}` },
});

function caseResult(
  { definition, applicability }: PlannedCase,
  outcome: CaseOutcome | NonNullable<PlannedCase['instead']>,
  attempt: number,
): CaseResult {
  const ran = 'evidence' in outcome ? outcome : undefined;
  return {
    id: definition.id,
    title: definition.title,
    requirement: definition.requirement,
    level: definition.level,
    cost: definition.cost,
    rules: [...(definition.cause ? [definition.cause] : []), ...(definition.rules ?? [])],
    applicability,
    preconditions: (definition.given ?? []).map(({ name }) => name),
    attempt,
    verdict: outcome.verdict,
    ...(outcome.reason === undefined ? {} : { reason: outcome.reason }),
    ...(ran === undefined ? {} : { startedAt: instantOf(ran.startedAt), durationMs: ran.durationMs }),
    exchanges: ran?.evidence.exchanges ?? [],
    checks: ran?.evidence.checks ?? [],
  };
}

function head(
  options: RunOptions,
  safety: SafetyPlan,
  started: Result['times']['started'],
  answerToReset: string,
  results: readonly CaseResult[],
  stopped: Bilingual | undefined,
): Result {
  const { subject } = options;
  const summary = Object.fromEntries(
    verdicts.map((verdict) => [verdict, results.filter((result) => result.verdict === verdict).length]),
  ) as Result['summary'];
  return {
    kind: 'kazashi/result',
    version: 1,
    id: options.id,
    sealed: false,
    digest: null,
    outcome: 'INCOMPLETE',
    suite: { ...options.suite },
    subject: {
      address: subject.address,
      title: subject.title,
      level: subject.level,
      nature: isReal(subject) ? 'real' : 'simulator',
      proof: subject.proof,
      ...(subject.software === undefined ? {} : { software: { ...subject.software } }),
      ...(subject.facts.profile === undefined ? {} : { profile: subject.facts.profile }),
      answerToReset,
      capabilities: [...subject.facts.capabilities].sort(),
    },
    environment: { ...options.environment, physical: physicalStatement },
    ...(options.laboratory === undefined ? {} : { laboratory: { ...options.laboratory } }),
    operator: options.operator.name,
    times: { started },
    selection: {
      selectors: [...options.selectors],
      allow: [...options.allow].sort(),
      repeat: options.repeat ?? 1,
    },
    safety: safety.secrets.map(({ tries, ...budget }) => ({
      ...budget,
      ...(tries === undefined ? {} : { tries }),
    })),
    decisionRule,
    disclaimer,
    summary,
    ...(stopped === undefined ? {} : { stopped }),
    cases: [...results],
  };
}
