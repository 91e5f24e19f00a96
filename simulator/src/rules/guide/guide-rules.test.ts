import { defaultLifecycleSwitches, phoneProfiles } from '@kazashi/profiles';
import { expect, test } from 'vitest';
import { type GuideRule, guideMachines, guideRulesOf } from './guide-rule.ts';
import { type GuideRuleId, guideRules } from './guide-rules.ts';

const rules: readonly GuideRule[] = Object.values(guideRules);

/** As section 6.1 of the phone-wallet reference numbers them; gaps are its own. */
const guideIds = `
  L-01 L-02 L-03 L-04 L-05 L-06 L-07 L-08 L-09
  L-10 L-11 L-12 L-13 L-14 L-15 L-16 L-17
  L-20 L-21 L-22 L-23 L-24 L-25 L-26 L-27 L-28 L-29
  L-30 L-31
  L-40 L-41 L-42 L-43
  L-50 L-51
  L-60 L-61 L-62 L-63
  L-70 L-71 L-72 L-73 L-74
  L-80 L-81 L-82 L-83 L-84
  L-90 L-91 L-92
  L-100 L-101 L-102 L-103 L-104 L-105 L-106 L-107 L-108
`
  .trim()
  .split(/\s+/);
/** Section 6.3: those that hold by default. */
const refinementIds = ['E-01', 'E-02', 'E-04', 'E-05', 'E-07', 'E-08', 'E-09', 'E-11', 'E-13'];

test('every rule of the guides is there once, in the order of the numbers', () => {
  expect(rules.map(({ id }) => id)).toEqual([...guideIds, ...refinementIds]);
  expect(Object.keys(guideRules)).toEqual(rules.map(({ id }) => id));
});

test('every rule is a full sentence in both languages, and no two say the same', () => {
  for (const { id, text } of rules) {
    expect([id, text.en]).toEqual([id, expect.stringMatching(/^[A-Z].*\.$/s)]);
    expect([id, text.ja]).toEqual([id, expect.stringMatching(/[\u3041-\u309f].*。$/s)]);
    // Japanese in English text stands only for the name of a thing, in brackets.
    expect([id, text.en.replace(/\([^)]*\)/g, '')]).toEqual([id, expect.stringMatching(/^[\x20-\x7e]+$/)]);
  }
  expect(new Set(rules.flatMap(({ text }) => [text.en, text.ja])).size).toBe(2 * rules.length);
});

test('every rule names its document, edition and heading, and is decided by a machine', () => {
  for (const { id, source, document: named, edition, heading, machine, basis } of rules) {
    expect(heading).not.toBe('');
    expect(edition).not.toBe('');
    expect(source).toBe(`${named}, ${edition}, ${heading}`);
    expect(guideMachines).toContain(machine);
    expect(basis).toBe('guide');
    const document = {
      L: Number(id.slice(2)) < 90 ? 'guide for holders' : 'FAQ for facilities',
      E: 'phone-wallet reference, 6.3',
    }[id.slice(0, 1)]!;
    expect([id, source.startsWith(document)]).toEqual([id, true]);
  }
});

test('every mutant is another', () => {
  const mutants = rules.map(({ mutant }) => mutant);
  for (const mutant of mutants) expect(mutant.split(' ').length).toBeGreaterThanOrEqual(6);
  expect(new Set(mutants).size).toBe(mutants.length);
});

test('a switch that a rule names is one of the lifecycle', () => {
  for (const rule of rules) {
    if ('switch' in rule) expect(Object.keys(defaultLifecycleSwitches)).toContain(rule.switch);
  }
});

test('what the holder does in each step of a phone is a rule about enrolment of its platform', () => {
  expect(phoneProfiles.size).toBeGreaterThan(0);
  for (const phone of phoneProfiles.values()) {
    for (const { rule } of phone.steps) {
      expect(rule).toMatch(phone.platform === 'android' ? /^L-1[0-7]$/ : /^L-2[0-9]$/);
      const found = guideRules[rule as GuideRuleId];
      expect(['enrolment', 'secret', 'walletDocument']).toContain(found.machine);
    }
  }
});

test('a rule without switch has no such key', () => {
  const made = guideRulesOf(
    { document: 'TEST guide', edition: 'first' },
    {
      'L-01': ['A.', 'あ。', '1-A', 'desk', 'nothing happens'],
      'L-02': ['B.', 'い。', '1-B', 'desk', 'something happens', 'phoneResume'],
    },
  );
  expect(Object.keys(made['L-01'])).not.toContain('switch');
  expect(made['L-02']).toEqual({
    id: 'L-02',
    text: { en: 'B.', ja: 'い。' },
    source: 'TEST guide, first, 1-B',
    document: 'TEST guide',
    edition: 'first',
    basis: 'guide',
    mutant: 'something happens',
    machine: 'desk',
    heading: '1-B',
    switch: 'phoneResume',
  });
});
