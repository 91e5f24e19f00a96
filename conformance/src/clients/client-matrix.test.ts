import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientCases } from '../cases/client/index.ts';
import { openClient } from '../drivers/client.ts';
import { type ClientSimulator, startClientSimulator } from '../drivers/client-simulator.ts';
import type { Mutant } from '../engine/kill-matrix.ts';
import { systemClock } from '../engine/run-clock.ts';
import { runSuite } from '../engine/run-suite.ts';
import type { Subject } from '../engine/subject.ts';
import type { KillMatrix } from '../result/result-schema.ts';
import { runOptions } from '../testing/run-options.ts';
import { clientMatrix } from './client-matrix.ts';
import { clientMutants, habitOf } from './client-mutants.ts';
import { launchReference } from './launch-reference.ts';

const kazashi = fileURLToPath(new URL('../../../bin/kazashi.ts', import.meta.url));
const clock = '2026-11-21T10:00:00+09:00';
let simulator: ClientSimulator;

const open = (mutant?: Mutant): Promise<Subject> =>
  openClient({
    address: 'client:reference',
    launch: launchReference(mutant === undefined ? undefined : habitOf(mutant.id)),
    simulator,
    clock,
  });

beforeAll(async () => {
  simulator = await startClientSimulator([process.execPath, '--import', 'tsx', kazashi], clock);
}, 60_000);
afterAll(() => simulator.close());

test('the reference client passes every case', async () => {
  const subject = await open();
  const result = await runSuite(runOptions(subject, clientCases, { clock: systemClock }));
  const others = result.cases.filter(({ verdict }) => verdict !== 'PASS');
  expect(others.map(({ id, verdict, reason }) => [id, verdict, reason?.en])).toEqual([]);
  expect(result.cases.length).toBeGreaterThanOrEqual(50);
}, 120_000);

describe('the kill matrix of clients', () => {
  let matrix: KillMatrix;
  beforeAll(async () => {
    const signal = new AbortController().signal;
    matrix = await clientMatrix({
      cases: clientCases,
      mutants: clientMutants,
      open,
      clock: systemClock,
      signal,
    });
  }, 300_000);

  test('leaves no mutant alive and no case idle', () => {
    expect([matrix.survivors, matrix.idleCases]).toEqual([[], []]);
  });

  test('has every case catch every habit that it names', () => {
    const promised = clientCases.flatMap(({ id, rules = [] }) => rules.map((rule) => `${rule} by ${id}`));
    const kept = matrix.mutants.flatMap(({ rule, killedBy }) => killedBy.map((id) => `${rule} by ${id}`));
    expect(promised.filter((promise) => !kept.includes(promise))).toEqual([]);
  });
});

test('every habit that a case names is one of a mutant', () => {
  const known = new Set(clientMutants.map(({ rule }) => rule));
  expect(clientCases.flatMap(({ rules = [] }) => rules).filter((rule) => !known.has(rule))).toEqual([]);
});
