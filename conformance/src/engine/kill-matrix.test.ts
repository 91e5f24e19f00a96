import { expect, test } from 'vitest';
import { stillClock, testCase } from '../testing/run-options.ts';
import { joinMatrices, killMatrix, type Mutant, mutantsInScope, soleKillers } from './kill-matrix.ts';
import type { Subject } from './subject.ts';

const text = { en: 'TEST', ja: 'TEST' };
const mutant = (id: string, area: string): Mutant => ({ id, area, rule: id, text });
const mutants = [mutant('a/rule', 'a'), mutant('a/other', 'a'), mutant('b/rule', 'b')];

const passing = async ({ check }: Parameters<Parameters<typeof testCase>[0]['run']>[0]): Promise<void> =>
  check.that(text, true, 'x', 'x');
const one = testCase({ id: 'a/one', rules: ['a/rule'], run: passing });
const two = testCase({ id: 'a/two', run: passing });
const other = testCase({ id: 'b/one', cause: 'b/rule', run: passing });

test.each([
  ['every case', [one, two, other], ['a/rule', 'a/other', 'b/rule']],
  ['all cases of an area', [one, two], ['a/rule', 'a/other']],
  ['a part of one', [one], ['a/rule']],
  ['a part that names nothing', [two], []],
])('%s has its mutants in scope', (_, selected, expected) => {
  expect(mutantsInScope(mutants, selected, [one, two, other]).map(({ id }) => id)).toEqual(expected);
});

test('a mutant is judged by the cases of its area and by those that name it', async () => {
  const judged: string[] = [];
  const open = async (broken: Mutant | undefined): Promise<Subject> => ({
    address: 'test:subject',
    title: 'TEST',
    level: 'card',
    proof: { method: 'in-process' },
    facts: { profile: undefined, capabilities: new Set(['card']), tries: {} as Subject['facts']['tries'] },
    reset: async () => Uint8Array.of(0x3b),
    transmit: async () => {
      judged.push(broken?.id ?? 'whole');
      return Uint8Array.of(broken === undefined ? 0x90 : 0x6d, 0x00);
    },
    close: async () => {},
  });
  const sends: typeof passing = async ({ card }) => void (await card.expect('00 84', '9000'));
  const matrix = await killMatrix({
    cases: [
      testCase({ id: 'a/one', run: sends }),
      testCase({ id: 'b/naming', rules: ['a/rule'], run: sends }),
      testCase({ id: 'b/idle', run: passing }),
    ],
    mutants: [mutant('a/rule', 'a'), mutant('a/other', 'a')],
    variants: [open],
    clock: stillClock,
    signal: new AbortController().signal,
  });
  expect(matrix.mutants.map(({ id, killedBy }) => [id, killedBy])).toEqual([
    ['a/rule', ['a/one', 'b/naming']],
    ['a/other', ['a/one']],
  ]);
  expect(judged).toEqual(['whole', 'whole', 'a/rule', 'a/rule', 'a/other']);
  expect(matrix).toMatchObject({ survivors: [], idleCases: ['b/idle'] });
});

test('parts of a matrix are joined in the order of the mutants, and a case is idle only when it is in all', () => {
  const part = (id: string, killedBy: string[], idleCases: string[]) => ({
    mutants: [{ ...mutant(id, 'a'), killedBy }],
    survivors: killedBy.length === 0 ? [id] : [],
    idleCases,
    runs: 2,
    durationMs: 5,
  });
  const joined = joinMatrices(
    [part('a/other', ['a/two'], ['a/one', 'b/one']), part('a/rule', [], ['a/one', 'a/two', 'b/one'])],
    mutants,
    7,
  );
  expect(joined.mutants.map(({ id }) => id)).toEqual(['a/rule', 'a/other']);
  expect(joined).toMatchObject({
    survivors: ['a/rule'],
    idleCases: ['a/one', 'b/one'],
    runs: 4,
    durationMs: 7,
  });
});

test('a sole killer is the only one to notice some mutant, whatever else it notices', () => {
  const killed = (...killedBy: string[]) => ({ ...mutant('a/rule', 'a'), killedBy });
  expect(
    soleKillers({ mutants: [killed('a/one'), killed('a/one', 'a/two'), killed('a/two', 'b/one'), killed()] }),
  ).toEqual(['a/one']);
});
