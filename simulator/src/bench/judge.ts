import type { Goal, Measurement } from './row.ts';

export interface Judgement {
  readonly reached: boolean;
  /** Figure / peer, or figure / limit where there is no peer. */
  readonly ratio: number;
  /** How far from the limit, as a part of it; 0 when reached. */
  readonly missedBy: number;
}

/** Holds a measurement against its goal. */
export function judge(goal: Goal, { value, peer }: Measurement): Judgement {
  const held = goal.of === 'value' ? value : goal.of === 'ratio' ? value / (peer ?? 0) : value - (peer ?? 0);
  const lacks = goal.bound === 'at-least' ? goal.limit - held : held - goal.limit;
  // A figure that is no number has reached nothing.
  const reached = Number.isFinite(held) && lacks <= 0;
  return {
    reached,
    ratio: value / (peer ?? goal.limit),
    missedBy: reached ? 0 : lacks / Math.abs(goal.limit),
  };
}
