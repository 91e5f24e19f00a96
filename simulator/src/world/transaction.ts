import type { Change, Json } from '../store/store.ts';

interface Recorded<E> {
  readonly key: string;
  send(event: E): void;
  record(): Json;
}

/** Everything one event changes, over all machines and facts it reaches; durable as a whole or not at all. */
export class Transaction {
  readonly #change = new Map<string, Json | null>();

  /** Sends an event to a machine and notes what has to be stored of it. */
  send<E>(machine: Recorded<E>, event: E): void {
    machine.send(event);
    this.#change.set(machine.key, machine.record());
  }

  put(key: string, value: Json): void {
    this.#change.set(key, value);
  }

  remove(key: string): void {
    this.#change.set(key, null);
  }

  get change(): Change {
    return this.#change;
  }
}
