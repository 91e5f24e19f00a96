/** Runs `next` on a value that may be awaited, without a promise when it need not be. */
export function whenDone<T, U>(value: T | Promise<T>, next: (value: T) => U | Promise<U>): U | Promise<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** One operation at a time, in the order they were asked for. Nothing is queued while nothing has to wait. */
export class Turns {
  #last: Promise<unknown> | undefined;

  get idle(): boolean {
    return this.#last === undefined;
  }

  /** Runs `operation` now when it is free, else after those before it have ended. */
  take<T>(operation: () => T | Promise<T>): T | Promise<T> {
    const result = this.#last === undefined ? operation() : this.#last.then(operation, operation);
    if (result instanceof Promise) this.occupy(result);
    return result;
  }

  /** Keeps the next ones waiting until `work` has ended. */
  occupy(work: Promise<unknown>): void {
    this.#last = work;
    const done = (): void => {
      if (this.#last === work) this.#last = undefined;
    };
    work.then(done, done);
  }
}
