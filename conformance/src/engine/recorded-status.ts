import { toHex } from '../bytes/hex.ts';
import type { Evidence, Phase } from './evidence.ts';
import type { StatusUnderTest } from './status-under-test.ts';

/** The same services; every request and answer becomes evidence of the case. */
export function recordedStatus(
  status: StatusUnderTest,
  evidence: Evidence,
  now: () => { readonly atMs: number; readonly phase: Phase },
): StatusUnderTest {
  return {
    ...status,
    async ask(question) {
      const { atMs, phase } = now();
      const answer = await status.ask(question);
      const told = `HTTP ${answer.status}, ${answer.headers['content-type'] ?? 'no content type'}`;
      evidence.exchanges.push({
        n: evidence.exchanges.length + 1,
        atMs,
        durationMs: Math.round((now().atMs - atMs) * 1000) / 1000,
        phase,
        name: `${question.method} ${question.url}`,
        command: toHex(question.body ?? new Uint8Array(0)),
        response: toHex(answer.body),
        meaning: { en: told, ja: told },
      });
      return answer;
    },
  };
}
