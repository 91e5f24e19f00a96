import { beforeAll, describe, expect, test } from 'vitest';
import { statusCases } from '../cases/status/index.ts';
import { killMatrix } from '../engine/kill-matrix.ts';
import { systemClock } from '../engine/run-clock.ts';
import { runSuite } from '../engine/run-suite.ts';
import type { KillMatrix } from '../result/result-schema.ts';
import { runOptions } from '../testing/run-options.ts';
import { emulatedMutants } from './emulated-card.ts';
import { emulatedStatusVariants, openEmulatedStatus } from './emulated-status.ts';

test('the simulated services pass every case', async () => {
  const subject = await openEmulatedStatus();
  const result = await runSuite(runOptions(subject, statusCases, { clock: systemClock }));
  await subject.close();
  const others = result.cases.filter(({ verdict }) => verdict !== 'PASS');
  expect(others.map(({ id, verdict, reason }) => [id, verdict, reason?.en])).toEqual([]);
  expect(result.cases.length).toBeGreaterThanOrEqual(50);
}, 60_000);

describe('the kill matrix of status services', () => {
  let matrix: KillMatrix;
  beforeAll(async () => {
    const mutants = (await emulatedMutants()).filter(({ area }) => area === 'status');
    matrix = await killMatrix({
      cases: statusCases,
      mutants,
      variants: emulatedStatusVariants,
      clock: systemClock,
      signal: new AbortController().signal,
    });
  }, 300_000);

  test('leaves no broken rule unseen and no case idle', () => {
    expect([matrix.survivors, matrix.idleCases]).toEqual([[], []]);
  });

  test('has every case catch every rule that it names', () => {
    const promised = statusCases.flatMap(({ id, rules = [] }) => rules.map((rule) => `${rule} by ${id}`));
    const kept = matrix.mutants.flatMap(({ rule, killedBy }) => killedBy.map((id) => `${rule} by ${id}`));
    expect(promised.filter((promise) => !kept.includes(promise))).toEqual([]);
  });
});
