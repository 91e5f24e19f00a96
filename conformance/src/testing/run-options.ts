import type { CaseDefinition } from '../engine/case.ts';
import { noOperator } from '../engine/operator.ts';
import type { RunClock } from '../engine/run-clock.ts';
import type { RunOptions } from '../engine/run-suite.ts';
import { defaultFloors } from '../engine/safety-plan.ts';
import type { Subject } from '../engine/subject.ts';
import { suiteIdentity } from '../engine/suite-identity.ts';

/** A clock that stands still; limits never pass by themselves. */
export const stillClock: RunClock = {
  now: () => Date.parse('2026-11-21T00:00:00Z'),
  monotonic: () => 0,
  after: () => () => {},
};

/** Options of a run, with everything that a test does not care about. */
export function runOptions(
  subject: Subject,
  cases: readonly CaseDefinition[],
  more: Partial<RunOptions> = {},
): RunOptions {
  return {
    id: 'TEST-1',
    cases,
    suite: suiteIdentity('0.0.0', cases),
    subject,
    selectors: [],
    secrets: {},
    allow: new Set(),
    floors: defaultFloors,
    operator: noOperator,
    clock: stillClock,
    environment: { operatingSystem: 'TEST', processor: 'TEST', runtime: 'TEST' },
    signal: new AbortController().signal,
    ...more,
  };
}

/** A case for tests of the engine: applies to every card and costs nothing unless told otherwise. */
export function testCase(more: Partial<CaseDefinition> & Pick<CaseDefinition, 'run'>): CaseDefinition {
  return {
    id: 'test/case',
    title: { en: 'TEST', ja: 'TEST' },
    requirement: { clause: 'TEST', text: { en: 'TEST', ja: 'TEST' }, basis: 'probe' },
    level: 'card',
    appliesTo: 'card',
    cost: 'none',
    ...more,
  };
}
