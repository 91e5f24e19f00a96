import { createServer, type Socket } from 'node:net';
import type { EndpointLog } from '../endpoint.ts';
import { listenError } from '../listen-error.ts';
import type { SerialDevice } from './serial-device.ts';

/** What a peer that does not read may have waiting. */
const backlogRoom = 65_536;

/**
 * A serial line over TCP, as serial servers offer it. It has one other end: a second program is sent away while the
 * first one is there. Rejects with EndpointError.
 */
export async function openTcpDevice(options: {
  readonly host: string;
  readonly port: number;
  readonly log: EndpointLog;
  readonly onData: (bytes: Uint8Array) => void;
}): Promise<SerialDevice> {
  const { host, port, log, onData } = options;
  let peer: Socket | undefined;
  const server = createServer((socket) => {
    socket.on('error', () => {});
    if (peer !== undefined) {
      log.warn('a second program was sent away: the line has one end', { port });
      socket.destroy();
      return;
    }
    peer = socket;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 10_000);
    socket.on('data', (chunk: Buffer) => onData(Uint8Array.from(chunk)));
    socket.on('close', () => {
      if (peer === socket) peer = undefined;
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(`${host}:${port}`, error)));
    server.listen(port, host, resolve);
  });
  server.on('error', (error) => log.warn('a connection could not be accepted', { error: error.message }));
  const bound = server.address();
  const boundPort = typeof bound === 'object' && bound !== null ? bound.port : port;
  return {
    address: `tcp:${host.includes(':') ? `[${host}]` : host}:${boundPort}`,
    env: {},
    write(bytes) {
      if (peer === undefined) return;
      peer.write(bytes);
      if (peer.writableLength <= backlogRoom) return;
      log.warn('nobody reads what the chip answers; the connection is closed', { port: boundPort });
      peer.destroy();
    },
    // Each connection begins with nothing.
    discardUnread: () => {},
    baudRate: undefined,
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      peer?.destroy();
      return closed;
    },
  };
}
