import { afterAll, beforeAll, expect, test } from 'vitest';
import { kazashiCommand } from '../../../test/kazashi-command.ts';
import { statusCases } from '../cases/status/index.ts';
import { systemClock } from '../engine/run-clock.ts';
import { runSuite } from '../engine/run-suite.ts';
import { runOptions } from '../testing/run-options.ts';
import { type ClientSimulator, startClientSimulator } from './client-simulator.ts';
import { openStatus } from './status.ts';

let simulator: ClientSimulator;

beforeAll(async () => {
  simulator = await startClientSimulator(kazashiCommand, '2026-11-21T10:00:00+09:00');
}, 60_000);
afterAll(() => simulator.close());

const control = () => ({ url: simulator.control, token: simulator.token });

test('services over HTTP with their simulator as bench hand pass every case', async () => {
  const subject = await openStatus({ url: simulator.status, control: control() });
  expect(subject.proof).toMatchObject({ method: 'nonce', reader: simulator.status });
  const result = await runSuite(runOptions(subject, statusCases, { clock: systemClock }));
  const others = result.cases.filter(({ verdict }) => verdict !== 'PASS');
  expect(others.map(({ id, verdict, reason }) => [id, verdict, reason?.en])).toEqual([]);
}, 60_000);

test('without a bench hand a service is real, and judged by what needs no certificate', async () => {
  const subject = await openStatus({ url: `${simulator.status}/ocsp/signature` });
  expect(subject.proof).toEqual({ method: 'none' });
  const result = await runSuite(runOptions(subject, statusCases, { clock: systemClock }));
  expect(result.summary).toMatchObject({ PASS: 12, 'NOT APPLICABLE': statusCases.length - 12 });
});

test('a control API that has not heard of our question is nobody’s bench hand', async () => {
  const other = simulator.env.KAZASHI_STATUS!;
  const subject = await openStatus({ url: `${other}/ocsp/authentication-current`, control: control() });
  expect([subject.proof, subject.benchHand]).toEqual([{ method: 'none' }, undefined]);
});

test('an address where nobody answers is told as such', async () => {
  await expect(openStatus({ url: 'http://127.0.0.1:1', control: control() })).rejects.toMatchObject({
    code: 'status/unreachable',
  });
});
