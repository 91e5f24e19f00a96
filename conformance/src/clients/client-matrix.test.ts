import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kazashiCommand } from '../../../test/kazashi-command.ts';
import { clientCases } from '../cases/client/index.ts';
import { openClient } from '../drivers/client.ts';
import { type ClientSimulator, startClientSimulator } from '../drivers/client-simulator.ts';
import type { Mutant } from '../engine/kill-matrix.ts';
import { systemClock } from '../engine/run-clock.ts';
import { runSuite } from '../engine/run-suite.ts';
import type { Subject } from '../engine/subject.ts';
import type { KillMatrix, Result } from '../result/result-schema.ts';
import { runOptions } from '../testing/run-options.ts';
import { clientMatrix } from './client-matrix.ts';
import { clientMutants, habitOf } from './client-mutants.ts';
import { launchReference } from './launch-reference.ts';

const clock = '2026-11-21T10:00:00+09:00';
let simulators: ClientSimulator[];
let results: Result['cases'];

const openOn =
  (simulator: ClientSimulator) =>
  (mutant?: Mutant): Promise<Subject> =>
    openClient({
      address: 'client:reference',
      launch: launchReference(mutant === undefined ? undefined : habitOf(mutant.id)),
      simulator,
      clock,
    });

beforeAll(async () => {
  simulators = await Promise.all([
    startClientSimulator(kazashiCommand, clock),
    startClientSimulator(kazashiCommand, clock),
  ]);
  const halves = simulators.map(async (simulator, half) => {
    const cases = clientCases.filter((_, index) => index % simulators.length === half);
    return runSuite(runOptions(await openOn(simulator)(), cases, { clock: systemClock }));
  });
  results = (await Promise.all(halves)).flatMap(({ cases }) => cases);
}, 180_000);
afterAll(() => Promise.all(simulators.map((simulator) => simulator.close())));

test('the reference client passes every case', () => {
  const others = results.filter(({ verdict }) => verdict !== 'PASS');
  expect(others.map(({ id, verdict, reason }) => [id, verdict, reason?.en])).toEqual([]);
  expect(results.length).toBeGreaterThanOrEqual(50);
});

describe('the kill matrix of clients', () => {
  let matrix: KillMatrix;
  const matrixOptions = () => ({
    mutants: clientMutants,
    benches: simulators.map(openOn),
    clock: systemClock,
    signal: new AbortController().signal,
  });
  beforeAll(async () => {
    const passed = new Set(results.flatMap(({ id, verdict }) => (verdict === 'PASS' ? [id] : [])));
    matrix = await clientMatrix({ ...matrixOptions(), cases: clientCases, passed });
  }, 300_000);

  test('runs the whole client first where nobody says what it passes', async () => {
    const cases = clientCases.filter(({ id }) => id.startsWith('client/contract/'));
    expect(cases.length).toBeGreaterThan(2);
    const mutants = clientMutants.filter(({ rule }) => cases.some(({ rules = [] }) => rules.includes(rule)));
    const own = await clientMatrix({ ...matrixOptions(), cases, mutants });
    const killed = matrix.mutants.flatMap((mutant) => {
      const killedBy = mutant.killedBy.filter((id) => cases.some((one) => one.id === id));
      return mutants.some(({ id }) => id === mutant.id) ? [[mutant.id, killedBy]] : [];
    });
    expect(own.mutants.map(({ id, killedBy }) => [id, killedBy])).toEqual(killed);
    expect(own.runs).toBeGreaterThan(cases.length);
  }, 60_000);

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
