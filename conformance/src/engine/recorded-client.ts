import type { ClientUnderTest } from './client-under-test.ts';
import type { Evidence, Phase } from './evidence.ts';

/** The same client; every command that it sends becomes evidence of the case. */
export function recordedClient(
  client: ClientUnderTest,
  evidence: Evidence,
  now: () => { readonly atMs: number; readonly phase: Phase },
): ClientUnderTest {
  return {
    ...client,
    async run(operation, parameters) {
      const { atMs, phase } = now();
      const run = await client.run(operation, parameters);
      for (const { name, command, response, meaning, host, cause } of run.exchanges) {
        const told = host === undefined ? meaning : `${meaning}; the client was told ${host}`;
        const toldJa = host === undefined ? meaning : `${meaning}。クライアントには${host}`;
        evidence.exchanges.push({
          n: evidence.exchanges.length + 1,
          atMs,
          durationMs: 0,
          phase,
          name,
          command,
          response,
          meaning: { en: told, ja: toldJa },
          ...(command.includes('*') ? { masked: 'secret' as const } : {}),
          ...(cause === undefined ? {} : { cause }),
        });
      }
      return run;
    },
  };
}
