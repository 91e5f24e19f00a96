import { expect, test } from 'vitest';
import { hex } from '../codec/hex.ts';
import { rules } from '../rules/rule-set.ts';
import { TestField } from '../test-field.ts';
import { blockKills } from '../test-picc-block-kills.ts';
import { initialisationKills } from '../test-picc-initialisation-kills.ts';
import { pupi } from '../test-picc-kill.ts';

const kills = [...initialisationKills, ...blockKills];

test.each(kills.map((kill) => [kill.rule, kill] as const))(
  'a card that breaks %s is told from a whole one',
  async (rule, { ask, options, whole, broken }) => {
    const made = { ...options, typeB: { pupi: hex(pupi), ...options?.typeB } };
    expect(await ask(await TestField.withCard(made))).toBe(whole);
    expect(await ask(await TestField.withCard({ ...made, mutants: [rule] }))).toBe(broken);
    expect(broken).not.toBe(whole);
  },
);

test('no rule of cards in a field is without such a difference, and none has two lines', () => {
  const all = rules.flatMap(({ id }) => (id.startsWith('picc/') ? [id] : []));
  expect(kills.map(({ rule }) => rule).toSorted()).toEqual(all.toSorted());
});
