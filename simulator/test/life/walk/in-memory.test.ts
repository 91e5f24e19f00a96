import { describe, expect, test } from 'vitest';
import { worldEvents } from '../../../src/desk/world-events.ts';
import type { RuleId } from '../../../src/rules/rule-set.ts';
import { walk } from './walk.ts';

const timeout = 150_000;

describe('random walks through the life of two persons, five phones and an account', () => {
  test.each([1000, 2000, 3000, 4000])(
    'break nothing that always holds: 42,000 steps from seed %i',
    async (seed) => {
      const { failure, steps, taken } = await walk({ seed, steps: 42_000 });
      expect(failure && `${failure.message}\n${failure.scenario}`).toBeUndefined();
      expect(steps).toBeGreaterThanOrEqual(42_000);
      // A walk in which hardly anything is taken shows little.
      expect([...taken.values()].reduce((sum, times) => sum + times)).toBeGreaterThan(steps / 10);
      const never = worldEvents.map(({ type }) => type).filter((type) => !taken.has(type));
      expect(never.filter((type) => !neverTaken.has(type))).toEqual([]);
    },
    timeout,
  );
});

/** Refused whatever happens, unless a switch or a broken rule lets them. */
const neverTaken: ReadonlySet<string> = new Set(['facilityApp.resetPassword', 'portal.initialiseSecret']);

describe('a broken rule', () => {
  test.each<readonly [RuleId, string]>([
    ['desk/hold-signature-final', 'L-82'],
    ['L-83', 'L-82'],
    ['L-31', 'L-31'],
    ['L-42', 'L-42'],
    ['L-07', 'L-07'],
    ['phone/not-before-registration', 'L-17'],
    ['phone/own-certificates', 'L-17'],
    ['phone/locked-silent', 'L-17'],
    ['desk/hold-hides-from-card', 'L-17'],
    ['ocsp/hold-told', 'ocsp/at-once'],
    ['crl/daily', 'crl/daily'],
  ])(
    '%s is noticed by what always holds',
    async (mutant, rule) => {
      const { failure } = await walk({ seed: 1, steps: 40_000, mutants: [mutant], shrink: false });
      expect(failure?.rule).toBe(rule);
    },
    timeout,
  );
});
