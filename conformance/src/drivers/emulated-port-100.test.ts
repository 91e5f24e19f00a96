import { expect, test } from 'vitest';
import { port100Cases } from '../cases/port-100/index.ts';
import { killMatrix } from '../engine/kill-matrix.ts';
import { systemClock } from '../engine/run-clock.ts';
import { runSuite } from '../engine/run-suite.ts';
import { runOptions } from '../testing/run-options.ts';
import { emulatedMutants } from './emulated-card.ts';
import { emulatedPort100s, openEmulatedPort100 } from './emulated-port-100.ts';

const ofTheChip = async () => (await emulatedMutants()).filter(({ id }) => id.startsWith('port-100/'));

test('every case passes on the whole chip, and there are thirty at least', async () => {
  const subject = await openEmulatedPort100();
  const result = await runSuite(runOptions(subject, port100Cases));
  await subject.close();
  const others = result.cases.filter(({ verdict }) => verdict !== 'PASS');
  expect(others.map(({ id, verdict, reason }) => [id, verdict, reason?.en])).toEqual([]);
  expect(result.cases.length).toBeGreaterThanOrEqual(30);
});

test('every broken rule of the chip is noticed and every case notices one', async () => {
  const matrix = await killMatrix({
    cases: port100Cases,
    mutants: await ofTheChip(),
    variants: emulatedPort100s,
    clock: systemClock,
    signal: new AbortController().signal,
  });
  expect([matrix.survivors, matrix.idleCases]).toEqual([[], []]);
}, 60_000);

test('every rule that a case names is one of the chip', async () => {
  const known = new Set((await ofTheChip()).map(({ id }) => id));
  expect(port100Cases.flatMap(({ rules = [] }) => rules).filter((rule) => !known.has(rule))).toEqual([]);
});
