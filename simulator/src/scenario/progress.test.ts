import { type Scenario, scenarios } from '@kazashi/profiles/scenarios';
import { expect, test } from 'vitest';
import type { Change, Json, Store } from '../store/store.ts';
import { StepStore } from './progress.ts';

const scenario = scenarios.get('android-in-hours')!.scenario;

/** A store that keeps every commit. */
function recording(found: Readonly<Record<string, Json>> = {}) {
  const commits: Record<string, Json | null>[] = [];
  const entries = new Map(Object.entries(found));
  const store: Store = {
    entries,
    commit(change: Change) {
      commits.push(Object.fromEntries(change));
      for (const [key, value] of change) if (value !== null) entries.set(key, value);
      return undefined;
    },
    close: async () => {},
  };
  return { store, commits };
}

test('what a step changes and that it is done are one transaction', async () => {
  const { store, commits } = recording();
  const steps = new StepStore(store);
  steps.commit(new Map([['a', 1]]));
  steps.commit(
    new Map<string, Json | null>([
      ['a', 2],
      ['b', null],
    ]),
  );
  expect(commits).toEqual([]);
  await steps.done(scenario, 3);
  expect(commits).toEqual([
    { a: 2, b: null, scenario: { id: 'android-in-hours', step: 3, digest: expect.any(String) } },
  ]);
  expect(new StepStore(store).stepsDone(scenario)).toBe(3);
});

test('the world does not see how far the scenario is', async () => {
  const { store } = recording();
  await new StepStore(store).done(scenario, 0);
  expect([...new StepStore(store).entries]).toEqual([]);
});

test('an empty store begins at the start', () => {
  expect(new StepStore(recording().store).stepsDone(scenario)).toBeUndefined();
});

const edited = (change: Partial<Scenario>): Scenario => ({ ...scenario, ...change });

test('later steps and notes may be edited, steps already played may not', async () => {
  const { store } = recording();
  await new StepStore(store).done(scenario, 2);
  const [first, second, ...others] = scenario.steps;
  const reopened = new StepStore(store);
  expect(reopened.stepsDone(edited({ steps: [first!, second!, ...others.slice(3)] }))).toBe(2);
  expect(reopened.stepsDone(edited({ steps: [{ ...first!, note: { en: 'x', ja: 'x' } }, second!] }))).toBe(2);
  const other = edited({ steps: [second!, first!, ...others] });
  expect(() => reopened.stepsDone(other)).toThrow(expect.objectContaining({ code: 'usage/scenario-state' }));
  const later = edited({ start: { ...scenario.start, seed: 2 } });
  expect(() => reopened.stepsDone(later)).toThrow(expect.objectContaining({ code: 'usage/scenario-state' }));
});

test.each([
  ['another scenario', { scenario: { id: 'child', step: 0, digest: '' } }],
  ['a world without scenario', { 'card/1/facts': {} }],
])('a store with %s is refused', (_what, found) => {
  const open = () => new StepStore(recording(found).store).stepsDone(scenario);
  expect(open).toThrow(expect.objectContaining({ code: 'usage/scenario-state' }));
});
