import { lstat, stat, unlink } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { EndpointError } from '../endpoint.ts';
import { listenError, systemErrorCode } from '../listen-error.ts';

/** sun_path holds 108 bytes with its NUL; clients cut longer names without a word. */
const maxPathLength = 107;

/** Tells whether somebody listens on a socket file. */
function answers(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', (error) => {
      const code = systemErrorCode(error);
      if (code === 'ECONNREFUSED' || code === 'ENOENT') resolve(false);
      else if (code === 'EAGAIN')
        resolve(true); // its queue is full: it lives
      else
        reject(
          new EndpointError('endpoint/not-permitted', `${path} cannot be tried: ${code}`, { cause: error }),
        );
    });
  });
}

/**
 * Makes the path free for a new socket: a file left by a dead server is removed. Throws EndpointError
 * `endpoint/path-too-long`, `endpoint/address-in-use`, `endpoint/bad-address` (no socket lies there) or
 * `endpoint/not-permitted`.
 */
export async function claimSocketPath(path: string): Promise<void> {
  const length = Buffer.byteLength(path);
  if (length > maxPathLength) {
    throw new EndpointError(
      'endpoint/path-too-long',
      `${path} has ${length} bytes, a socket takes ${maxPathLength}`,
    );
  }
  const found = await lstat(path).catch((error: unknown) => {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw listenError(path, error);
  });
  if (found === undefined) {
    // libuv would call a missing directory a missing permission.
    await stat(dirname(path)).catch((error: unknown) => {
      throw listenError(path, error);
    });
    return;
  }
  if (!found.isSocket()) {
    throw new EndpointError('endpoint/bad-address', `${path} is there and is not a socket`);
  }
  if (await answers(path))
    throw new EndpointError('endpoint/address-in-use', `${path} is served by somebody else`);
  await unlink(path).catch((error: unknown) => {
    if (systemErrorCode(error) !== 'ENOENT') throw listenError(path, error);
  });
}
