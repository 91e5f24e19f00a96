import fc from 'fast-check';
import type { RuleId } from '../../../src/rules/rule-set.ts';
import { Broken } from './invariants.ts';
import { scenarioOf } from './scenario-of.ts';
import { anyStep, type Step } from './step.ts';
import { type Keeping, WalkedWorld } from './walked-world.ts';

export interface WalkOptions {
  readonly seed: number;
  /** At least so many steps are taken, in as many worlds as it takes. */
  readonly steps: number;
  /** Steps in one world, at most. */
  readonly length?: number;
  readonly keeping?: () => Keeping;
  readonly mutants?: readonly RuleId[];
  /** Whether a shorter walk is looked for when something breaks. */
  readonly shrink?: boolean;
  readonly onProgress?: (steps: number) => void;
}

export interface WalkResult {
  readonly steps: number;
  readonly worlds: number;
  /** Types of events with how often each was taken. */
  readonly taken: ReadonlyMap<string, number>;
  readonly failure?: WalkFailure;
}

/** The shortest walk found that breaks something. */
export interface WalkFailure {
  readonly seed: number;
  readonly message: string;
  /** What always holds and did not; undefined when something else was thrown. */
  readonly rule?: string;
  /** A scenario that leads there, as YAML. */
  readonly scenario: string;
}

async function walkOnce(
  steps: readonly Step[],
  { keeping, mutants }: Pick<WalkOptions, 'keeping' | 'mutants'>,
): Promise<{ readonly world: WalkedWorld; readonly error?: unknown }> {
  const world = await WalkedWorld.open(keeping?.(), mutants);
  try {
    for (const step of steps) {
      await world.take(step);
    }
    await world.close();
    return { world };
  } catch (error) {
    return { world, error };
  }
}

const worldsAtOnce = 20;
/** How long a shorter walk is looked for, with the 20 worlds before it. */
const limitMs = 60_000;

/** Walks at random until enough steps are taken or something breaks, which is shrunk then. */
export async function walk(options: WalkOptions): Promise<WalkResult> {
  const { seed, length = 250, shrink = true } = options;
  const property = (each: (steps: readonly Step[]) => Promise<void>) =>
    fc.asyncProperty(fc.array(anyStep, { minLength: 1, maxLength: length, size: 'max' }), each);
  const taken = new Map<string, number>();
  let count = 0;
  let worlds = 0;
  for (let round = 0; count < options.steps; round++) {
    const details = await fc.check(
      property(async (steps) => {
        worlds++;
        const { world, error } = await walkOnce(steps, options);
        count += world.steps;
        for (const done of world.done) {
          if ('event' in done && 'taken' in done.outcome && done.outcome.taken)
            taken.set(done.event, (taken.get(done.event) ?? 0) + 1);
        }
        if (error !== undefined) throw error;
      }),
      { seed: seed + round, numRuns: worldsAtOnce, interruptAfterTimeLimit: limitMs, endOnFailure: !shrink },
    );
    options.onProgress?.(count);
    if (!details.failed) continue;
    const { world, error } = await walkOnce(details.counterexample![0], options);
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const rule = error instanceof Broken ? error.rule : undefined;
    const failure: WalkFailure = {
      seed: seed + round,
      message,
      ...(rule === undefined ? {} : { rule }),
      scenario: scenarioOf(seed + round, message, rule ?? 'L-10', world.done),
    };
    return { steps: count, worlds, taken, failure };
  }
  return { steps: count, worlds, taken };
}
