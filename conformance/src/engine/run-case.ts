import { wordsOf } from '../error-words.ts';
import type { Bilingual } from '../text.ts';
import type { CaseDefinition } from './case.ts';
import { CaseEnd, RunStop } from './case-end.ts';
import { CaseRun } from './case-run.ts';
import type { CaseSurroundings } from './case-surroundings.ts';
import type { Evidence } from './evidence.ts';
import { type SecretName, secrets } from './secret.ts';
import { TimeLimit, within } from './time-limit.ts';
import type { Verdict } from './verdict.ts';

/** How one attempt at one case came out. */
export interface CaseOutcome {
  readonly verdict: Verdict;
  /** Why, for every verdict but PASS. */
  readonly reason?: Bilingual;
  readonly evidence: Evidence;
  readonly startedAt: number;
  readonly durationMs: number;
  /** Given up because it did not end in time. */
  readonly timedOut: boolean;
  /** Set when nothing more may be sent to this subject. */
  readonly stop?: RunStop;
}

const defaultLimitMs = 10_000;

/**
 * Brings the subject into the state the case begins in, runs it within its limit, and comes to a verdict. With
 * a bench hand the baseline is restored first; without one the card is powered up anew, and the counters that
 * the case counts on are read.
 */
export async function runCase(
  definition: CaseDefinition,
  surroundings: CaseSurroundings,
  baseline: unknown,
): Promise<CaseOutcome> {
  const { clock, subject, guard } = surroundings;
  const startedAt = clock.now();
  const begun = clock.monotonic();
  const limit = new AbortController();
  const limitMs = definition.limitMs ?? defaultLimitMs;
  const timer = new TimeLimit(clock, limitMs, () => limit.abort(noEnd(limitMs)));
  const signal = AbortSignal.any([surroundings.signal, limit.signal]);
  const onWaiting = (waiting: boolean): void => (waiting ? timer.pause() : timer.resume());
  const run = new CaseRun(definition, { ...surroundings, signal, onWaiting });
  guard?.begin({ cost: definition.cost, spends: definition.spends ?? {} });

  let verdict: Verdict = 'PASS';
  let reason: Bilingual | undefined;
  let stop: RunStop | undefined;
  const end = (error: unknown): void => {
    if (error instanceof RunStop) stop = error;
    if (error instanceof CaseEnd) {
      verdict = error.verdict;
      reason = error.reason;
    } else {
      verdict = 'ERROR';
      reason = wordsOf(error);
    }
  };

  try {
    await untilAborted(signal, async () => {
      if (subject.benchHand !== undefined) await subject.benchHand.restore(baseline);
      await run.card.reset();
      if (subject.benchHand === undefined) await requireFullCounters(definition, run);
      for (const precondition of definition.given ?? []) await precondition.establish(run);
      run.phase = 'case';
      await definition.run(run);
    });
    if (run.evidence.checks.length === 0) {
      verdict = 'ERROR';
      reason = { en: 'the case checked nothing', ja: 'ケースが何も検査しなかった' };
    }
  } catch (error) {
    end(error);
  } finally {
    timer.stop();
  }

  if (stop === undefined && subject.benchHand === undefined && definition.spends !== undefined) {
    try {
      run.phase = 'cleanup';
      await within(
        clock,
        limitMs,
        () => noEnd(limitMs),
        async () => {
          await run.card.reset();
          for (const secret of Object.keys(definition.spends!) as SecretName[]) await run.card.verify(secret);
        },
      );
    } catch (error) {
      if (error instanceof RunStop || verdict === 'PASS') end(error);
    }
  }

  return {
    verdict,
    ...(reason === undefined ? {} : { reason }),
    evidence: run.evidence,
    startedAt,
    durationMs: Math.round((clock.monotonic() - begun) * 1000) / 1000,
    timedOut: limit.signal.aborted,
    ...(stop === undefined ? {} : { stop }),
  };
}

const noEnd = (limitMs: number): CaseEnd =>
  new CaseEnd('ERROR', { en: `no end after ${limitMs} ms`, ja: `${limitMs} ms以内に終わらなかった` });

/** The counters that the case spends or expects stand at their full number. */
async function requireFullCounters(definition: CaseDefinition, run: CaseRun): Promise<void> {
  for (const secret of Object.keys(definition.spends ?? {}) as SecretName[]) {
    const tries = await run.card.tries(secret);
    if (tries !== run.facts.tries[secret]) {
      throw new CaseEnd('INCONCLUSIVE', {
        en: `the ${secrets[secret].title.en} stands at ${tries} of ${run.facts.tries[secret]} tries`,
        ja: `${secrets[secret].title.ja}の残り回数が${tries}/${run.facts.tries[secret]}`,
      });
    }
  }
}

function untilAborted(signal: AbortSignal, run: () => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    run()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', onAbort));
  });
}
