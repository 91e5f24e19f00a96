import type { Change, Store } from './store/store.ts';

/**
 * Commits, and knows what is on its way to the disk: an answer that tells of it has to wait for it, whoever
 * gets that answer.
 */
export class Durability {
  readonly #store: Store;
  readonly #onFatal: (error: unknown) => void;
  #pending: Promise<void> | undefined;
  #failed = false;

  constructor(store: Store, onFatal: (error: unknown) => void) {
    this.#store = store;
    this.#onFatal = onFatal;
  }

  /** Resolves when all that was committed so far is durable; `undefined` when it is already. */
  get pending(): Promise<void> | undefined {
    return this.#pending;
  }

  /** As `Store.commit`; the first failure is told, and stays pending for ever after. */
  commit(change: Change): Promise<void> | undefined {
    if (this.#failed) return this.#pending;
    const durable = this.#store.commit(change);
    if (durable === undefined) return undefined;
    this.#pending = durable;
    durable.then(
      () => {
        if (this.#pending === durable) this.#pending = undefined;
      },
      (error: unknown) => {
        if (this.#failed) return;
        this.#failed = true;
        this.#pending = durable;
        this.#onFatal(error);
      },
    );
    return durable;
  }
}
