import type { Bilingual } from '../text.ts';
import type { MaskReason } from './masking.ts';

export const phases = ['precondition', 'case', 'control', 'safety', 'cleanup'] as const;
/** Why a command was sent. */
export type Phase = (typeof phases)[number];

/** A command and its answer, as hex digits with covered bytes as `**`. */
export interface ExchangeRecord {
  readonly n: number;
  /** Milliseconds since the case began. */
  readonly atMs: number;
  readonly durationMs: number;
  readonly phase: Phase;
  readonly name: string;
  readonly command: string;
  readonly response: string;
  readonly meaning: Bilingual;
  readonly masked?: MaskReason;
  readonly cause?: string;
}

export const checkKinds = ['response', 'cause', 'control', 'value'] as const;
export type CheckKind = (typeof checkKinds)[number];

/** One comparison, kept whether it held or not. */
export interface CheckRecord {
  readonly n: number;
  readonly kind: CheckKind;
  readonly passed: boolean;
  /** Clause of the requirement that the check belongs to. */
  readonly requirement: string;
  readonly label?: Bilingual;
  readonly expected: string;
  readonly observed: string;
  /** The exchange it judges. */
  readonly exchange?: number;
}

/** Everything a case left behind. */
export interface Evidence {
  readonly exchanges: ExchangeRecord[];
  readonly checks: CheckRecord[];
}
