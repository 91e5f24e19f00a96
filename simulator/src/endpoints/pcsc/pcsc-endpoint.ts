import { chmod, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import type { Timers } from '../../clock/timers.ts';
import type { ReaderRegistry } from '../../readers/reader.ts';
import type { Endpoint, EndpointLog } from '../endpoint.ts';
import { listenError } from '../listen-error.ts';
import { PcscConnection } from './pcsc-connection.ts';
import { PcscService } from './pcsc-service.ts';
import { claimSocketPath } from './socket-path.ts';

export interface PcscEndpointOptions {
  /** The socket file; at most 107 bytes. */
  readonly path: string;
  readonly registry: ReaderRegistry;
  readonly timers: Timers;
  readonly random: (length: number) => Uint8Array;
  readonly log: EndpointLog;
  /** Milliseconds until an unused card loses power, and with it what is verified. 5,000 when absent. */
  readonly powerOffDelayMs?: number;
  /** `retry` as pcscd, or `hold`: the answer to BEGIN waits for the end of a foreign transaction. */
  readonly transactions?: 'retry' | 'hold';
  /** Most clients at once; pcscd's 200 when absent. */
  readonly maxClients?: number;
}

/**
 * Serves the readers under the protocol between libpcsclite and pcscd, so that unmodified programs find them by
 * PCSCLITE_CSOCK_NAME. Throws EndpointError as `claimSocketPath`.
 * @see pcsc reference, section 1
 */
export async function startPcscEndpoint(options: PcscEndpointOptions): Promise<Endpoint> {
  const { path, registry, timers, random, log, powerOffDelayMs, transactions, maxClients = 200 } = options;
  await claimSocketPath(path);
  const sockets = new Set<Socket>();
  const service = new PcscService({
    registry,
    timers,
    random,
    log,
    holder: path,
    ...(powerOffDelayMs === undefined ? {} : { powerOffDelayMs }),
    ...(transactions === undefined ? {} : { transactions }),
  });
  const server = createServer((socket) => {
    if (sockets.size >= maxClients) {
      log.warn('pcsc client refused', { reason: `${maxClients} clients are connected` });
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serve(socket, service, timers, log);
  });
  try {
    await listen(server, path);
    await chmod(path, 0o600);
  } catch (error) {
    service.close();
    server.close();
    throw listenError(path, error);
  }
  server.on('error', (error) => log.warn('a pcsc client could not be accepted', { error: error.message }));
  return {
    kind: 'pcsc',
    address: path,
    env: { PCSCLITE_CSOCK_NAME: path },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      service.close();
      await closed;
      await rm(path, { force: true });
    },
  };
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function serve(socket: Socket, service: PcscService, timers: Timers, log: EndpointLog): void {
  const port = {
    send(bytes: Uint8Array): boolean {
      socket.write(bytes);
      // A long answer counts as full before the kernel has taken it: only what stays behind matters.
      return socket.writableLength === 0 || !socket.writableNeedDrain;
    },
    setReading(reading: boolean): void {
      if (reading) socket.resume();
      else socket.pause();
    },
    close(): void {
      socket.destroy();
    },
  };
  const connection = new PcscConnection(service, port, timers, log);
  socket.on('data', (chunk) => connection.receive(chunk));
  socket.on('drain', () => connection.drained());
  // A reset or a broken pipe is how a client dies; `close` follows.
  socket.on('error', () => {});
  socket.on('close', () => connection.close());
}
