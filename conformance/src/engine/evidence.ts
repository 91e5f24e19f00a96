import type { Opening } from '../result/opening.ts';
import type { Bilingual } from '../text.ts';
import type { MaskReason } from './masking.ts';
import type { PromptName } from './prompts.ts';

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
  /** Commitments to what is covered. */
  readonly covered?: { readonly command?: string; readonly response?: string };
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
  readonly covered?: { readonly expected?: string; readonly observed?: string };
  /** The exchange it judges. */
  readonly exchange?: number;
}

export const promptAnswers = ['done', 'refused', 'timed out'] as const;

/** What somebody at the bench was asked, and how it was answered. */
export interface PromptRecord {
  readonly prompt: PromptName;
  readonly text: Bilingual;
  /** Who was asked. */
  readonly asked: string;
  /** Milliseconds since the case began. */
  readonly atMs: number;
  readonly durationMs: number;
  readonly answer: (typeof promptAnswers)[number];
}

/** Everything a case left behind. */
export interface Evidence {
  readonly exchanges: ExchangeRecord[];
  readonly checks: CheckRecord[];
  readonly prompts: PromptRecord[];
  /** What is covered above; kept apart, for the full copy alone. */
  readonly openings: Opening[];
}
