import { createSocket } from 'node:dgram';

export const { url } = import.meta;

/**
 * Sends every datagram back to where it came from, which is the least that a server in Node can do. Its own process;
 * writes its port.
 * @public found by its address, see childCommand
 */
export function main(): void {
  const socket = createSocket('udp4');
  socket.on('message', (message, from) => socket.send(message, from.port, from.address));
  socket.bind(0, '127.0.0.1', () => process.stdout.write(`${socket.address().port}\n`));
  process.on('SIGTERM', () => process.exit(0));
}
