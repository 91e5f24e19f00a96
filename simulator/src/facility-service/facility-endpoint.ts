import { createServer } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Endpoint, EndpointLog } from '../endpoints/endpoint.ts';
import { listenError } from '../endpoints/listen-error.ts';
import type { RandomSource } from '../random.ts';
import type { Simulator } from '../simulator.ts';
import { facilityApi } from './facility-api.ts';
import { FacilityDesk } from './facility-desk.ts';
import { FacilitySessions } from './facility-sessions.ts';

export interface FacilityEndpointOptions {
  readonly simulator: Simulator;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly random: RandomSource;
  readonly log: EndpointLog;
  /** What an error means, in Japanese. */
  readonly japanese: (error: Error) => string;
}

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/**
 * Addresses in digits and `localhost` are this service under whatever address a device reaches the machine by; a
 * name could be one that a web page has rebound.
 */
export function isAddressedHere(host: string, port: number): boolean {
  const match = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(host);
  if (match === null || Number(match[3]) !== port) return false;
  const name = match[1] ?? match[2]!;
  return name === 'localhost' || isIP(name) !== 0;
}

/** Serves the facility app over HTTP. Throws EndpointError `endpoint/address-in-use` and the like. */
export async function startFacilityEndpoint(options: FacilityEndpointOptions): Promise<Endpoint> {
  const { simulator, host, random, log, japanese } = options;
  let { port } = options;
  const sessions = new FacilitySessions(simulator, random);
  const api = facilityApi({
    desk: new FacilityDesk(simulator, random),
    sessions,
    japanese,
    isHost: (given) => isAddressedHere(given, port),
    onError: (error) =>
      log.warn('facility service failed', { error: error instanceof Error ? error.stack : error }),
  });
  const server = createServer(getRequestListener(api.fetch));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(`facility service on ${host}:${port}`, error)));
    server.listen(port, host, resolve);
  });
  ({ port } = server.address() as AddressInfo);
  // A wildcard is an address to listen on and none to be asked at.
  const asked = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  const address = `${bracketed(asked)}:${port}`;
  return {
    kind: 'facility',
    address,
    env: { KAZASHI_FACILITY: `http://${address}` },
    close: () =>
      new Promise((resolve) => {
        sessions.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
