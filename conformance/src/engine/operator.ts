import type { Bilingual } from '../text.ts';
import { CaseEnd } from './case-end.ts';

/** What a person at the bench is asked to do. */
export const prompts = {
  'remove-card': {
    en: 'Take the card off the reader.',
    ja: 'カードをリーダーから離してください。',
  },
  'present-card': {
    en: 'Put the card on the reader.',
    ja: 'カードをリーダーに置いてください。',
  },
} as const satisfies Record<string, Bilingual>;

export type PromptName = keyof typeof prompts;

/** Who answers prompts. Resolves when the thing is done; throws CaseEnd SKIPPED when nobody does it. */
export interface Operator {
  readonly name: string;
  ask(prompt: PromptName, signal: AbortSignal): Promise<void>;
}

/** Nobody: every case that asks is SKIPPED with the reason, and nothing hangs. */
export const noOperator: Operator = {
  name: 'none',
  ask: async (prompt) => {
    throw new CaseEnd('SKIPPED', {
      en: `nobody at the bench to answer: ${prompts[prompt].en}`,
      ja: `応答する操作者がいない:${prompts[prompt].ja}`,
    });
  },
};
