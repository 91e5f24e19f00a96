import type { Habit } from './client-mutants.ts';
import { ClientProblem, type ClientResult, succeeded } from './client-protocol.ts';
import { relyingHabitOf } from './relying-mutants.ts';
import { CrashOfHabit, judge, relyingRequest } from './relying-party.ts';

/** What a relying party is asked, which needs no card. */
export const relyingOperations: Readonly<Record<string, 'authentication' | 'signature'>> = {
  'verify-login': 'authentication',
  'verify-signature': 'signature',
};

/** Accepted or not, and why not: both are an answer, and neither is a failure. */
export async function relied(
  kind: 'authentication' | 'signature',
  parameters: Readonly<Record<string, unknown>>,
  { anchorsPath, habit }: { readonly anchorsPath: string; readonly habit?: Habit | undefined },
): Promise<ClientResult> {
  const request = relyingRequest(kind, parameters);
  if (request === undefined) throw new ClientProblem('bad-request');
  try {
    const relyingHabit = habit === undefined ? undefined : relyingHabitOf(habit);
    const reason = await judge(request, { anchorsPath, habit: relyingHabit });
    return succeeded(reason === undefined ? { accepted: true } : { accepted: false, reason });
  } catch (error) {
    // The habits of waiting for ever and of dying, as the harness sees them: no answer.
    const isHabit =
      error instanceof CrashOfHabit || (error instanceof Error && error.name === 'TimeoutError');
    if (isHabit) return { exitCode: -1, stdout: '', stderr: '' };
    throw error;
  }
}
