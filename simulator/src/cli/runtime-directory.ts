import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { SimulatorError } from '../errors.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** A simulator that runs: how its control API is reached. */
export interface RunningSimulator {
  readonly pid: number;
  readonly version: string;
  readonly control: string;
  readonly token: string;
}

/** The path of `runtimeDirectory`; nothing is made or looked at. */
export function runtimePath(env: Env): string {
  const base = env.XDG_RUNTIME_DIR;
  return base ? join(base, 'kazashi') : join(tmpdir(), `kazashi-${userInfo().username}`);
}

/**
 * Where running simulators leave their addresses and the default socket lies: `$XDG_RUNTIME_DIR/kazashi`, or a
 * directory of the user's own under the temporary one. Made with mode 0700; one that others own is refused.
 */
export function runtimeDirectory(env: Env): string {
  const directory = runtimePath(env);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new SimulatorError('control/not-permitted', `${directory}: ${(error as Error).message}`);
  }
  if (process.platform !== 'win32') {
    const { uid } = statSync(directory);
    if (uid !== process.getuid?.()) {
      throw new SimulatorError('control/not-permitted', `${directory} belongs to another user`);
    }
    chmodSync(directory, 0o700);
  }
  return directory;
}

export function announce(env: Env, simulator: RunningSimulator): () => void {
  const file = join(runtimeDirectory(env), `${simulator.pid}.json`);
  writeFileSync(file, `${JSON.stringify(simulator)}\n`, { mode: 0o600 });
  return () => rmSync(file, { force: true });
}

/** A killed process that nobody has waited for still takes signals; Linux tells it by its state. */
function isZombie(pid: number): boolean {
  try {
    return /^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Simulators of this user whose process lives, newest first. Files of dead ones are removed. */
export function runningSimulators(env: Env): RunningSimulator[] {
  const directory = runtimeDirectory(env);
  const found: { simulator: RunningSimulator; at: number }[] = [];
  for (const name of readdirSync(directory)) {
    if (!/^\d+\.json$/.test(name)) continue;
    const file = join(directory, name);
    try {
      if (!lives(Number.parseInt(name, 10))) {
        rmSync(file, { force: true });
        continue;
      }
      found.push({ simulator: JSON.parse(readFileSync(file, 'utf8')), at: statSync(file).mtimeMs });
    } catch {
      // Written or removed this very moment by its owner.
    }
  }
  return found.sort((a, b) => b.at - a.at).map(({ simulator }) => simulator);
}
