import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CrashingDirectory } from './crashing-directory.ts';
import { type FileStoreOptions, openFileStore } from './file-store.ts';
import { nodeProcesses } from './node-processes.ts';
import { openNodeStateDirectory } from './node-state-directory.ts';
import type { StateDirectory, StateFile } from './state-directory.ts';
import type { Change, Json } from './store.ts';

let directory: string;
let state: string;

beforeEach(() => {
  directory = join(fs.mkdtempSync(join(tmpdir(), 'kazashi-store-')), 'a', 'state');
  state = join(directory, 'kazashi.state');
});
afterEach(() => fs.rmSync(join(directory, '..', '..'), { recursive: true }));

const change = (...entries: [string, Json | null][]): Change => new Map(entries);

async function entriesOf(options?: FileStoreOptions): Promise<Record<string, Json>> {
  const store = await openFileStore(directory, options);
  await store.close();
  return Object.fromEntries(store.entries);
}

/** A state in which two of three tries are spent. */
async function spendTwoTries(options?: FileStoreOptions): Promise<void> {
  const store = await openFileStore(directory, options);
  for (const triesLeft of [3, 2, 1]) await store.commit(change(['secret/1', triesLeft]));
  await store.close();
}

describe('what was committed', () => {
  test('is found by the next process: the last value of each key, and no key that went away', async () => {
    const store = await openFileStore(directory);
    await store.commit(change(['secret/1', { triesLeft: 2 }], ['card', ['使用中', null, 1.5]]));
    await store.commit(change(['secret/1', null], ['__proto__', true]));
    await store.close();
    const found = await openFileStore(directory);
    expect([...found.entries]).toEqual([
      ['card', ['使用中', null, 1.5]],
      ['__proto__', true],
    ]);
    await found.close();
  });

  test('is as it was when commit was called, whatever becomes of the value', async () => {
    const store = await openFileStore(directory);
    const value = { triesLeft: 2 };
    const durable = store.commit(change(['secret/1', value]));
    value.triesLeft = 3;
    await durable;
    await store.close();
    expect(await entriesOf()).toEqual({ 'secret/1': { triesLeft: 2 } });
  });

  test('stays through any number of files, however large a change', async () => {
    const options = { sectors: 8 };
    const store = await openFileStore(directory, options);
    for (let n = 0; n < 40; n++) await store.commit(change([`card/${n % 5}`, n]));
    expect(fs.statSync(state).size).toBe(8 * 512);
    await store.commit(change(['photo', 'x'.repeat(10_000)]));
    expect(fs.statSync(state).size).toBe(128 * 512);
    for (let n = 40; n < 300; n++) await store.commit(change([`card/${n % 5}`, n]));
    await store.close();
    expect(await entriesOf(options)).toEqual({
      'card/0': 295,
      'card/1': 296,
      'card/2': 297,
      'card/3': 298,
      'card/4': 299,
      photo: 'x'.repeat(10_000),
    });
    expect(fs.readdirSync(directory)).toEqual(['kazashi.state']);
  });

  test('stays when sectors of a change that was cut short lie behind it', async () => {
    await spendTwoTries();
    const before = fs.readFileSync(state);
    const store = await openFileStore(directory);
    await store.commit(change(['card', 'x'.repeat(1200)]));
    await store.close();
    const torn = fs.readFileSync(state);
    torn.set(before.subarray(5 * 512, 6 * 512), 5 * 512); // the first of three sectors never arrived
    fs.writeFileSync(state, torn);
    const log: unknown[] = [];
    const next = await openFileStore(directory, { log: { info: (...line) => log.push(line) } });
    expect(log).toEqual([[expect.stringContaining('cut short'), { sectors: 2 }]]);
    await next.commit(change(['secret/1', 0]));
    await next.close();
    expect(await entriesOf()).toEqual({ 'secret/1': 0 });
  });

  test('lies in a file and directory that only their owner may open', async () => {
    await spendTwoTries();
    expect(fs.statSync(state).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600);
    expect(fs.statSync(directory).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o700);
  });
});

describe('commit', () => {
  test('has nothing to wait for when nothing changes', async () => {
    const store = await openFileStore(directory);
    expect(store.commit(change())).toBeUndefined();
    await store.close();
  });

  test('writes and flushes changes made during a flush together, in their order', async () => {
    const memory = new CrashingDirectory();
    const store = await openFileStore(directory, { openDirectory: async () => memory, sectors: 8 });
    const start = memory.journal.length;
    const order: number[] = [];
    await Promise.all(
      [3, 2, 1, 0].map((n) =>
        store.commit(change(['secret/1', n], [`seen/${n}`, n]))?.then(() => order.push(n)),
      ),
    );
    expect(order).toEqual([3, 2, 1, 0]);
    expect(memory.journal.slice(start).map(({ type }) => type)).toEqual(['write', 'flush', 'write', 'flush']);
    await store.close();
    const found = await openFileStore(directory, { openDirectory: async () => memory });
    expect(Object.fromEntries(found.entries)).toEqual({
      'secret/1': 0,
      'seen/0': 0,
      'seen/1': 1,
      'seen/2': 2,
      'seen/3': 3,
    });
  });

  test('is refused after close, which waits for those before it', async () => {
    const store = await openFileStore(directory);
    const durable = Promise.all([store.commit(change(['a', 1])), store.commit(change(['b', 2]))]);
    const closed = store.close();
    await expect(store.commit(change(['c', 3]))).rejects.toMatchObject({ code: 'store/closed' });
    await Promise.all([durable, closed, store.close()]);
    expect(await entriesOf()).toEqual({ a: 1, b: 2 });
  });

  test('throws for a value that is not JSON, and takes nothing of that change', async () => {
    const store = await openFileStore(directory);
    const wrong: Map<string, Json> = new Map([['a', 1]]);
    Reflect.apply(Map.prototype.set, wrong, ['b', () => {}]);
    expect(() => store.commit(wrong)).toThrow(TypeError);
    await store.commit(change(['c', 3]));
    await store.close();
    expect(await entriesOf()).toEqual({ c: 3 });
  });
});

describe('a state that cannot be used is left as it is', () => {
  const unusable: [string, string, (bytes: Buffer) => Buffer][] = [
    ['a flipped bit', 'store/damaged', (bytes) => bytes.fill(bytes.readUInt8(1100) ^ 4, 1100, 1101)],
    ['a zeroed page', 'store/damaged', (bytes) => bytes.fill(0, 4096, 8192)],
    ['a cut file', 'store/truncated', (bytes) => bytes.subarray(0, 5000)],
    ['an empty file', 'store/truncated', () => Buffer.alloc(0)],
    ['a newer format', 'store/newer-format', (bytes) => bytes.fill('2', 21, 22)],
  ];
  test.each(unusable)('%s is %s', async (_, code, change) => {
    await spendTwoTries();
    const bytes = Buffer.from(change(fs.readFileSync(state)));
    fs.writeFileSync(state, bytes);
    fs.writeFileSync(`${state}.new`, 'left behind');
    await expect(openFileStore(directory)).rejects.toMatchObject({
      code,
      path: state,
      message: expect.stringContaining('The file was left as it is'),
    });
    expect(fs.readFileSync(state).equals(bytes)).toBe(true);
    expect(fs.readdirSync(directory).sort()).toEqual(['kazashi.state', 'kazashi.state.new']);
  });
});

/** The machine's directory, except that `refuse` may fail an operation. */
function failing(
  refuse: (operation: string) => string | undefined,
): (path: string) => Promise<StateDirectory> {
  const check = (operation: string): void => {
    const code = refuse(operation);
    if (code !== undefined) throw Object.assign(new Error(`${code}: refused, ${operation}`), { code });
  };
  const fileOf = (file: StateFile): StateFile => ({
    get length() {
      return file.length;
    },
    read: () => file.read(),
    write(position, bytes) {
      check('write');
      file.write(position, bytes);
    },
    async flush() {
      check('flush');
      await file.flush();
    },
    close: () => file.close(),
  });
  return async (path) => {
    const real = await openNodeStateDirectory(path);
    return {
      ...real,
      open(name) {
        check(`open ${name}`);
        const file = real.open(name);
        return file && fileOf(file);
      },
      create(name) {
        check(`create ${name}`);
        return fileOf(real.create(name));
      },
      rename(from, to) {
        check('rename');
        real.rename(from, to);
      },
    };
  };
}

describe('a full disk', () => {
  test.each(['create kazashi.state.new', 'write', 'flush'])(
    'at %s leaves no half-made state behind',
    async (at) => {
      const openDirectory = failing((operation) => (operation === at ? 'ENOSPC' : undefined));
      await expect(openFileStore(directory, { openDirectory })).rejects.toMatchObject({ code: 'store/full' });
      expect(fs.readdirSync(directory)).toEqual([]);
    },
  );

  test.each(['create kazashi.state.new', 'write', 'flush', 'rename'])(
    'at %s of the next file refuses that change and all after it, and keeps those before',
    async (at) => {
      let fullNow = false;
      const openDirectory = failing((operation) => (fullNow && operation === at ? 'ENOSPC' : undefined));
      const store = await openFileStore(directory, { openDirectory, sectors: 8 });
      for (let n = 1; n <= 6; n++) await store.commit(change(['secret/1', n]));
      const before = fs.readFileSync(state);
      fullNow = true;
      const refused = [store.commit(change(['secret/1', 7])), store.commit(change(['secret/1', 8]))];
      for (const commit of refused) await expect(commit).rejects.toMatchObject({ code: 'store/full' });
      fullNow = false;
      await expect(store.commit(change(['secret/1', 9]))).rejects.toMatchObject({ code: 'store/full' });
      await store.close();
      expect(fs.readFileSync(state).equals(before)).toBe(true);
      expect(fs.readdirSync(directory)).toEqual(['kazashi.state']);
      expect(await entriesOf()).toEqual({ 'secret/1': 6 });
    },
  );

  test('does not matter as long as the file has room', async () => {
    await spendTwoTries();
    const openDirectory = failing((operation) =>
      operation.startsWith('create kazashi.state') ? 'ENOSPC' : undefined,
    );
    const store = await openFileStore(directory, { openDirectory });
    await store.commit(change(['secret/1', 0]));
    await store.close();
    expect(await entriesOf()).toEqual({ 'secret/1': 0 });
  });
});

describe('a directory', () => {
  test('is open in one process at a time, also when both are this one', async () => {
    const store = await openFileStore(directory);
    await expect(openFileStore(directory)).rejects.toMatchObject({
      code: 'store/in-use',
      message: expect.stringContaining('this process has this state open'),
    });
    await store.commit(change(['a', 1]));
    await store.close();
    expect(await entriesOf()).toEqual({ a: 1 });
    expect(fs.readdirSync(directory)).toEqual(['kazashi.state']);
  });

  test('that is a file, or lies below one, is not permitted', async () => {
    const file = join(directory, '..', '..', 'file');
    fs.writeFileSync(file, 'mine');
    for (const path of [file, join(file, 'below')]) {
      await expect(openFileStore(path)).rejects.toMatchObject({ code: 'store/not-permitted', path });
    }
    expect(fs.readFileSync(file, 'utf8')).toBe('mine');
  });

  test.each(['EACCES', 'EROFS'])('in which the system answers %s is not permitted', async (code) => {
    const openDirectory = failing((operation) => (operation.startsWith('create') ? code : undefined));
    await expect(openFileStore(directory, { openDirectory })).rejects.toMatchObject({
      code: 'store/not-permitted',
    });
  });

  test('on a disk that fails to read says so and is free for the next', async () => {
    await spendTwoTries();
    const openDirectory = failing((operation) => (operation === 'open kazashi.state' ? 'EIO' : undefined));
    await expect(openFileStore(directory, { openDirectory })).rejects.toMatchObject({ code: 'store/failed' });
    expect(await entriesOf()).toEqual({ 'secret/1': 1 });
  });
});

describe('processes', () => {
  test('are told apart by start time, boot and PID namespace', ({ skip }) => {
    if (process.platform !== 'linux') skip('only Linux shows these in /proc');
    const { self, stateOf } = nodeProcesses();
    expect(self.started).toMatch(/^[1-9]\d*$/);
    expect(stateOf(self)).toBe('alive');
    expect(stateOf({ ...self, started: `${Number(self.started) - 1}` })).toBe('dead');
    expect(stateOf({ ...self, boot: 'before' })).toBe('dead');
    expect(stateOf({ ...self, space: '1' })).toBe('unknown');
    expect(stateOf({ ...self, host: '0', boot: 'other' })).toBe('unknown');
    expect(stateOf({ ...self, pid: 2 ** 22 + 1 })).toBe('dead');
  });
});
