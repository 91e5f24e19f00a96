import { toHex } from '../bytes/hex.ts';
import { ConformanceError } from '../error.ts';
import { wordsOf } from '../error-words.ts';
import type { Ics } from '../result/ics-schema.ts';
import { instantOf } from '../result/instant.ts';
import { type Lab, labOf } from '../result/lab-schema.ts';
import { requirementRows } from '../result/requirements.ts';
import type { CaseResult, Result } from '../result/result-schema.ts';
import { seal } from '../result/seal.ts';
import { conformityStatement, decisionRule, disclaimer, physicalStatement } from '../result/statements.ts';
import type { Bilingual } from '../text.ts';
import type { CaseDefinition } from './case.ts';
import { contradictions } from './claims.ts';
import type { Cost } from './classification.ts';
import { baselineOf, type Expectations } from './expectation.ts';
import type { Operator } from './operator.ts';
import { neededSecrets, type PlannedCase, planRun } from './plan.ts';
import { readCounters } from './read-counters.ts';
import { type CaseOutcome, runCase } from './run-case.ts';
import type { RunClock } from './run-clock.ts';
import type { FormerPart, RunRecord } from './run-record.ts';
import { planSafety, type SafetyPlan } from './safety-plan.ts';
import type { SecretValues } from './secret.ts';
import { stabilityOf } from './stability.ts';
import { isReal, natureOf, type Subject } from './subject.ts';
import type { SuiteIdentity } from './suite-identity.ts';
import { within } from './time-limit.ts';
import { type Floors, TryGuard } from './try-guard.ts';
import { outcomeOf, verdicts } from './verdict.ts';

/** Software and machine that ran the cases. */
export interface Environment {
  readonly operatingSystem: string;
  readonly processor: string;
  readonly runtime: string;
  /** How the subject is reached. */
  readonly access?: string;
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
  readonly ics?: Ics;
  readonly lab?: Lab;
  readonly expectations?: Expectations;
  /** Id of the result whose failures were selected. */
  readonly failedOf?: string;
  /** What the command line says beside selectors, so that reports can tell how to run it again. */
  readonly commandOptions?: readonly string[];
  readonly promptLimitMs?: number;
  /** Salts of commitments to what is covered. */
  readonly random?: (length: number) => Uint8Array;
  readonly record?: RunRecord;
  /** What was done before the run was killed. */
  readonly former?: FormerPart;
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

/** Time in which a subject or its bench hand has to answer outside of cases, in ms. */
const answerLimitMs = 10_000;
/** So many cases in a row that come to no end show that the subject hangs. */
const hangingCases = 3;

/**
 * Plans, checks what the plan could burn, runs the cases one after another and seals the result. Throws
 * SafetyRefusal when the plan is not safe, and whatever the record throws. A run that is aborted gives a result
 * that stays INCOMPLETE. A subject that no longer answers stops the run; it is never waited for without limit.
 */
export async function runSuite(options: RunOptions): Promise<Result> {
  const { subject, clock, signal, record, former } = options;
  const real = isReal(subject);
  const secrets: SecretValues = { ...subject.secrets, ...options.secrets };
  const { cases, allow, ics } = options;
  const planned = planRun({ cases, subject, secrets, allow, ...(ics === undefined ? {} : { ics }) });
  const inTime = <T>(act: () => Promise<T>): Promise<T> =>
    within(
      clock,
      answerLimitMs,
      () => new ConformanceError('subject/silent', `the subject gave no answer within ${answerLimitMs} ms`),
      act,
    );

  const answerToReset = await inTime(() => subject.reset(signal));
  let safety: SafetyPlan = { secrets: [], safe: true };
  if (real) {
    const used = new Set(planned.filter((p) => !p.instead).flatMap((p) => neededSecrets(p.definition)));
    const counters = await inTime(() => readCounters(subject, [...used], signal));
    safety = planSafety(planned, counters, options.floors);
    if (!safety.safe) throw new SafetyRefusal(safety);
  }

  const begun = instantOf(clock.now());
  const times =
    former === undefined
      ? { started: begun, resumed: [] }
      : { started: former.started, resumed: [...former.resumed, begun] };
  const results: CaseResult[] = [...(former?.results ?? [])];
  const notes: Bilingual[] = [];
  let stopped: Bilingual | undefined;
  const document = (): Result => ({
    ...head(options, safety, times, toHex(answerToReset), results),
    ...(stopped === undefined ? {} : { stopped }),
    notes,
  });
  const baseline = subject.benchHand && (await inTime(() => subject.benchHand!.save()));
  const repeat = options.repeat ?? 1;
  const attemptsOf = ({ instead }: PlannedCase): number => (instead ? 1 : repeat);
  record?.begun(
    document(),
    planned.map((plan) => ({ id: plan.definition.id, attempts: attemptsOf(plan) })),
  );
  options.onProgress?.({ type: 'planned', result: document(), planned });

  const surroundings = {
    subject,
    clock,
    operator: options.operator,
    secrets,
    guard: real ? new TryGuard(options.floors) : undefined,
    signal,
    run: options.id,
    ...(options.promptLimitMs === undefined ? {} : { promptLimitMs: options.promptLimitMs }),
    ...(options.random === undefined ? {} : { random: options.random }),
  };
  const done = new Set(results.map(({ id, attempt }) => `${id} ${attempt}`));
  let hanging = 0;
  const stop = (reason: Bilingual): void => {
    stopped = reason;
    options.onProgress?.({ type: 'stopped', reason });
  };

  for (const plan of planned) {
    const { id } = plan.definition;
    for (let attempt = 1; attempt <= attemptsOf(plan); attempt++) {
      if (done.has(`${id} ${attempt}`)) continue;
      if (signal.aborted) return document();
      const instead = plan.instead ?? (stopped && skippedByStop(stopped));
      if (instead === undefined) record?.caseBegun(id, attempt, instantOf(clock.now()));
      const outcome = instead ?? (await runCase(plan.definition, surroundings, baseline));
      if (signal.aborted) return document();
      const ran = 'evidence' in outcome ? outcome : undefined;
      const bare = caseResult(plan, outcome, attempt, options.expectations);
      const evidence = record?.caseEnded(bare, ran?.evidence.openings ?? []);
      const result = evidence === undefined ? bare : { ...bare, evidence };
      results.push(result);
      options.onProgress?.({ type: 'case', result });
      if (ran === undefined) continue;
      hanging = ran.timedOut ? hanging + 1 : 0;
      if (ran.stop !== undefined) stop(ran.stop.reason);
      else if (hanging >= hangingCases) stop(hangs);
      else if (ran.verdict === 'ERROR') {
        await inTime(() => subject.reset(signal)).catch((error) => stop(gone(error)));
      }
    }
  }
  try {
    if (subject.benchHand !== undefined) await inTime(() => subject.benchHand!.restore(baseline));
  } catch (error) {
    notes.push(notRestored(error));
  }

  const whole = document();
  const outcome = outcomeOf(results.map(({ verdict }) => verdict));
  const journal = record?.ended(outcome);
  return seal({
    ...whole,
    outcome,
    statement: statementOf(whole, outcome),
    times: { ...whole.times, ended: instantOf(clock.now()) },
    ...(repeat > 1 ? { stability: stabilityOf(results) } : {}),
    ...(options.expectations === undefined ? {} : { baseline: baselineOf(options.expectations, results) }),
    ...(journal === undefined ? {} : { journal }),
  });
}

const hangs: Bilingual = {
  en: `${hangingCases} cases in a row came to no end: the subject hangs`,
  ja: `${hangingCases}件のケースが続けて終わらなかったため、対象が応答しないと判断した`,
};
const gone = (error: unknown): Bilingual => ({
  en: `the subject no longer answers a reset: ${wordsOf(error).en}`,
  ja: `対象がリセットに応答しなくなった:${wordsOf(error).ja}`,
});
const notRestored = (error: unknown): Bilingual => ({
  en: `the simulator was not put back into the state it had before the run: ${wordsOf(error).en}`,
  ja: `シミュレーターを実行前の状態に戻せなかった:${wordsOf(error).ja}`,
});

const skippedByStop = (reason: Bilingual): { verdict: 'SKIPPED'; reason: Bilingual } => ({
  verdict: 'SKIPPED',
  reason: { en: `the run was stopped: ${reason.en}`, ja: `実行が停止された:${reason.ja}` },
});

function caseResult(
  { definition, applicability, because }: PlannedCase,
  outcome: CaseOutcome | NonNullable<PlannedCase['instead']>,
  attempt: number,
  expectations: Expectations | undefined,
): CaseResult {
  const ran = 'evidence' in outcome ? outcome : undefined;
  const { expression, applies, asked } = applicability;
  const expected = expectations?.reasons[definition.id];
  return {
    id: definition.id,
    title: definition.title,
    requirement: definition.requirement,
    level: definition.level,
    cost: definition.cost,
    rules: [...(definition.cause ? [definition.cause] : []), ...(definition.rules ?? [])],
    applicability: { expression, applies, asked, because },
    preconditions: (definition.given ?? []).map(({ name }) => name),
    attempt,
    verdict: outcome.verdict,
    ...(outcome.reason === undefined ? {} : { reason: outcome.reason }),
    ...(expected === undefined ? {} : { expected }),
    ...(ran === undefined
      ? {}
      : {
          startedAt: instantOf(ran.startedAt),
          endedAt: instantOf(ran.startedAt + Math.round(ran.durationMs)),
          durationMs: ran.durationMs,
        }),
    prompts: ran?.evidence.prompts ?? [],
    exchanges: ran?.evidence.exchanges ?? [],
    checks: ran?.evidence.checks ?? [],
  };
}

function statementOf({ suite, laboratory, cases }: Result, outcome: Result['outcome']): Bilingual {
  const rows = requirementRows(cases);
  return conformityStatement(outcome, suite, laboratory.method.specification, {
    applied: rows.filter(({ applied }) => applied).length,
    held: rows.filter(({ held }) => held).length,
  });
}

function head(
  options: RunOptions,
  safety: SafetyPlan,
  times: Result['times'],
  answerToReset: string,
  results: readonly CaseResult[],
): Result {
  const { subject, suite, ics, lab = labOf() } = options;
  const summary = Object.fromEntries(
    verdicts.map((verdict) => [verdict, results.filter((result) => result.verdict === verdict).length]),
  ) as Result['summary'];
  return {
    kind: 'kazashi/result',
    version: 2,
    id: options.id,
    sealed: false,
    digest: null,
    outcome: 'INCOMPLETE',
    suite: { ...suite },
    subject: {
      address: subject.address,
      title: subject.title,
      ...(subject.titleJa === undefined ? {} : { titleJa: subject.titleJa }),
      level: subject.level,
      nature: natureOf(subject),
      proof: subject.proof,
      ...(subject.software === undefined ? {} : { software: { ...subject.software } }),
      ...(subject.facts.profile === undefined ? {} : { profile: subject.facts.profile }),
      answerToReset,
      capabilities: [...subject.facts.capabilities].sort(),
    },
    ...(ics === undefined
      ? {}
      : { ics: { ...ics, contradictions: contradictions(subject.facts, ics, options.cases) } }),
    tool: { name: 'kazashi', version: suite.version },
    environment: {
      ...options.environment,
      clock: 'system clock; offset not measured',
      physical: physicalStatement,
    },
    laboratory: lab,
    operator: options.operator.name,
    times,
    selection: {
      selectors: [...options.selectors],
      allow: [...options.allow].sort(),
      repeat: options.repeat ?? 1,
      ...(options.failedOf === undefined ? {} : { failedOf: options.failedOf }),
      ...(options.commandOptions === undefined ? {} : { options: [...options.commandOptions] }),
    },
    safety: safety.secrets.map(({ tries, ...budget }) => ({
      ...budget,
      ...(tries === undefined ? {} : { tries }),
    })),
    decisionRule,
    statement: conformityStatement('INCOMPLETE', suite, lab.method.specification, { applied: 0, held: 0 }),
    disclaimer,
    summary,
    notes: [],
    interrupted: [...(options.former?.interrupted ?? [])],
    cases: [...results],
  };
}
