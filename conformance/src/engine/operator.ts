import type { Bilingual } from '../text.ts';
import { CaseEnd } from './case-end.ts';
import { type PromptName, prompts } from './prompts.ts';
import type { RunClock } from './run-clock.ts';
import type { BenchHand } from './subject.ts';

/** What somebody is asked, and within which run and case. */
export interface Request {
  readonly prompt: PromptName;
  readonly run: string;
  readonly case: string;
  /** Time there is to answer, in ms. */
  readonly limitMs: number;
}

/** Who answers prompts. Resolves when the thing is done; throws CaseEnd SKIPPED when it will not be done. */
export interface Operator {
  readonly name: string;
  ask(request: Request, signal: AbortSignal): Promise<void>;
}

/** What a case sees of the operator. */
export interface CaseOperator {
  /** Resolves when the thing is done. Otherwise the case ends SKIPPED, with who and why. */
  ask(prompt: PromptName): Promise<void>;
}

/** Nobody: every case that asks is SKIPPED with the reason, and nothing hangs. */
export const noOperator: Operator = {
  name: 'none',
  ask: async ({ prompt }) => {
    const { text } = prompts[prompt];
    throw new CaseEnd('SKIPPED', {
      en: `nobody at the bench to answer: ${text.en}`,
      ja: `応答する操作者がいない:${text.ja}`,
    });
  },
};

/** Thrown when nobody has answered in time. */
export class PromptTimeout extends CaseEnd {
  constructor(name: string, { prompt, limitMs }: Request) {
    const { text } = prompts[prompt];
    super('SKIPPED', {
      en: `${name} did not answer within ${limitMs / 1000} s: ${text.en}`,
      ja: `${name}が${limitMs / 1000}秒以内に応答しなかった:${text.ja}`,
    });
  }
}

/** Asks, and gives up after the request's limit even when the operator hangs. */
export async function askInTime(
  operator: Operator,
  request: Request,
  clock: RunClock,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const limit = new AbortController();
  const cancel = clock.after(request.limitMs, () => limit.abort(new PromptTimeout(operator.name, request)));
  const either = AbortSignal.any([signal, limit.signal]);
  try {
    await Promise.race([
      operator.ask(request, either),
      new Promise<never>((_, reject) => {
        either.addEventListener('abort', () => reject(either.reason), { once: true });
      }),
    ]);
  } catch (error) {
    either.throwIfAborted();
    throw error;
  } finally {
    cancel();
  }
}

/** Somebody will not do what was asked. */
export const refused = (who: string, why: Bilingual): CaseEnd =>
  new CaseEnd('SKIPPED', { en: `${who}: ${why.en}`, ja: `${who}:${why.ja}` });

/** A simulator moves its card itself. */
export function benchHandOperator(hand: BenchHand): Operator | undefined {
  const { removeCard, insertCard } = hand;
  if (removeCard === undefined || insertCard === undefined) return undefined;
  return {
    name: 'bench hand',
    async ask({ prompt }) {
      if (prompt === 'remove-card') return removeCard.call(hand);
      if (prompt === 'present-card') return insertCard.call(hand);
      if (hand.turnCard !== undefined) return hand.turnCard();
      throw refused('bench hand', { en: 'cannot turn a card', ja: 'カードを裏返せない' });
    },
  };
}
