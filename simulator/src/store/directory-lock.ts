import type { StateDirectory } from './state-directory.ts';
import { StoreError } from './store-error.ts';

/** A process, told apart from every other that ever ran. All parts are lower-case letters and digits. */
export interface ProcessIdentity {
  /** The machine by its name. */
  readonly host: string;
  /** The boot of the machine. */
  readonly boot: string;
  /** The space in which `pid` is counted: containers have their own. */
  readonly space: string;
  readonly pid: number;
  /** When it started, in ticks of that boot. */
  readonly started: string;
  /** Random: one process may open several stores. */
  readonly nonce: string;
}

export interface Processes {
  readonly self: ProcessIdentity;
  /** `unknown` when the process is out of sight: of another machine or another container. */
  stateOf(identity: ProcessIdentity): 'alive' | 'dead' | 'unknown';
  /** A moment in which another process may go on. */
  pause(): Promise<void>;
}

export interface DirectoryLock {
  release(): void;
}

const prefix = 'kazashi.lock.';

/** Name of the lock file: the process itself, so that the file says all from its first instant. */
export function lockName({ host, boot, space, pid, started, nonce }: ProcessIdentity): string {
  return prefix + [host, boot, space, pid, started, nonce].join('.');
}

/** The process that a file name stands for; undefined for other files. */
export function parseLockName(name: string): ProcessIdentity | undefined {
  if (!name.startsWith(prefix)) return undefined;
  const parts = name.slice(prefix.length).split('.');
  const [host, boot, space, pid, started, nonce] = parts;
  if (parts.length !== 6 || !parts.every((part) => /^[0-9a-z]+$/.test(part))) return undefined;
  if (!host || !boot || !space || !started || !nonce || !/^\d+$/.test(pid ?? '')) return undefined;
  return { host, boot, space, pid: Number(pid), started, nonce };
}

/**
 * Steps of taking a directory: between two of them any other process may run. Returns the name of the lock
 * file, or the process that holds the directory.
 *
 * Each process makes a file named after itself and then looks: it holds the directory when there is nobody else
 * alive. Of two, the later one to look sees the earlier, so both never hold it. A file of a dead process may be
 * removed by anybody at any time, since no living one has its name: taking over needs no lock of its own. When
 * two start together each sees the other; the one whose name sorts last steps back and looks again.
 */
export function* takeDirectory(
  directory: StateDirectory,
  processes: Processes,
  patience: number,
): Generator<'step' | 'pause', { own: string } | Other> {
  const own = lockName(processes.self);
  let made = false;
  try {
    for (let look = 0; ; look++) {
      const other = yield* firstOther(directory, processes, own);
      if (other === undefined) {
        if (made) {
          made = false; // it stays
          return { own };
        }
        directory.create(own).close();
        made = true;
        yield 'step';
        continue;
      }
      if (look >= patience) return other;
      if (made && other.file < own) {
        directory.remove(own);
        made = false;
      }
      yield 'pause';
    }
  } finally {
    if (made) directory.remove(own);
  }
}

interface Other {
  readonly holder: ProcessIdentity;
  readonly file: string;
}

/** The first of the others by name that may be alive; files of the dead go. */
function* firstOther(
  directory: StateDirectory,
  processes: Processes,
  own: string,
): Generator<'step', Other | undefined> {
  let first: Other | undefined;
  for (const file of directory.list()) {
    const holder = parseLockName(file);
    if (holder === undefined || file === own) continue;
    if (processes.stateOf(holder) === 'dead') {
      yield 'step';
      directory.remove(file);
    } else if (first === undefined || file < first.file) {
      first = { holder, file };
    }
  }
  yield 'step';
  return first;
}

/** Takes the directory for this process. Throws StoreError `store/in-use`. */
export async function lockDirectory(directory: StateDirectory, processes: Processes): Promise<DirectoryLock> {
  const steps = takeDirectory(directory, processes, 20);
  for (;;) {
    const { done, value } = steps.next();
    if (!done) {
      if (value === 'pause') await processes.pause();
      continue;
    }
    if ('own' in value) return { release: () => directory.remove(value.own) };
    const { holder, file } = value;
    const who =
      processes.stateOf(holder) === 'unknown'
        ? `process ${holder.pid} of another machine or container, which cannot be seen from here, has`
        : holder.pid === processes.self.pid && holder.space === processes.self.space
          ? 'this process has'
          : `process ${holder.pid} has`;
    throw new StoreError(
      'store/in-use',
      directory.path,
      `${who} this state open. End it or name another --state directory; if it is long gone, remove ${file}.`,
    );
  }
}
