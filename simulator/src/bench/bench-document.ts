import { type Language, say } from '../cli/io.ts';
import type { Machine } from './machine.ts';
import type { Outcome } from './outcome.ts';
import type { Goal } from './row.ts';

export interface BenchDocumentRow {
  readonly id: string;
  readonly title: string;
  readonly value: number | null;
  readonly unit: string;
  readonly peer: { readonly title: string; readonly value: number } | null;
  /** Figure / peer, or figure / limit where there is no peer. */
  readonly ratio: number | null;
  readonly goal: Goal;
  /** `null` when it could not be measured. */
  readonly reached: boolean | null;
  /** How far from the limit, as a part of it; 0 when reached. */
  readonly missedBy: number | null;
  readonly rounds: readonly number[];
  readonly peerRounds: readonly number[];
  readonly note: string | null;
}

/** The result of a bench, for programs. A change of form gets a new version. */
export interface BenchDocument {
  readonly kazashi: 'bench';
  readonly version: 1;
  readonly at: string;
  readonly machine: Machine;
  /** Whether processes of their own ran the bundle, or the sources. */
  readonly program: 'bundle' | 'sources';
  readonly rows: readonly BenchDocumentRow[];
}

export function documentRow(io: { readonly language: Language }, outcome: Outcome): BenchDocumentRow {
  const { row } = outcome;
  const common = { id: row.id, title: say(io, row.title), unit: row.unit, goal: row.goal };
  if (outcome.state !== 'measured') {
    return {
      ...common,
      value: null,
      peer: null,
      ratio: null,
      // A row that broke has missed its goal; one that needs what is not here has not.
      reached: outcome.state === 'failed' ? false : null,
      missedBy: null,
      rounds: [],
      peerRounds: [],
      note: say(io, outcome.reason),
    };
  }
  const { measurement, judgement } = outcome;
  const { value, peer, rounds = [], peerRounds = [], note } = measurement;
  return {
    ...common,
    value,
    peer: peer === undefined ? null : { title: row.peer === undefined ? '' : say(io, row.peer), value: peer },
    ratio: judgement.ratio,
    reached: judgement.reached,
    missedBy: judgement.missedBy,
    rounds,
    peerRounds,
    note: note === undefined ? null : say(io, note),
  };
}
