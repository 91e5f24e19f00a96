import { describe, expect, test } from 'vitest';
import { RuleSet, ruleById, rules } from './rule-set.ts';

describe.each(rules.filter(({ id }) => id.includes('/')))('$id', (rule) => {
  test('is a rule and its breach in words, in English and Japanese, with source and basis', () => {
    expect(rule.id).toMatch(/^[a-z][a-z0-9-]*\/[a-z0-9-]+$/);
    expect(rule.text.en).toMatch(/^[A-Z0-9].*[^.]$/);
    expect(rule.text.ja).toMatch(/[ぁ-ん]/);
    expect(rule.source).toMatch(
      /^(?:ISO\/IEC|JICSAP|PC\/SC|RFC \d|X\.509|PN532 user manual|(?:jpki-card|phone-wallet|nfc-readers) reference)/,
    );
    expect(['standard', 'probe', 'code', 'guide', 'inferred']).toContain(rule.basis);
    expect(rule.mutant).not.toBe('');
    expect(ruleById(rule.id)).toBe(rule);
  });
});

test('rule ids are unique', () => {
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
});

test('all rules hold but the ones that are broken', () => {
  expect(rules.every(({ id }) => new RuleSet().holds(id as never))).toBe(true);
  const set = new RuleSet(['verify/blocks-at-zero', 'read/le-needed']);
  expect(rules.filter(({ id }) => !set.holds(id as never)).map(({ id }) => id)).toEqual([
    'read/le-needed',
    'verify/blocks-at-zero',
  ]);
  expect([...set.broken]).toEqual(['verify/blocks-at-zero', 'read/le-needed']);
});

test('an id that is no rule cannot be broken', () => {
  expect(() => new RuleSet(['verify/blocks-at-one'])).toThrow(
    expect.objectContaining({ code: 'rules/unknown' }),
  );
  expect(ruleById('toString')).toBeUndefined();
});
