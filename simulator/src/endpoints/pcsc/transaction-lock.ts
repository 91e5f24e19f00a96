/**
 * Who has a reader to itself: the holder of a transaction, counted when nested, or of an exclusive connection.
 * @see pcsc reference, 1.5 BEGIN and END
 */
export class TransactionLock<H> {
  #holder: H | undefined;
  #count = 0;
  #waiting: (() => void)[] = [];

  get count(): number {
    return this.#count;
  }

  isHeldBy(handle: H): boolean {
    return this.#holder === handle;
  }

  get isHeld(): boolean {
    return this.#holder !== undefined;
  }

  isForeignTo(handle: H): boolean {
    return this.#holder !== undefined && this.#holder !== handle;
  }

  /** The caller has made sure that it is not foreign. */
  take(handle: H): void {
    this.#holder = handle;
    this.#count++;
  }

  /** Gives back one level; the last one frees the lock. */
  release(): void {
    if (this.#count > 1) this.#count--;
    else this.free();
  }

  free(): void {
    this.#holder = undefined;
    this.#count = 0;
    const waiting = this.#waiting;
    this.#waiting = [];
    // In the order they came; each looks again, and waits again if another was quicker.
    for (const wake of waiting) wake();
  }

  whenFree(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }
}
