import { describe, expect, test } from 'vitest';
import type { AnyMachineSnapshot, EventObject } from 'xstate';
import {
  adjacencyMapToArray,
  createTestModel,
  getAdjacencyMap,
  getShortestPaths,
  type PathGenerator,
  type StatePath,
  type TraversalOptions,
} from 'xstate/graph';
import { type ModelledMachine, modelledMachines } from './modelled-machines.ts';
import { arrowAtStart, arrowName, arrowsOf, arrowTaken } from './transitions.ts';

type Paths = PathGenerator<AnyMachineSnapshot, EventObject, unknown>;
type Path = StatePath<AnyMachineSnapshot, EventObject>;

const stateText = ({ value, context }: { readonly value: unknown; readonly context: unknown }): string =>
  JSON.stringify([value, context]);

/** To every state by the shortest way, and from there once by every event, those included that it does not take. */
const everyEventInEveryState: Paths = (logic, options) => {
  const shortest = new Map(getShortestPaths(logic, options).map((path) => [stateText(path.state), path]));
  return adjacencyMapToArray(getAdjacencyMap(logic, options)).map(({ state, event, nextState }): Path => {
    const { steps, weight } = shortest.get(stateText(state))!;
    return { state: nextState, steps: [...steps, { event, state: nextState }], weight: weight + 1 };
  });
};

/** The paths through a machine, each with the policy it is walked under. */
function pathsOf({ definition, policies, events }: ModelledMachine) {
  return policies.flatMap((policy) => {
    const options = { input: policy, events, serializeState: stateText } as TraversalOptions<
      AnyMachineSnapshot,
      EventObject,
      unknown
    >;
    const model = createTestModel(definition);
    return model.getPaths(everyEventInEveryState, options).map((path) => ({ policy, path }));
  });
}

interface StateConfig {
  readonly after?: unknown;
  readonly invoke?: unknown;
  readonly states?: Readonly<Record<string, StateConfig>>;
}

const everyState = (config: StateConfig): StateConfig[] => [
  config,
  ...Object.values(config.states ?? {}).flatMap(everyState),
];

describe.each(modelledMachines)('$id', (machine) => {
  const { definition } = machine;
  const paths = pathsOf(machine);

  test('has neither "after" nor "invoke": time comes as an event, and nothing runs inside', () => {
    for (const state of everyState(definition.config as StateConfig)) {
      expect(state.after).toBeUndefined();
      expect(state.invoke).toBeUndefined();
    }
  });

  test('is walked along every arrow, and every guard lets pass and refuses', () => {
    const walked = new Set<string>();
    const refused = new Set<string>();
    const arrows = arrowsOf(definition);
    for (const { path } of paths) {
      const start = arrowAtStart(definition, String(path.steps[0]!.state.value));
      if (start !== undefined) walked.add(arrowName(start));
      for (const [i, { event }] of path.steps.entries()) {
        const before = path.steps[i - 1]?.state;
        if (before === undefined) continue;
        const taken = arrowTaken(before, event);
        if (taken !== undefined) walked.add(arrowName(taken));
        for (const arrow of arrows) {
          if (arrow.source !== before.value || arrow.event !== event.type) continue;
          if (taken === undefined || arrowName(arrow) !== arrowName(taken)) refused.add(arrowName(arrow));
        }
      }
    }
    expect([...walked].sort()).toEqual(arrows.map(arrowName).sort());
    const guarded = arrows.filter(({ guard, event }) => guard !== null && event !== 'always');
    expect(guarded.map(arrowName).filter((name) => !refused.has(name))).toEqual([]);
  });

  test('does at work what its definition says, on every path and over a restart before each step', async () => {
    expect(paths.length).toBeGreaterThan(1);
    const settled = (value: object): unknown => JSON.parse(JSON.stringify(value));
    for (const { policy, path } of paths) {
      let instance = machine.instance(policy);
      const walk = ({
        event,
        state,
      }: {
        readonly event: EventObject;
        readonly state: AnyMachineSnapshot;
      }) => {
        if (event.type === 'xstate.init') return;
        instance = machine.instance(policy, instance.record());
        const can = instance.can(event);
        const before = settled(instance.snapshot.context);
        const value = instance.snapshot.value;
        instance.send(event);
        expect(instance.snapshot.value).toBe(state.value);
        expect(settled(instance.snapshot.context)).toEqual(settled(state.context));
        if (!can)
          expect([instance.snapshot.value, settled(instance.snapshot.context)]).toEqual([value, before]);
      };
      const { steps, state } = await path.test({
        events: Object.fromEntries(path.steps.map(({ event }) => [event.type, walk])),
        states: { '*': (reached) => expect(instance.snapshot.value).toBe(reached.value) },
      });
      for (const { state: at, event } of steps) expect([at.error, event.error]).toEqual([null, null]);
      expect(state.error).toBeNull();
    }
  });
});

test('an arrow of the whole machine counts in every state that lasts', () => {
  const secret = modelledMachines.find(({ id }) => id === 'secret')!;
  expect(arrowsOf(secret.definition).map(arrowName)).toEqual([
    'issued --always [noTries]--> blocked',
    'issued --always--> usable',
    'usable --secret.matched--> usable',
    'usable --secret.mismatched [lastTry]--> blocked',
    'usable --secret.mismatched--> usable',
    'usable --secret.reset [mayReset]--> usable',
    'blocked --secret.reset [mayReset]--> usable',
  ]);
});
