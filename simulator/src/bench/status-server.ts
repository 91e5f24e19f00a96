import { systemTimers } from '../clock/system-timers.ts';
import { startStatusEndpoint } from '../endpoints/status/status-endpoint.ts';
import type { Json } from '../store/store.ts';
import { benchWorld } from './world.ts';

export const { url } = import.meta;

/** What the client of a status bench has to know. */
export interface StatusBench {
  readonly url: string;
  /** Serial numbers of certificates in the books. */
  readonly serials: readonly number[];
  readonly crlPath: string;
}

/** Serial numbers as random ones lie, and no two alike. */
const serialOf = (i: number): number => 0x0100_0000 + ((i * 0x1e37_79b1) % 0x7e00_0000);

/**
 * Serves the status of a world with that many revoked certificates besides the holder's own, in a process of its own;
 * prints one line when it listens.
 * @public found by its address, see childCommand
 */
export async function main(revoked: string): Promise<void> {
  const simulator = await benchWorld(process.env, undefined, '2026-11-20T09:00:00+09:00');
  const { facts } = simulator.card();
  const snapshot = simulator.save();
  const entries: Record<string, Json> = { ...snapshot.entries };
  const at = simulator.calendar.now() - 2 * 86_400_000;
  for (let i = 0; i < Number(revoked); i++) {
    const serial = serialOf(i + 1);
    const id = `authentication/${serial.toString(16).padStart(8, '0')}`;
    const own = { ...facts.authentication, serial };
    entries[`certificate/${id}`] = { kind: 'authentication', carrier: 'card', person: '1', facts: own };
    const context = { reason: 'superseded' };
    entries[`certificate/${id}/state`] = { machine: 'certificate', version: 1, value: 'revoked', context };
    entries[`certificate/${id}/history`] = [{ at, state: 'revoked', since: at, reason: 'superseded' }];
  }
  await simulator.load({ ...snapshot, entries });
  const quiet = (): void => {};
  const endpoint = await startStatusEndpoint({
    host: '127.0.0.1',
    port: 0,
    timers: systemTimers,
    log: { info: quiet, warn: quiet },
  });
  endpoint.serve(simulator.status);
  // A list is kept once it is made; one of a moment ago is made anew each time.
  simulator.status.addFault({ kind: 'status-stale', service: 'crl', ms: 1, sticky: true });
  const told: StatusBench = {
    url: endpoint.url,
    serials: [facts.authentication.serial],
    crlPath: `/crl/authentication-${facts.authentication.generation}/${facts.personProfile.municipality.code}.crl`,
  };
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
