import { expect, test } from 'vitest';
import { type IcsFile, icsOf } from '../result/ics-schema.ts';
import { answeringSubject } from '../testing/answering-subject.ts';
import { runOptions, testCase } from '../testing/run-options.ts';
import { contradictions, declarable, requireKnown } from './claims.ts';
import { runSuite } from './run-suite.ts';

const ics = (items: IcsFile['items']) =>
  icsOf({ ics: 1, declaredBy: 'TEST Ltd.', declaredOn: '2026-11-20', items }, 'test.yaml', '0'.repeat(64));
const wanting = (id: string, appliesTo: string) =>
  testCase({ id, appliesTo, run: async ({ card }) => void (await card.expect('00 84', '9000')) });
const cases = [
  wanting('test/a', 'jpki & bench-hand'),
  wanting('test/b', 'text'),
  wanting('test/c', 'text | juki'),
];
const subject = answeringSubject('9000', {
  facts: { ...answeringSubject('').facts, capabilities: new Set(['card', 'text']) },
});

test('with an ICS the cases follow it, and each says which item decided, who declared it and when', async () => {
  const declared = ics({
    jpki: 'yes',
    text: { supported: 'no', declaredBy: 'Hanako TEST', declaredOn: '2026-11-01' },
    juki: true,
  });
  const result = await runSuite(runOptions(subject, cases, { ics: declared }));
  expect(result.cases.map(({ verdict, applicability }) => [verdict, applicability.because.en])).toEqual([
    ['NOT APPLICABLE', 'bench-hand=no (the bench)'],
    ['NOT APPLICABLE', 'text=no (ICS, Hanako TEST, 2026-11-01)'],
    ['PASS', 'juki=yes (ICS, TEST Ltd., 2026-11-20)'],
  ]);
  expect(result.ics).toMatchObject({ file: 'test.yaml', contradictions: ['jpki', 'juki', 'text'] });
});

test('without an ICS what was read counts, and each case says so', async () => {
  const { cases: results } = await runSuite(runOptions(subject, cases));
  expect(results.map(({ applicability }) => applicability.because)).toMatchObject([
    { en: expect.stringMatching(/^jpki=no/) },
    { en: 'text=yes (read from the subject, or assumed)', ja: 'text=yes(対象から読み取り、または仮定)' },
    { en: expect.stringMatching(/^text=yes/) },
  ]);
});

test('an item that decides about a selected case and nobody declared is named, with who needs it', async () => {
  const run = (items: IcsFile['items'], selected = cases) =>
    runSuite(runOptions(subject, selected, { ics: ics(items) }));
  await expect(run({ jpki: true })).rejects.toMatchObject({
    code: 'ics/missing',
    words: {
      en: 'test.yaml does not declare what decides about selected cases. Add under items, with yes or no for each:\n  juki: ?  # test/c\n  text: ?  # test/b and 1 more',
      ja: 'test.yamlに、選択したケースの要否を決める項目の宣言がない。itemsの下に次を加え、yesかnoを記すこと:\n  juki: ?  # test/c\n  text: ?  # test/bほか1件',
    },
  });
  expect((await run({ jpki: true }, cases.slice(0, 1))).sealed).toBe(true);
});

test('an item that cannot decide need not be declared', async () => {
  // text | juki is decided by text; jpki & bench-hand by the bench, which has no hand.
  const { cases: results } = await runSuite(runOptions(subject, cases, { ics: ics({ text: true }) }));
  expect(results.map(({ verdict }) => verdict)).toEqual(['NOT APPLICABLE', 'PASS', 'PASS']);
  expect(results[0]!.reason!.en).toBe('bench-hand=no (the bench)');
});

test('an item that no case asks for is named with the nearest one', () => {
  expect(() => requireKnown(ics({ jpki: true, txet: true }), cases)).toThrow(
    expect.objectContaining({ code: 'ics/unknown', message: expect.stringContaining('nearest: text') }),
  );
});

test('what only the bench knows is not for a supplier to declare', () => {
  expect(declarable(cases)).toEqual(['jpki', 'juki', 'text']);
});

test('with a profile every item can contradict it, without one only what was read', () => {
  const declared = ics({ text: true, 'chaining-6884': true, contact: true });
  const asking = [{ appliesTo: 'text & chaining-6884' }];
  expect(contradictions({ ...subject.facts, profile: 'x' }, declared, asking)).toEqual(['chaining-6884']);
  expect(contradictions(subject.facts, declared, asking)).toEqual([]);
});
