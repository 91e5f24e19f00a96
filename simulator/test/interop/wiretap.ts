import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { withDirectory } from './interop.ts';
import type { Env } from './real-card.ts';

/** Reads along what programs say to a pcsc endpoint. */
export interface Wiretap {
  /** The environment in which programs are listened to. */
  readonly env: Env;
  /** The protocol versions that clients named, such as `4:4`. */
  readonly versions: ReadonlySet<string>;
  /** Resolves when a client has handed these bytes to the endpoint, after the call. */
  sent(bytes: Buffer): Promise<void>;
}

/** Puts a socket in front of the endpoint of `env` while `body` runs. */
export function withWiretap<T>(env: Env, body: (wiretap: Wiretap) => Promise<T>): Promise<T> {
  const versions = new Set<string>();
  const awaited = new Set<{ readonly bytes: Buffer; readonly resolve: () => void }>();
  const server = createServer((client) => {
    const endpoint = connect(env.PCSCLITE_CSOCK_NAME ?? '');
    let said: Buffer = Buffer.alloc(0);
    client.on('data', (chunk: Buffer) => {
      endpoint.write(chunk);
      said = Buffer.concat([said, chunk]);
      // A header of 8 bytes, then CMD_VERSION's major and minor.
      if (said.length >= 16) versions.add(`${said.readUInt32LE(8)}:${said.readUInt32LE(12)}`);
      for (const waiting of awaited) {
        if (!said.includes(waiting.bytes, Math.max(0, said.length - chunk.length - waiting.bytes.length)))
          continue;
        awaited.delete(waiting);
        waiting.resolve();
      }
    });
    endpoint.pipe(client);
    for (const [one, other] of [
      [client, endpoint],
      [endpoint, client],
    ] as const) {
      one.on('error', () => {});
      one.on('close', () => other.destroy());
    }
  });
  return withDirectory(async (directory) => {
    const path = join(directory, 'wiretap.comm');
    server.listen(path);
    await once(server, 'listening');
    try {
      return await body({
        env: { ...env, PCSCLITE_CSOCK_NAME: path },
        versions,
        sent: (bytes) => new Promise((resolve) => awaited.add({ bytes, resolve })),
      });
    } finally {
      server.close();
    }
  });
}
