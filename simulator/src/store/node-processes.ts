import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { crc32 } from 'node:zlib';
import type { Processes, ProcessIdentity } from './directory-lock.ts';

const pauseMs = 10;

/** The processes of this machine. Start time, boot and PID namespace are known on Linux only, `0` elsewhere. */
export function nodeProcesses(): Processes {
  const self: ProcessIdentity = {
    host: crc32(hostname()).toString(16),
    boot: tryRead(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').slice(0, 8)) ?? '0',
    space: tryRead(() => /\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0]) ?? '0',
    pid: process.pid,
    started: statOf(process.pid)?.started ?? '0',
    nonce: randomBytes(4).toString('hex'),
  };
  return {
    self,
    stateOf(other) {
      if (other.host === self.host && other.boot !== self.boot) return 'dead';
      if (other.boot !== self.boot || other.space !== self.space) return 'unknown';
      if (other.host !== self.host && self.boot === '0') return 'unknown';
      return isAlive(other) ? 'alive' : 'dead';
    },
    pause: () => new Promise((resume) => setTimeout(resume, pauseMs)),
  };
}

function isAlive({ pid, started }: ProcessIdentity): boolean {
  if (!exists(pid)) return false;
  const stat = statOf(pid);
  // A process of another user may be hidden, or it ended since: ask again rather than take it for dead.
  if (stat === undefined) return exists(pid);
  return stat.started === started && stat.state !== 'Z' && stat.state !== 'X';
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** State and start time of a process. @see proc(5), /proc/pid/stat fields 3 and 22 */
function statOf(pid: number): { state: string; started: string } | undefined {
  const stat = tryRead(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, started] = [fields?.[0], fields?.[19]];
  return state === undefined || started === undefined ? undefined : { state, started };
}

function tryRead<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
