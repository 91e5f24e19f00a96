import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { CrashingDirectory } from './crashing-directory.ts';
import {
  lockDirectory,
  lockName,
  type Processes,
  type ProcessIdentity,
  parseLockName,
  takeDirectory,
} from './directory-lock.ts';

const identity = (pid: number, changes: Partial<ProcessIdentity> = {}): ProcessIdentity => ({
  host: '1a2b',
  boot: '9f00',
  space: '4026531836',
  pid,
  started: '77',
  nonce: 'abcd',
  ...changes,
});

const processes = (self: ProcessIdentity, dead: ReadonlySet<number>): Processes => ({
  self,
  stateOf: ({ pid, host }) => (host !== self.host ? 'unknown' : dead.has(pid) ? 'dead' : 'alive'),
  pause: async () => {},
});

test('a lock file is named after its process and read back, other files are not taken for one', () => {
  expect(lockName(identity(12))).toBe('kazashi.lock.1a2b.9f00.4026531836.12.77.abcd');
  expect(parseLockName('kazashi.lock.1a2b.9f00.4026531836.12.77.abcd')).toEqual(identity(12));
  for (const name of [
    'kazashi.state',
    'kazashi.lock.1.2',
    'kazashi.lock.1a2b.9f00.40.x.77.abcd',
    'kazashi.lock.',
  ]) {
    expect(parseLockName(name), name).toBeUndefined();
  }
});

test('a second process is told who has the directory, and gets it once that one lets go', async () => {
  const directory = new CrashingDirectory();
  const lock = await lockDirectory(directory, processes(identity(1), new Set()));
  await expect(lockDirectory(directory, processes(identity(2), new Set()))).rejects.toMatchObject({
    code: 'store/in-use',
    message: expect.stringContaining('process 1 has this state open'),
  });
  lock.release();
  expect(directory.list()).toEqual([]);
  (await lockDirectory(directory, processes(identity(2), new Set()))).release();
});

test('the directory of a dead process is taken over, that of one out of sight is not', async () => {
  const directory = new CrashingDirectory();
  await lockDirectory(directory, processes(identity(1), new Set()));
  await lockDirectory(directory, processes(identity(2), new Set([1])));
  expect(directory.list()).toEqual([lockName(identity(2))]);
  const elsewhere = processes(identity(3, { host: 'ffff' }), new Set([2]));
  await expect(lockDirectory(directory, elsewhere)).rejects.toMatchObject({
    code: 'store/in-use',
    message: expect.stringContaining(`remove ${lockName(identity(2))}`),
  });
});

/** Lets processes go one step at a time in the order of `schedule`; some are killed on the way. */
function race(pids: readonly number[], schedule: readonly number[], killedAt: ReadonlyMap<number, number>) {
  const directory = new CrashingDirectory();
  const dead = new Set<number>([99]);
  directory.create(lockName(identity(99)));
  const running = new Map(
    pids.map((pid) => [pid, takeDirectory(directory, processes(identity(pid), dead), 40)] as const),
  );
  const holders = new Set<number>();
  let most = 0;
  const advance = (pid: number): void => {
    const result = running.get(pid)?.next();
    if (result?.done !== true) return;
    running.delete(pid);
    if ('own' in result.value) holders.add(pid);
  };
  schedule.forEach((turn, at) => {
    const doomed = killedAt.get(at);
    if (doomed !== undefined) {
      dead.add(doomed);
      running.delete(doomed);
      holders.delete(doomed);
    }
    advance(pids[turn % pids.length]!);
    most = Math.max(most, holders.size);
  });
  // Then everybody in turn to the end, as a fair system would.
  while (running.size > 0) {
    for (const pid of [...running.keys()]) advance(pid);
    most = Math.max(most, holders.size);
  }
  return { most, holders };
}

test('of two processes exactly one holds the directory, in every order of their steps', () => {
  for (let order = 0; order < 2 ** 14; order++) {
    const schedule = Array.from({ length: 14 }, (_, step) => (order >> step) & 1);
    const { most, holders } = race([3, 12], schedule, new Map());
    expect({ most, holders: holders.size }, schedule.join('')).toEqual({ most: 1, holders: 1 });
  }
});

test('of many that start at once and are killed at any moment never two hold it, and one of the rest does', () => {
  const pids = [3, 12, 5, 40];
  const kills = fc.array(fc.tuple(fc.nat(60), fc.constantFrom(...pids.slice(1))), { maxLength: 3 });
  fc.assert(
    fc.property(fc.array(fc.nat(3), { maxLength: 60 }), kills, (schedule, killed) => {
      const { most, holders } = race(pids, schedule, new Map(killed));
      expect(most).toBeLessThanOrEqual(1);
      // One killed after everybody else gave up leaves nobody.
      if (killed.length === 0) expect(holders.size).toBe(1);
    }),
    { numRuns: 2000 },
  );
});
