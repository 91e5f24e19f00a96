import { expect, test } from 'vitest';
import { defineCase } from '../engine/case.ts';
import { testCase } from '../testing/run-options.ts';
import { cases } from './index.ts';
import { suites } from './suites.ts';

test('no two cases share an id', () => {
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
});

test('suites and groups do not share a name', () => {
  const groups = new Set(cases.map(({ id }) => id.split('/')[0]));
  expect(suites.filter(({ id }) => groups.has(id))).toEqual([]);
});

test('every title and requirement is told in Japanese too', () => {
  const japanese = /[\u3040-\u30ff\u4e00-\u9fff]/;
  const told = cases.filter(
    ({ title, requirement }) => japanese.test(title.ja) && japanese.test(requirement.text.ja),
  );
  expect(cases.filter((definition) => !told.includes(definition)).map(({ id }) => id)).toEqual([]);
});

test.each([
  ['an id without area', { id: 'select' }],
  ['an id in upper case', { id: 'card/Select' }],
  ['a cost of tries that names no secret', { cost: 'spends-tries' as const }],
  ['tries spent at no cost', { spends: { 'text/pin': 1 } as const }],
])('%s is refused', (_, more) => {
  expect(() => defineCase(testCase({ run: async () => {}, ...more }))).toThrow(
    expect.objectContaining({ code: 'case/invalid' }),
  );
});
