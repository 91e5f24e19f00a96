import { createServer } from 'node:net';

export const { url } = import.meta;

/** What libpcsclite sends for a READ BINARY: header, struct and command. */
const requestLength = 8 + 32 + 5;

/**
 * Answers every request of 45 bytes with a struct of 32 bytes and a response, in one write and without looking at
 * it: the least that a server in Node can do. Its own process.
 * @public found by its address, see childCommand
 */
export function main(path: string, responseLength: string): void {
  const answer = new Uint8Array(32 + Number(responseLength));
  const server = createServer((socket) => {
    let received = 0;
    socket.on('data', (chunk) => {
      received += chunk.length;
      for (; received >= requestLength; received -= requestLength) socket.write(answer);
    });
    socket.on('error', () => {});
  });
  server.listen(path, () => process.stdout.write('ready\n'));
  process.on('SIGTERM', () => process.exit(0));
}
