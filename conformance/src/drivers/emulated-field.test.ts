import { expect, test } from 'vitest';
import { fieldLevelCases } from '../cases/iso14443/index.ts';
import { killMatrix } from '../engine/kill-matrix.ts';
import { systemClock } from '../engine/run-clock.ts';
import { runSuite } from '../engine/run-suite.ts';
import { runOptions } from '../testing/run-options.ts';
import { emulatedMutants } from './emulated-card.ts';
import { emulatedFields, openEmulatedField } from './emulated-field.ts';

const mutantsOfCards = async () => (await emulatedMutants()).filter(({ id }) => id.startsWith('picc/'));

test.each([
  ['the default card', {}],
  ['a card with other application data', { card: 'mynumber/contactless-41e0' }],
  ['a card with a licence and another seed', { card: 'mynumber/with-licence', seed: 7 }],
])('%s passes every case of the reader’s side', async (_, options) => {
  const subject = await openEmulatedField(options);
  const result = await runSuite(runOptions(subject, fieldLevelCases));
  await subject.close();
  const others = result.cases.filter(({ verdict }) => verdict !== 'PASS');
  expect(others.map(({ id, verdict, reason }) => [id, verdict, reason?.en])).toEqual([]);
});

test('every rule of cards in a field is noticed when it is broken, and every case notices those that it names', async () => {
  const mutants = await mutantsOfCards();
  const matrix = await killMatrix({
    cases: fieldLevelCases,
    mutants,
    variants: emulatedFields,
    clock: systemClock,
    signal: new AbortController().signal,
  });
  expect(mutants.length).toBeGreaterThan(70);
  expect([matrix.survivors, matrix.idleCases]).toEqual([[], []]);
  const promised = fieldLevelCases.flatMap(({ id, rules = [] }) => rules.map((rule) => `${rule} by ${id}`));
  const kept = matrix.mutants.flatMap(({ rule, killedBy }) => killedBy.map((id) => `${rule} by ${id}`));
  expect(promised.filter((promise) => !kept.includes(promise))).toEqual([]);
}, 120_000);

test('every rule that a case of a field names is one of the simulator', async () => {
  const mutants = await mutantsOfCards();
  const named = fieldLevelCases.flatMap(({ rules = [] }) => rules);
  expect(named.filter((rule) => !mutants.some(({ id }) => id === rule))).toEqual([]);
});

test('evidence names each frame and covers the value of a PIN', async () => {
  const once = fieldLevelCases.filter(({ id }) => id === 'iso14443-picc/once/answer-lost');
  const subject = await openEmulatedField();
  const result = await runSuite(runOptions(subject, once));
  await subject.close();
  const [{ exchanges }] = result.cases as [(typeof result.cases)[0]];
  expect(exchanges.slice(0, 2).map(({ name }) => name)).toEqual(['WUPB', 'ATTRIB']);
  const verify = exchanges.find(({ command }) => command.startsWith('020020008004'))!;
  expect(verify).toMatchObject({
    name: 'I-block 0',
    masked: 'secret',
    command: `020020008004${'**'.repeat(6)}`,
  });
  expect(JSON.stringify(result)).not.toMatch(/3132 ?3335/);
});
