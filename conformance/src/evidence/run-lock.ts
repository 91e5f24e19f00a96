import { closeSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ToldError } from '../error.ts';
import { told } from './run-files.ts';

const lockName = 'run.lock';

/**
 * Keeps a directory for this process alone, and gives what lets go of it. The lock of a process that is dead is
 * taken over. Throws ToldError `record/in-use`, `record/unwritable`.
 */
export function lockDirectory(directory: string): () => void {
  const path = join(directory, lockName);
  const own = `${process.pid} ${hostname()}\n`;
  try {
    mkdirSync(directory, { recursive: true });
    for (;;) {
      try {
        const fd = openSync(path, 'wx');
        writeSync(fd, own);
        closeSync(fd);
        return () => rmSync(path, { force: true });
      } catch (error) {
        if (!isCode(error, 'EEXIST')) throw error;
      }
      const holder = read(path);
      if (holder !== undefined && isAlive(holder)) throw inUse(directory, holder);
      if (holder !== undefined) takeAway(path, holder);
    }
  } catch (error) {
    throw told(directory, error);
  }
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Another machine's process, and a lock that is just being written, count as alive. */
function isAlive(holder: string): boolean {
  const [pid, host] = holder.trim().split(' ');
  if (host !== hostname()) return true;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return !isCode(error, 'ESRCH');
  }
}

/** Renamed first: of two that find the same dead lock, one takes it and the other may hold a new one in hand. */
function takeAway(path: string, stale: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return;
    throw error;
  }
  if (read(aside) === stale) rmSync(aside);
  else renameSync(aside, path);
}

function inUse(directory: string, holder: string): ToldError {
  const pid = holder.trim().split(' ')[0] || '?';
  return new ToldError('record/in-use', {
    en: `another run (process ${pid}) writes to ${directory}`,
    ja: `別の実行(プロセス${pid})が${directory}に書き込んでいる`,
  });
}
