import { compareResults } from '../result/compare-results.ts';
import type { Result } from '../result/result-schema.ts';
import { sealState } from '../result/seal.ts';
import { subjectTitle } from '../result/subject-title.ts';
import { type CliIo, say } from './io.ts';
import { messages } from './messages.ts';
import { readResult } from './run-inputs.ts';
import { UsageError } from './usage-error.ts';

export interface CompareOptions {
  readonly all?: boolean;
  readonly json?: boolean;
}

/**
 * `kazashi compare A B`: which cases came out otherwise. Exit code 0 without regressions, 1 with; a result that is
 * not sealed, or no longer what was sealed, throws UsageError.
 */
export function compare(a: string, b: string, options: CompareOptions, io: CliIo): 0 | 1 {
  const [left, right] = [usable(a, io), usable(b, io)];
  const comparison = compareResults(left, right);
  const { cases, agree, judgedInBoth, regressions, sameSuite } = comparison;
  const code = regressions > 0 ? 1 : 0;
  const deviating = cases.filter(({ change }) => change !== 'same');
  if (options.json) {
    const about = ({ id, subject, suite, outcome, digest }: Result) => ({
      id,
      subject: { address: subject.address, title: subject.title, nature: subject.nature },
      suite,
      outcome,
      digest,
    });
    io.out(JSON.stringify({ type: 'comparison', a: about(left), b: about(right), ...comparison }));
    return code;
  }
  const name = ({ subject, id, outcome }: Result): string =>
    `${subjectTitle(subject, io.language)} (${subject.address}, ${subject.nature}), ${id}, ${outcome}`;
  for (const line of say(io, messages.compared(name(left), name(right))).split('\n')) io.out(line);
  if (!sameSuite) io.out(say(io, messages.otherCatalogue()));
  const shown = options.all ? cases : deviating;
  const width = Math.max(0, ...shown.map(({ id }) => id.length));
  for (const { id, a: one, b: other, change } of shown) {
    const verdict = (side: typeof one): string =>
      side ? side.verdict + (side.flaky ? ' (flaky)' : '') : '–';
    const why = change === 'same' ? undefined : (other?.reason ?? one?.reason);
    const told = `${id.padEnd(width)}  ${verdict(one).padEnd(14)}  ${verdict(other).padEnd(14)}  ${change}`;
    io.out(why === undefined ? told : `${told}  ${say(io, why)}`);
  }
  io.out(
    say(
      io,
      messages.comparison(String(agree), String(judgedInBoth), String(deviating.length), String(regressions)),
    ),
  );
  return code;
}

function usable(path: string, io: CliIo): Result {
  const result = readResult(path, io.cwd);
  const state = sealState(result);
  if (state === 'valid') return result;
  const why = state === 'unsealed' ? messages.incomplete() : messages.sealBroken();
  throw new UsageError('usage/unusable', messages.unusable(path, say(io, why)));
}
