import { expect, test } from 'vitest';
import { cases } from '../cases/index.ts';
import { coverageLines, listRequirements } from '../cli/listings.ts';
import { testCase } from '../testing/run-options.ts';
import { coverageOf, requirementCatalogue, topicOf } from './catalogue.ts';
import type { Topic } from './topic.ts';
import { topics } from './topics.ts';

const catalogue = requirementCatalogue(cases, topics);

test('every requirement has a case', () => {
  expect(coverageOf(catalogue).uncovered).toEqual([]);
});

test('every case is about one requirement of the catalogue and belongs to a topic', () => {
  expect(cases.filter(({ id }) => topicOf(id, topics) === undefined).map(({ id }) => id)).toEqual([]);
  expect(catalogue.flatMap((row) => row.cases).sort()).toEqual(cases.map(({ id }) => id).sort());
});

test('no two requirements share an id, and none says in one language what another says in both', () => {
  expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
  const both = new Map<string, string>();
  for (const { text } of catalogue) {
    expect(both.get(text.en) ?? text.ja, text.en).toBe(text.ja);
    both.set(text.en, text.ja);
  }
});

test('a topic that no case is about is shown as a requirement without a case', () => {
  const { requirement } = testCase({ run: async () => {} });
  const text = { en: 'Nobody asks', ja: '未検査' };
  const wanted: Topic[] = [
    { id: 'test/asked', text, source: 'TEST', cases: ['test/'] },
    { id: 'test/unasked', text, source: 'TEST 2', cases: ['other/'] },
  ];
  const rows = requirementCatalogue([testCase({ run: async () => {} })], wanted);
  expect(rows).toEqual([
    { id: 'test/case', ...requirement, topic: 'test/asked', cases: ['test/case'] },
    { id: 'test/unasked', text, clause: 'TEST 2', topic: 'test/unasked', cases: [] },
  ]);
  expect(coverageOf(rows)).toMatchObject({ requirements: 1, cases: 1, uncovered: ['test/unasked'] });
});

test('the list ends with the coverage, by topic and by basis', () => {
  const lines = coverageLines('en');
  expect(lines.at(-1)).toBe('every requirement has a case');
  expect(lines.join('\n')).toMatch(/probe +\d+ requirements, +\d+ cases/);
  expect(lines.join('\n')).toMatch(/card\/open-points +\d+ requirements, +\d+ cases/);
  expect(listRequirements()).toHaveLength(catalogue.length);
  expect(listRequirements().every(({ cases: about }) => Array.isArray(about) && about.length > 0)).toBe(true);
});
