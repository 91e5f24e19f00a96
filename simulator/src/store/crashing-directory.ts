import { sectorLength } from './sector.ts';
import type { StateDirectory, StateFile } from './state-directory.ts';

type Names = ReadonlyMap<string, number>;

type Operation =
  | { readonly type: 'names'; readonly names: Names }
  | { readonly type: 'write'; readonly file: number; readonly position: number; readonly bytes: Uint8Array }
  /** Everything before operation `upTo` is durable: of one file, or of the names. */
  | { readonly type: 'flush'; readonly file: number | 'names'; readonly upTo: number }
  /** The states that may be found from here on. */
  | { readonly type: 'expect'; readonly states: readonly string[] };

/** Files as bytes by name. */
export type Disk = ReadonlyMap<string, Uint8Array>;

/**
 * A directory in memory that writes down every operation. From the journal it tells, for a power cut at any
 * instant, what the disk may hold: what was flushed, plus any of the sectors and a beginning of the
 * name changes since then.
 */
export class CrashingDirectory implements StateDirectory {
  readonly path = '/state';
  readonly journal: Operation[] = [];
  #names: Map<string, number>;
  readonly #contents = new Map<number, Uint8Array>();
  readonly #start: Disk;
  #alive = true;
  /** The next flush of a file fails, and the system then forgets that there was anything to write. */
  failNextFlush = false;
  readonly #forgotten = new Set<Operation>();

  constructor(disk: Disk = new Map()) {
    this.#start = disk;
    this.#names = new Map(Array.from(disk.keys(), (name, file) => [name, file]));
    Array.from(disk.values(), (bytes, file) => this.#contents.set(file, bytes.slice()));
  }

  /** Notes which states may be found after a crash from here on. */
  expect(states: readonly string[]): void {
    this.journal.push({ type: 'expect', states });
  }

  /** What was noted last among the first `length` operations. */
  expectedAt(length: number): readonly string[] {
    const last = this.journal.slice(0, length).findLast((operation) => operation.type === 'expect');
    return last?.type === 'expect' ? last.states : [];
  }

  /** The files as a program would see them now. */
  get disk(): Disk {
    return new Map(Array.from(this.#names, ([name, file]) => [name, this.#contents.get(file)!]));
  }

  /** As kill -9 does: the process does nothing more, while what it wrote stays with the system. */
  kill(): CrashingDirectory {
    const heir = new CrashingDirectory(this.#start);
    heir.journal.push(...this.journal);
    heir.#names = new Map(this.#names);
    heir.#contents.clear();
    for (const [file, bytes] of this.#contents) heir.#contents.set(file, bytes.slice());
    for (const operation of this.#forgotten) heir.#forgotten.add(operation);
    this.#alive = false;
    return heir;
  }

  list(): string[] {
    return [...this.#names.keys()];
  }

  open(name: string): StateFile | undefined {
    const file = this.#names.get(name);
    return file === undefined ? undefined : this.#handle(file);
  }

  create(name: string): StateFile {
    const file = this.#contents.size;
    this.#contents.set(file, new Uint8Array(0));
    this.#rename(new Map(this.#names).set(name, file));
    return this.#handle(file);
  }

  rename(from: string, to: string): void {
    const names = new Map(this.#names).set(to, this.#names.get(from)!);
    names.delete(from);
    this.#rename(names);
  }

  remove(name: string): void {
    const names = new Map(this.#names);
    if (names.delete(name)) this.#rename(names);
  }

  flush(): Promise<void> {
    return this.#flush('names');
  }

  #rename(names: Map<string, number>): void {
    this.#names = names;
    this.journal.push({ type: 'names', names });
  }

  async #flush(file: number | 'names'): Promise<void> {
    const upTo = this.journal.length;
    await Promise.resolve();
    if (!this.#alive) return new Promise(() => {});
    if (this.failNextFlush && file !== 'names') {
      this.failNextFlush = false;
      const flushed = this.#flushedAt(upTo, file);
      for (const operation of this.journal.slice(flushed)) this.#forgotten.add(operation);
      throw Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' });
    }
    this.journal.push({ type: 'flush', file, upTo });
  }

  /** How many of the first operations were durable for a file, or the names, after `length` of them. */
  #flushedAt(length: number, file: number | 'names'): number {
    return this.journal
      .slice(0, length)
      .reduce((upTo, op) => (op.type === 'flush' && op.file === file ? Math.max(upTo, op.upTo) : upTo), 0);
  }

  #handle(file: number): StateFile {
    const contents = this.#contents;
    const { journal } = this;
    return {
      get length() {
        return contents.get(file)!.length;
      },
      read: () => contents.get(file)!.slice(),
      write(position, bytes) {
        contents.set(file, overwrite(contents.get(file)!, position, bytes));
        journal.push({ type: 'write', file, position, bytes: bytes.slice() });
      },
      flush: () => this.#flush(file),
      close() {},
    };
  }

  /**
   * What the disk may hold after a power cut behind the first `length` operations. `choose(n)` picks one of n
   * possibilities each time something may or may not have arrived; 0 is the oldest.
   */
  afterPowerCut(length: number, choose: (possibilities: number) => number): Disk {
    const contents = Array.from(this.#start.values());
    let names: Names = new Map(Array.from(this.#start.keys(), (name, file) => [name, file]));
    const past = this.journal.slice(0, length);
    const namesFlushed = this.#flushedAt(length, 'names');
    const pendingNames = [names];
    past.forEach((op, at) => {
      if (op.type !== 'names') return;
      if (at < namesFlushed) pendingNames.length = 0;
      pendingNames.push(op.names);
    });
    names = pendingNames[pendingNames.length === 1 ? 0 : choose(pendingNames.length)]!;

    return new Map(
      Array.from(names, ([name, file]) => {
        const upTo = this.#flushedAt(length, file);
        let bytes = contents[file] ?? new Uint8Array(0);
        const pending = new Map<number, Uint8Array[]>();
        past.forEach((op, at) => {
          if (op.type !== 'write' || op.file !== file) return;
          for (let offset = 0; offset < op.bytes.length; offset += sectorLength) {
            const position = op.position + offset;
            const sector = op.bytes.subarray(offset, offset + sectorLength);
            if (at < upTo && !this.#forgotten.has(op)) {
              bytes = overwrite(bytes, position, sector);
              pending.delete(position);
            } else {
              pending.set(position, [...(pending.get(position) ?? []), sector]);
            }
          }
        });
        for (const [position, versions] of pending) {
          const version = versions[choose(versions.length + 1) - 1];
          if (version !== undefined) bytes = overwrite(bytes, position, version);
        }
        return [name, bytes];
      }),
    );
  }
}

/** Every disk that `afterPowerCut` can give, or undefined when they are more than `limit`. */
export function everyDisk(directory: CrashingDirectory, length: number, limit: number): Disk[] | undefined {
  const disks: Disk[] = [];
  const path: { choice: number; readonly of: number }[] = [];
  for (;;) {
    if (disks.length === limit) return undefined;
    let depth = 0;
    disks.push(
      directory.afterPowerCut(length, (of) => {
        path[depth] ??= { choice: 0, of };
        return path[depth++]!.choice;
      }),
    );
    while (path.length > 0 && path.at(-1)!.choice === path.at(-1)!.of - 1) path.pop();
    const last = path.at(-1);
    if (last === undefined) return disks;
    last.choice++;
  }
}

function overwrite(old: Uint8Array, position: number, bytes: Uint8Array): Uint8Array {
  const merged = new Uint8Array(Math.max(old.length, position + bytes.length));
  merged.set(old);
  merged.set(bytes, position);
  return merged;
}
