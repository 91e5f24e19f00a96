import type { Change, Json, Store } from './store.ts';

/** Keeps nothing beyond the process. */
export class MemoryStore implements Store {
  readonly entries: ReadonlyMap<string, Json> = new Map();
  commit(_change: Change): undefined {
    return undefined;
  }
  async close(): Promise<void> {}
}
