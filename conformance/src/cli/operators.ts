import { createInterface } from 'node:readline/promises';
import { CaseEnd } from '../engine/case-end.ts';
import { benchHandOperator, noOperator, type Operator, refused } from '../engine/operator.ts';
import { prompts } from '../engine/prompts.ts';
import type { BenchHand } from '../engine/subject.ts';
import type { Bilingual } from '../text.ts';
import { type CliIo, say } from './io.ts';
import { messages } from './messages.ts';
import { UsageError } from './usage-error.ts';

/** Where a terminal operator reads and writes; the process's own when absent. */
interface Terminal {
  readonly input: NodeJS.ReadableStream;
}

/** Shows what is asked and waits for Enter; `s` and Enter skips the case. */
export function terminalOperator(io: CliIo, { input }: Terminal = { input: process.stdin }): Operator {
  return {
    name: 'terminal',
    async ask({ prompt, case: id }, signal) {
      const { text, picture } = prompts[prompt];
      const lines = createInterface({ input });
      try {
        io.err(`\n${picture.ascii}\n`);
        io.err(`${id}: ${say(io, messages.prompt(say(io, text)))}`);
        const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('end')));
        const answer = await Promise.race([lines.question('', { signal }), ended]);
        if (answer.trim().toLowerCase() === 's') throw refused('terminal', { en: 'skipped', ja: '省略' });
        if (answer === 'end') throw refused('terminal', { en: 'the input has ended', ja: '入力が終了した' });
      } finally {
        lines.close();
      }
    },
  };
}

/**
 * Posts what is asked to a URL and waits for its answer: a robot, a foot switch or a page does it and answers 2xx,
 * with nothing or `{"done":true}`. `{"done":false,"reason":…}` and any other status make the case SKIPPED.
 * @see docs/lab.md, Prompts
 */
export function webhookOperator(url: string): Operator {
  return {
    name: url,
    async ask({ prompt, run, case: id, limitMs }, signal) {
      const { text, picture } = prompts[prompt];
      let response: Response;
      try {
        response = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ version: 1, prompt, text, picture, run, case: id, limitMs }),
          signal,
        });
      } catch (error) {
        signal.throwIfAborted();
        const why =
          error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
        throw refused(url, { en: `cannot be reached: ${why}`, ja: `接続できない:${why}` });
      }
      const body = await response.text();
      if (!response.ok) {
        throw new CaseEnd('SKIPPED', {
          en: `the operator at ${url} answered ${response.status}`,
          ja: `${url}の操作者が${response.status}を返した`,
        });
      }
      const reason = refusalIn(body);
      if (reason !== undefined) throw refused(url, reason);
    },
  };
}

/** Why a robot has not done what it was asked; undefined when it has: it says nothing, or that it is done. */
function refusalIn(body: string): Bilingual | undefined {
  if (body.trim() === '') return undefined;
  const unclear: Bilingual = {
    en: 'its answer is neither empty nor {"done":true}',
    ja: '応答が空でも{"done":true}でもない',
  };
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return unclear;
  }
  if (answer === null || typeof answer !== 'object' || !('done' in answer)) return unclear;
  if (answer.done === true) return undefined;
  if (answer.done !== false) return unclear;
  const reason = 'reason' in answer && typeof answer.reason === 'string' ? answer.reason : undefined;
  return { en: reason ?? 'not done', ja: reason ?? '実施されなかった' };
}

/** `--operator terminal|URL|none`; without it the bench hand where there is one, else nobody. */
export function operatorOf(given: string | undefined, hand: BenchHand | undefined, io: CliIo): Operator {
  if (given === undefined) return (hand && benchHandOperator(hand)) ?? noOperator;
  if (given === 'none') return noOperator;
  if (given === 'terminal') return terminalOperator(io);
  if (/^https?:\/\//.test(given)) return webhookOperator(given);
  throw new UsageError('usage/operator', messages.badOperator(given));
}
