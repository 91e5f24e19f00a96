import { join } from 'node:path';
import { type DirectoryLock, lockDirectory, type Processes } from './directory-lock.ts';
import { nodeProcesses } from './node-processes.ts';
import { openNodeStateDirectory } from './node-state-directory.ts';
import { sectorLength } from './sector.ts';
import type { StateDirectory, StateFile } from './state-directory.ts';
import {
  append,
  decodeImage,
  type EntryTexts,
  encodeImage,
  encodePayload,
  freeSector,
  type Tail,
} from './state-image.ts';
import type { Change, Json, Store } from './store.ts';
import { StoreError, storeErrorOf } from './store-error.ts';

/** What the store may say about its work; one line each. */
export interface StoreLog {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

export interface FileStoreOptions {
  /** The file system; the machine's own by default. */
  readonly openDirectory?: (path: string) => Promise<StateDirectory>;
  readonly processes?: Processes;
  readonly log?: StoreLog;
  /** Sectors of 512 bytes in a new state file; it grows when the state asks for more. */
  readonly sectors?: number;
}

const stateName = 'kazashi.state';
const nextName = 'kazashi.state.new';
const defaultSectors = 2048;

/**
 * Opens the state kept in a directory, which is made when it is not there, for this process alone. Throws
 * StoreError; then every file is as it was.
 */
export async function openFileStore(path: string, options: FileStoreOptions = {}): Promise<Store> {
  let lock: DirectoryLock | undefined;
  try {
    const directory = await (options.openDirectory ?? openNodeStateDirectory)(path);
    lock = await lockDirectory(directory, options.processes ?? nodeProcesses());
    return await openState(directory, lock, options);
  } catch (error) {
    lock?.release();
    throw storeErrorOf(error, path);
  }
}

async function openState(
  directory: StateDirectory,
  lock: DirectoryLock,
  { log, sectors = defaultSectors }: FileStoreOptions,
): Promise<Store> {
  const file = directory.open(stateName);
  if (file === undefined) {
    const created = await writeImage(directory, 1, new Map(), sectors);
    return new FileStore(directory, lock, created.file, created.tail, new Map(), sectors);
  }
  try {
    const bytes = file.read();
    const { tail, entries, lastPosition, residue } = decodeImage(bytes, join(directory.path, stateName));
    for (const position of residue) {
      const sector = freeSector(tail.generation, position);
      file.write(position * sector.length, sector);
    }
    if (residue.length > 0) {
      log?.info('dropped a change that was cut short before it was acknowledged', {
        sectors: residue.length,
      });
    }
    directory.remove(nextName);
    // The last record may still be on its way to the disk, and from now on it is shown. Written again, since
    // after a flush that failed the system takes what it could not write for written.
    const start = lastPosition * sectorLength;
    file.write(start, bytes.subarray(start, tail.position * sectorLength));
    await file.flush();
    await directory.flush();
    return new FileStore(directory, lock, file, tail, entries, sectors);
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Writes a whole new file and puts it in place of the old one. */
async function writeImage(
  directory: StateDirectory,
  generation: number,
  texts: EntryTexts,
  sectors: number,
  old?: StateFile,
): Promise<{ file: StateFile; tail: Tail }> {
  const image = encodeImage(generation, encodePayload(texts), sectors);
  directory.remove(nextName);
  const file = directory.create(nextName);
  try {
    file.write(0, image.bytes);
    await file.flush();
    old?.close(); // Windows replaces no open file.
    directory.rename(nextName, stateName);
    await directory.flush();
    return { file, tail: image.tail };
  } catch (error) {
    file.close();
    directory.remove(nextName);
    throw error;
  }
}

interface Batch {
  readonly texts: Map<string, string | null>;
  readonly durable: Promise<void>;
  resolve(): void;
  reject(error: StoreError): void;
}

/**
 * Keeps the state in one preallocated file: a transaction is one write in place and one flush. Commits made
 * while a flush is under way wait for it and then go together as one transaction.
 */
class FileStore implements Store {
  readonly entries: ReadonlyMap<string, Json>;
  readonly #directory: StateDirectory;
  readonly #lock: DirectoryLock;
  readonly #sectors: number;
  /** What the disk holds. */
  readonly #texts = new Map<string, string>();
  #file: StateFile;
  #tail: Tail;
  #waiting: Batch | undefined;
  #writing: Promise<void> | undefined;
  #refusal: StoreError | undefined;
  #closing: Promise<void> | undefined;

  constructor(
    directory: StateDirectory,
    lock: DirectoryLock,
    file: StateFile,
    tail: Tail,
    entries: ReadonlyMap<string, Json>,
    sectors: number,
  ) {
    this.#directory = directory;
    this.#lock = lock;
    this.#file = file;
    this.#tail = tail;
    this.#sectors = sectors;
    this.entries = entries;
    for (const [key, value] of entries) this.#texts.set(key, JSON.stringify(value));
  }

  commit(change: Change): Promise<void> | undefined {
    if (this.#refusal !== undefined) return Promise.reject(this.#refusal);
    if (change.size === 0) return undefined;
    const texts = Array.from(change, ([key, value]) => [key, textOf(value)] as const);
    this.#waiting ??= newBatch();
    const batch = this.#waiting;
    for (const [key, text] of texts) batch.texts.set(key, text);
    this.#writing ??= this.#writeAll();
    return batch.durable;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#refusal ??= new StoreError('store/closed', this.#directory.path, 'the state was closed before.');
    await this.#writing;
    this.#file.close();
    this.#lock.release();
  }

  async #writeAll(): Promise<void> {
    for (let batch = this.#waiting; batch !== undefined; batch = this.#waiting) {
      this.#waiting = undefined;
      try {
        await this.#write(batch.texts);
        batch.resolve();
      } catch (error) {
        const refusal = storeErrorOf(error, join(this.#directory.path, stateName));
        this.#refusal = refusal;
        batch.reject(refusal);
        this.#refuseWaiting(refusal);
      }
    }
    this.#writing = undefined;
  }

  #refuseWaiting(refusal: StoreError): void {
    this.#waiting?.reject(refusal);
    this.#waiting = undefined;
  }

  async #write(texts: EntryTexts): Promise<void> {
    const next = append(this.#tail, encodePayload(texts));
    if (next === undefined) {
      await this.#checkpoint(texts);
    } else {
      this.#file.write(this.#tail.position * sectorLength, next.bytes);
      await this.#file.flush();
      this.#tail = next.tail;
    }
    applyTexts(this.#texts, texts);
  }

  /** The file has no room left: a new one takes its place, with the change in it. */
  async #checkpoint(change: EntryTexts): Promise<void> {
    const texts = applyTexts(new Map(this.#texts), change);
    const generation = this.#tail.generation + 1;
    const { file, tail } = await writeImage(this.#directory, generation, texts, this.#sectors, this.#file);
    this.#file = file;
    this.#tail = tail;
  }
}

function applyTexts(texts: Map<string, string>, change: EntryTexts): Map<string, string> {
  for (const [key, text] of change) {
    if (text === null) texts.delete(key);
    else texts.set(key, text);
  }
  return texts;
}

function newBatch(): Batch {
  let resolve!: () => void;
  let reject!: (error: StoreError) => void;
  const durable = new Promise<void>((onDurable, onRefused) => {
    resolve = onDurable;
    reject = onRefused;
  });
  return { texts: new Map(), durable, resolve, reject };
}

function textOf(value: Json | null): string | null {
  if (value === null) return null;
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new TypeError('a value of a change is not JSON');
  return text;
}
