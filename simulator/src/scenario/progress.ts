import { createHash } from 'node:crypto';
import type { Scenario } from '@kazashi/profiles/scenarios';
import { SimulatorError } from '../errors.ts';
import type { Change, Json, Store } from '../store/store.ts';

const key = 'scenario';

/** How far a scenario has come in a store. */
export interface Progress {
  readonly id: string;
  /** Steps done. */
  readonly step: number;
  /** Of the start and of the steps done: what was played must still be what is written. */
  readonly digest: string;
}

function digestOf({ start, steps }: Scenario, done: number): string {
  const played = steps.slice(0, done).map(({ note: _note, say: _say, ...step }) => step);
  return createHash('sha256')
    .update(JSON.stringify([start, played]))
    .digest('hex');
}

/**
 * A store in which each step of a scenario is one transaction: everything that a step changes, and that it is
 * done, becomes durable together or not at all.
 */
export class StepStore implements Store {
  readonly entries: ReadonlyMap<string, Json>;
  readonly #store: Store;
  readonly #pending = new Map<string, Json | null>();

  constructor(store: Store) {
    this.#store = store;
    this.entries = new Map([...store.entries].filter(([name]) => name !== key));
  }

  /**
   * Steps of the scenario that the store has behind it; undefined in an empty one. Throws SimulatorError
   * `usage/scenario-state` when it holds something else.
   */
  stepsDone(scenario: Scenario): number | undefined {
    const stored = this.#store.entries.get(key) as Progress | undefined;
    if (stored === undefined && this.entries.size === 0) return undefined;
    const refuse = (what: string): never => {
      throw new SimulatorError('usage/scenario-state', `${what}; take another directory for ${scenario.id}`);
    };
    if (stored === undefined) return refuse('the directory holds the state of no scenario');
    if (stored.id !== scenario.id) return refuse(`the directory holds the scenario ${stored.id}`);
    if (stored.step > scenario.steps.length || stored.digest !== digestOf(scenario, stored.step)) {
      return refuse(`one of the ${stored.step} steps already played was edited since`);
    }
    return stored.step;
  }

  commit(change: Change): undefined {
    for (const [name, value] of change) this.#pending.set(name, value);
    return undefined;
  }

  /** Makes a step durable. */
  async done(scenario: Scenario, step: number): Promise<void> {
    const change = new Map(this.#pending);
    this.#pending.clear();
    change.set(key, { id: scenario.id, step, digest: digestOf(scenario, step) });
    await this.#store.commit(change);
  }

  close(): Promise<void> {
    return this.#store.close();
  }
}
