import type { Habit } from './client-mutants.ts';
import { ClientProblem, type ClientResult, failed, succeeded } from './client-protocol.ts';

const onTheWay: ReadonlySet<string> = new Set(['no-card', 'card-removed', 'reader-gone', 'card-error']);

/** The answer to a problem, as a client with this habit gives it. */
export async function misjudged(
  problem: ClientProblem,
  habit: Habit | undefined,
  log: string,
): Promise<ClientResult> {
  if (habit === 'hangs-without-reader' && problem.code === 'reader-gone') {
    return { exitCode: -1, stdout: '', stderr: log };
  }
  if (onTheWay.has(problem.code)) {
    if (habit === 'takes-any-fault-for-wrong-pin') return failed(new ClientProblem('wrong-pin', 2), log);
    if (habit === 'takes-any-fault-for-success') return succeeded({}, log);
  }
  return failed(problem, log);
}
