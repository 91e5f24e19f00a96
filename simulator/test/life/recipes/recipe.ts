import type { RuleId } from '../../../src/rules/rule-set.ts';
import type { PublicWorld, WorldView } from '../public-world.ts';

/** How an arrow of a machine is brought about from outside, from a fresh world. */
export interface Recipe {
  /** Rules that have to be broken for it. */
  readonly mutants?: readonly RuleId[];
  /** Leads to where the arrow starts. */
  readonly prepare?: (world: PublicWorld) => Promise<unknown>;
  readonly act: (world: PublicWorld) => Promise<unknown>;
  /** What is seen before and after, when it is not the arrow's two ends: an event may follow several arrows. */
  readonly from?: string;
  readonly to?: string;
  /** What else is seen afterwards, as the table's view tells it. */
  readonly seen?: Readonly<Record<string, unknown>>;
}

/** The arrows of a machine, each with its recipe; the machine meant is one of the world. */
export interface RecipeTable {
  /** Id of the definition. */
  readonly machine: string;
  /** What `/v1/state` shows of the machine; `value` is its state. */
  view(state: WorldView, world: PublicWorld): View | Promise<View>;
  readonly recipes: Readonly<Record<string, Recipe>>;
  /** Arrows that no event of the world follows, each with the reason. */
  readonly unreachable?: Readonly<Record<string, string>>;
}

export type View = { readonly value: string } & Readonly<Record<string, unknown>>;

export const nothing = async (): Promise<void> => {};
export const event =
  (type: string, data: Readonly<Record<string, string>> = {}) =>
  (world: PublicWorld): Promise<unknown> =>
    world.event(type, data);
export const next = (world: PublicWorld): Promise<unknown> => world.next();
export const times =
  (count: number, step: (world: PublicWorld) => Promise<unknown>) =>
  async (world: PublicWorld): Promise<void> => {
    for (let i = 0; i < count; i++) await step(world);
  };
export const inTurn =
  (...steps: readonly ((world: PublicWorld) => Promise<unknown>)[]) =>
  async (world: PublicWorld): Promise<void> => {
    for (const step of steps) await step(world);
  };
