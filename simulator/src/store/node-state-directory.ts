import * as fs from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { StateDirectory, StateFile } from './state-directory.ts';

/** A directory of the machine, made (mode 0700, durable) when it is not there. Throws the system's errors. */
export async function openNodeStateDirectory(directory: string): Promise<StateDirectory> {
  const path = resolve(directory);
  const firstMade = fs.mkdirSync(path, { recursive: true, mode: 0o700 });
  if (firstMade !== undefined) {
    for (let made = path; made.length >= firstMade.length; made = dirname(made)) {
      await flushDirectory(dirname(made));
    }
  }
  return {
    path,
    list: () => fs.readdirSync(path),
    open(name) {
      try {
        return nodeStateFile(fs.openSync(join(path, name), fs.constants.O_RDWR));
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    create: (name) => nodeStateFile(fs.openSync(join(path, name), 'wx+', 0o600)),
    rename: (from, to) => fs.renameSync(join(path, from), join(path, to)),
    remove: (name) => fs.rmSync(join(path, name), { force: true }),
    flush: () => flushDirectory(path),
  };
}

/**
 * A disk that flushes in less is waited for on the spot: the way to another thread and back takes as long. One
 * slow flush, or a busy event loop, and the next is made aside again.
 */
const waitHereMs = 0.1;

function nodeStateFile(descriptor: number): StateFile {
  let closed = false;
  let lastFlushMs = Number.POSITIVE_INFINITY;
  return {
    get length() {
      return fs.fstatSync(descriptor).size;
    },
    read() {
      const bytes = new Uint8Array(fs.fstatSync(descriptor).size);
      let done = 0;
      while (done < bytes.length) {
        const length = fs.readSync(descriptor, bytes, done, bytes.length - done, done);
        if (length === 0) break;
        done += length;
      }
      return bytes.subarray(0, done);
    },
    write(position, bytes) {
      // A full disk shows as a short write first; the next one then fails with ENOSPC.
      for (let done = 0; done < bytes.length; ) {
        done += fs.writeSync(descriptor, bytes, done, bytes.length - done, position + done);
      }
    },
    async flush() {
      const start = performance.now();
      if (lastFlushMs < waitHereMs) fs.fdatasyncSync(descriptor);
      else await flushAside(descriptor);
      lastFlushMs = performance.now() - start;
    },
    close() {
      // A second close could hit a descriptor that is somebody else's by now.
      if (!closed) fs.closeSync(descriptor);
      closed = true;
    },
  };
}

function flushAside(descriptor: number): Promise<void> {
  return new Promise((done, fail) => {
    fs.fdatasync(descriptor, (error) => (error === null ? done() : fail(error)));
  });
}

async function flushDirectory(path: string): Promise<void> {
  // Windows opens no directories; NTFS journals its names itself.
  if (process.platform === 'win32') return;
  const handle = await fs.promises.open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
