import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { SimulatorError } from '../errors.ts';
import type { Simulator } from '../simulator.ts';
import { controlApi } from './control-api.ts';

export interface ControlServer {
  readonly url: string;
  readonly token: string;
  close(): Promise<void>;
}

export interface ControlServerOptions {
  readonly simulator: Simulator;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly token?: string | undefined;
  readonly onError: (error: unknown) => void;
}

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** Serves the control API. Throws SimulatorError `control/address-in-use` or `control/not-permitted`. */
export async function startControlServer(options: ControlServerOptions): Promise<ControlServer> {
  // An empty token is none: it would let everybody in.
  const token = options.token || randomBytes(24).toString('base64url');
  let port = options.port;
  const api = controlApi({
    simulator: options.simulator,
    token,
    hosts: () =>
      [...new Set([options.host, '127.0.0.1', 'localhost', '::1'])].map(
        (host) => `${bracketed(host)}:${port}`,
      ),
    onError: options.onError,
  });
  const server = createServer(getRequestListener(api.fetch));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const where = `control API on ${options.host}:${options.port}`;
      const taken = error.code === 'EADDRINUSE';
      const why = taken ? 'in use by another program; port 0 is a free one' : error.message;
      const code = taken ? 'control/address-in-use' : 'control/not-permitted';
      reject(new SimulatorError(code, `${where}: ${why}`));
    });
    server.listen(options.port, options.host, resolve);
  });
  port = (server.address() as AddressInfo).port;
  return {
    url: `http://${bracketed(options.host)}:${port}`,
    token,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
