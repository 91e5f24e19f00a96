/** A PN532 with a card on it, at the end of a real pseudo-terminal. */
import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';
import { systemTimers } from '../../src/clock/system-timers.ts';
import type { Endpoint } from '../../src/endpoints/endpoint.ts';
import { startPn532Endpoint } from '../../src/endpoints/pn532/pn532-endpoint.ts';
import { chipOf } from '../../src/readers/pn532/reader-chip.ts';
import { missing, requireProgram, type Skips, silentLog, withDirectory } from './interop.ts';
import { type RealCard, realCard } from './real-card.ts';

/** What of the system a pseudo-terminal takes. */
export async function requireTerminals(context: Skips): Promise<void> {
  await requireProgram(context, 'perl');
  await requireProgram(context, 'stty');
  await access('/dev/ptmx', constants.R_OK | constants.W_OK).catch(() => missing(context, '/dev/ptmx'));
}

export interface Pn532Bench extends RealCard {
  readonly endpoint: Endpoint;
  /** What leads to the pseudo-terminal. */
  readonly path: string;
}

/** Serves it while `body` runs. */
export function withPn532<T>(
  body: (bench: Pn532Bench) => Promise<T>,
  { pacing = false, clock }: { readonly pacing?: boolean; readonly clock?: string } = {},
): Promise<T> {
  return withDirectory(async (directory) => {
    const path = join(directory, 'pn532');
    const world = await realCard({ reader: 'nxp/pn532', ...(clock === undefined ? {} : { clock }) });
    const { readers } = world.simulator;
    const endpoint = await startPn532Endpoint({
      place: { transport: 'terminal', path },
      registry: readers,
      chipOf: (reader, line) => chipOf(readers.get(reader.id), readers.services, { ...line, pacing }),
      timers: systemTimers,
      log: silentLog,
    });
    try {
      return await body({ ...world, endpoint, path });
    } finally {
      await endpoint.close();
    }
  });
}
