import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CrashingDirectory, type Disk, everyDisk } from './crashing-directory.ts';
import type { Processes, ProcessIdentity } from './directory-lock.ts';
import { openFileStore } from './file-store.ts';
import type { Change, Json, Store } from './store.ts';

const sectors = 8; // seven records of one sector, so that checkpoints happen all the time

let nonce = 0;
/** A process after the end of all others. */
function lastProcess(): Processes {
  const self: ProcessIdentity = {
    host: 'a',
    boot: 'b',
    space: 'c',
    pid: 1,
    started: '1',
    nonce: `${nonce++}`,
  };
  return { self, stateOf: () => 'dead', pause: async () => {} };
}

const open = (directory: CrashingDirectory): Promise<Store> =>
  openFileStore('/state', { openDirectory: async () => directory, processes: lastProcess(), sectors });

const textOf = (entries: ReadonlyMap<string, Json>): string =>
  JSON.stringify([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));

const foundOn = async (disk: Disk): Promise<string> =>
  textOf((await open(new CrashingDirectory(disk))).entries);

/** A store, the directory it writes to, and the states that may be found there after a crash. */
class Run {
  readonly directory: CrashingDirectory;
  readonly #store: Store;
  readonly #entries: Map<string, Json>;
  /** The state found first, then the one after each change. */
  readonly #history: string[];
  #acknowledged = 0;

  private constructor(directory: CrashingDirectory, store: Store) {
    this.directory = directory;
    this.#store = store;
    this.#entries = new Map(store.entries);
    this.#history = [textOf(store.entries)];
    this.#expect();
  }

  #expect(): void {
    this.directory.expect(this.#history.slice(this.#acknowledged));
  }

  static async start(directory: CrashingDirectory, states: readonly string[]): Promise<Run> {
    directory.expect(states);
    const store = await open(directory);
    expect(states).toContain(textOf(store.entries));
    return new Run(directory, store);
  }

  commit(change: Change): Promise<void> {
    for (const [key, value] of change) {
      if (value === null) this.#entries.delete(key);
      else this.#entries.set(key, value);
    }
    const place = this.#history.push(textOf(this.#entries)) - 1;
    this.#expect();
    return Promise.resolve(this.#store.commit(change)).then(() => {
      this.#acknowledged = Math.max(this.#acknowledged, place);
      this.#expect();
    });
  }
}

const key = fc.constantFrom('secret/1', 'secret/2', 'card');
const value = fc.oneof(
  fc.integer({ min: 0, max: 9 }),
  fc.constant(null),
  // Up to three sectors, so that records are torn and checkpoints need larger files.
  fc.integer({ min: 0, max: 1300 }).map((length) => 'x'.repeat(length)),
);
const change = fc.array(fc.tuple(key, value), { minLength: 1, maxLength: 3 }).map((pairs) => new Map(pairs));

describe('a power cut', () => {
  test('at every instant of a run leaves every acknowledged change and no part of another', async () => {
    const run = await Run.start(new CrashingDirectory(), ['[]']);
    for (let triesLeft = 3; triesLeft >= 0; triesLeft--) {
      await run.commit(new Map<string, Json>([['secret/1', triesLeft]]));
    }
    await run.commit(new Map<string, Json>([['card', 'x'.repeat(1300)]]));
    await Promise.all([1, 2, 3].map((n) => run.commit(new Map<string, Json>([[`secret/${n}`, n]]))));
    const { directory } = run;
    let tried = 0;
    for (let length = 1; length <= directory.journal.length; length++) {
      const states = directory.expectedAt(length);
      for (const disk of everyDisk(directory, length, 2000) ?? [directory.afterPowerCut(length, () => 0)]) {
        expect(states, `after operation ${length}`).toContain(await foundOn(disk));
        tried++;
      }
    }
    expect(tried).toBeGreaterThan(100);
  });

  test('is survived any number of times, with kills in between, by any changes', async () => {
    const crash = fc.constantFrom('kill', 'power');
    const round = fc.record({
      batches: fc.array(fc.array(change, { minLength: 1, maxLength: 3 }), { maxLength: 6 }),
      unanswered: fc.array(change, { maxLength: 3 }),
      crash,
      ticks: fc.integer({ min: 0, max: 12 }),
      back: fc.integer({ min: 0, max: 12 }),
      seed: fc.array(fc.nat(), { minLength: 16, maxLength: 16 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 4 }), async (rounds) => {
        let directory = new CrashingDirectory();
        let states: readonly string[] = ['[]'];
        for (const { batches, unanswered, crash, ticks, back, seed } of rounds) {
          const begin = directory.journal.length + 1;
          const run = await Run.start(directory, states);
          for (const batch of batches) await Promise.all(batch.map((change) => run.commit(change)));
          for (const change of unanswered) run.commit(change).catch(() => {});
          for (let tick = 0; tick < ticks; tick++) await Promise.resolve();
          if (crash === 'power') {
            const length = Math.max(begin, directory.journal.length - back);
            let draw = 0;
            const disk = directory.afterPowerCut(length, (of) => seed[draw++ % seed.length]! % of);
            states = directory.expectedAt(length);
            directory.kill();
            directory = new CrashingDirectory(disk);
          } else {
            states = directory.expectedAt(directory.journal.length);
            directory = directory.kill();
          }
        }
        await Run.start(directory, states);
      }),
      { numRuns: 300 },
    );
  });

  test('takes nothing back that was shown after a flush had failed', async () => {
    const run = await Run.start(new CrashingDirectory(), ['[]']);
    run.directory.failNextFlush = true;
    await expect(run.commit(new Map([['secret/1', 2]]))).rejects.toMatchObject({ code: 'store/failed' });
    const next = run.directory.kill();
    await Run.start(next, ['[["secret/1",2]]']);
    for (const disk of everyDisk(next, next.journal.length, 100) ?? []) {
      expect(await foundOn(disk)).toBe('[["secret/1",2]]');
    }
  });

  test('is a crash that this test notices: without the flushes, tries come back', async () => {
    const run = await Run.start(new CrashingDirectory(), ['[]']);
    await run.commit(new Map<string, Json>([['secret/1', 2]]));
    await run.commit(new Map<string, Json>([['secret/1', 1]]));
    const { directory } = run;
    const created = directory.journal.findIndex(({ type }) => type === 'write');
    const flush = directory.journal.findLastIndex(({ type }) => type === 'flush');
    expect(flush).toBeGreaterThan(created);
    directory.journal.splice(flush, 1);
    const disks = everyDisk(directory, directory.journal.length, 100) ?? [];
    const found = await Promise.all(disks.map(foundOn));
    expect(new Set(found)).toEqual(new Set(['[["secret/1",2]]', '[["secret/1",1]]']));
  });
});
