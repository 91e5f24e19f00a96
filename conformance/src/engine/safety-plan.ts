import { ConformanceError } from '../error.ts';
import { neededSecrets, type PlannedCase } from './plan.ts';
import { type SecretName, secretNames, secrets } from './secret.ts';
import type { Floors } from './try-guard.ts';

/** What a run could do to one secret of a real subject. */
export interface SecretBudget {
  readonly secret: SecretName;
  /** Tries left as an empty VERIFY told before the run; undefined when it could not be read. */
  readonly tries: number | undefined;
  readonly floor: number;
  /** Tries of all cases added up, and one for a value that may be wrong. */
  readonly sum: number;
  /**
   * Tries gone at worst at any one moment: no case begins before the counter was read again and found full,
   * and none goes on after a right value was refused.
   */
  readonly worst: number;
  readonly withinFloor: boolean;
}

export interface SafetyPlan {
  readonly secrets: readonly SecretBudget[];
  readonly safe: boolean;
}

export const defaultFloors: Floors = Object.fromEntries(
  secretNames.map((name) => [name, secrets[name].floor]),
) as Record<SecretName, number>;

/** Floors of a profile: any number of tries but zero. Throws `safety/floor`. */
export function floorsWith(given: Partial<Record<SecretName, number>>): Floors {
  for (const [name, floor] of Object.entries(given)) {
    if (!Number.isInteger(floor) || floor < 1) {
      throw new ConformanceError(
        'safety/floor',
        `the floor of ${name} is ${floor}; at least one try stays untouched`,
      );
    }
  }
  return { ...defaultFloors, ...given };
}

/**
 * Adds up what the cases that will be run could burn. A case that sends a right value counts one try, since the
 * value that was handed over may be wrong; one that spends tries counts them, too.
 */
export function planSafety(
  planned: readonly PlannedCase[],
  tries: Partial<Record<SecretName, number>>,
  floors: Floors,
): SafetyPlan {
  const budgets: SecretBudget[] = [];
  const running = planned.filter(({ instead }) => instead === undefined).map(({ definition }) => definition);
  for (const secret of secretNames) {
    const users = running.filter((definition) => neededSecrets(definition).includes(secret));
    if (users.length === 0) continue;
    const spent = users.map(({ spends }) => spends?.[secret] ?? 0);
    const sum = 1 + spent.reduce((a, b) => a + b, 0);
    const worst = Math.max(1, ...spent);
    const left = tries[secret];
    const floor = floors[secret];
    budgets.push({
      secret,
      tries: left,
      floor,
      sum,
      worst,
      withinFloor: left !== undefined && left - worst >= floor,
    });
  }
  return { secrets: budgets, safe: budgets.every(({ withinFloor }) => withinFloor) };
}
