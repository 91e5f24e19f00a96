import { expect, test } from 'vitest';
import { pn532Cases } from '../cases/pn532/index.ts';
import { killMatrix } from '../engine/kill-matrix.ts';
import { systemClock } from '../engine/run-clock.ts';
import { emulatedMutants } from './emulated-card.ts';
import { emulatedPn532s } from './emulated-pn532.ts';

test('there are at least fifty cases, each for a rule of the chip', () => {
  expect(pn532Cases.length).toBeGreaterThanOrEqual(50);
  expect(pn532Cases.filter(({ rules = [] }) => rules.length === 0)).toEqual([]);
});

test('every case passes on a whole chip and kills what it names, and no mutant survives', {
  timeout: 120_000,
}, async () => {
  const mutants = (await emulatedMutants()).filter(({ id }) => id.startsWith('pn532/'));
  const matrix = await killMatrix({
    cases: pn532Cases,
    mutants: mutants.map((mutant) => ({ ...mutant, area: 'pn532' })),
    variants: emulatedPn532s,
    clock: systemClock,
    signal: new AbortController().signal,
  });
  expect(matrix.survivors).toEqual([]);
  expect(matrix.idleCases).toEqual([]);
  const killers = new Map(matrix.mutants.map(({ id, killedBy }) => [id, new Set(killedBy)]));
  const missed = pn532Cases.flatMap(({ id, rules = [] }) =>
    rules.filter((rule) => !killers.get(rule)?.has(id)).map((rule) => `${id} does not notice ${rule}`),
  );
  expect(missed).toEqual([]);
});
