import { createInterface } from 'node:readline/promises';
import { CaseEnd } from '../engine/case-end.ts';
import { noOperator, type Operator, prompts } from '../engine/operator.ts';
import type { BenchHand } from '../engine/subject.ts';
import { type CliIo, say } from './io.ts';
import { messages } from './messages.ts';
import { UsageError } from './usage-error.ts';

/** Asks on the terminal and waits for Enter. */
function terminalOperator(io: CliIo): Operator {
  return {
    name: 'terminal',
    async ask(prompt, signal) {
      const lines = createInterface({ input: process.stdin });
      try {
        io.err(say(io, messages.prompt(say(io, prompts[prompt]))));
        await lines.question('', { signal });
      } finally {
        lines.close();
      }
    },
  };
}

/**
 * Posts `{prompt, text}` to a URL and waits for its answer: a robot, or a foot switch, does what is asked and
 * answers 2xx. Any other answer makes the case SKIPPED.
 */
export function webhookOperator(url: string): Operator {
  return {
    name: url,
    async ask(prompt, signal) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ prompt, text: prompts[prompt] }),
        signal,
      });
      if (response.ok) return;
      throw new CaseEnd('SKIPPED', {
        en: `the operator at ${url} answered ${response.status}`,
        ja: `${url}の操作者が${response.status}を返した`,
      });
    },
  };
}

/** A simulator moves its card itself. */
export function benchHandOperator(hand: BenchHand): Operator | undefined {
  const { removeCard, insertCard } = hand;
  if (removeCard === undefined || insertCard === undefined) return undefined;
  return {
    name: 'bench hand',
    ask: async (prompt) => (prompt === 'remove-card' ? removeCard.call(hand) : insertCard.call(hand)),
  };
}

/** `--operator terminal|URL|none`; without it the bench hand where there is one, else nobody. */
export function operatorOf(given: string | undefined, hand: BenchHand | undefined, io: CliIo): Operator {
  if (given === undefined) return (hand && benchHandOperator(hand)) ?? noOperator;
  if (given === 'none') return noOperator;
  if (given === 'terminal') return terminalOperator(io);
  if (/^https?:\/\//.test(given)) return webhookOperator(given);
  throw new UsageError('usage/operator', messages.badOperator(given));
}
