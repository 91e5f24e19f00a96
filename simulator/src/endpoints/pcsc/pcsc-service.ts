import type { Timers } from '../../clock/timers.ts';
import type { Reader, ReaderRegistry } from '../../readers/reader.ts';
import type { EndpointLog } from '../endpoint.ts';
import { ClientContext, type Waiter } from './client-context.ts';
import { ReaderSlot, type ReaderSlotOptions } from './reader-slot.ts';
import { ReaderStates } from './reader-states.ts';
import { SCARD } from './scard.ts';
import { readU32 } from './struct.ts';

export interface PcscServiceOptions {
  readonly registry: ReaderRegistry;
  readonly timers: Timers;
  readonly random: (length: number) => Uint8Array;
  readonly log: EndpointLog;
  /** Who powers the cards: the endpoint's address. */
  readonly holder: string;
  /** Milliseconds until an unused card loses power; pcscd with libccid takes about 5,000. */
  readonly powerOffDelayMs?: number;
  /** How a foreign transaction is waited for; pcscd refuses and the client asks again every 100 ms. */
  readonly transactions?: 'retry' | 'hold';
}

/**
 * The resource manager without its sockets: readers, contexts and handles, and who is told of changes.
 * @see pcsc reference, 1.5
 */
export class PcscService {
  readonly states = new ReaderStates();
  readonly #random: (length: number) => Uint8Array;
  readonly #slots = new Map<Reader, ReaderSlot>();
  readonly #slotOptions: ReaderSlotOptions;
  readonly #clients = new Set<ClientContext>();
  readonly #unsubscribe: () => void;
  #readerEvents = 1;

  constructor(options: PcscServiceOptions) {
    const { registry, timers, log, holder } = options;
    this.#random = options.random;
    this.#slotOptions = {
      holder,
      timers,
      log,
      states: this.states,
      powerOffDelayMs: options.powerOffDelayMs ?? 5_000,
      transactions: options.transactions ?? 'retry',
      newHandleId: () => this.#newId((client, id) => client.handle(id) !== undefined),
      changed: () => this.#signal(),
    };
    this.#unsubscribe = registry.subscribe((event) => {
      const slot = this.#slots.get(event.reader);
      if (event.type === 'reader.added') this.#add(event.reader);
      else if (event.type === 'reader.removed') this.#remove(event.reader);
      else if (event.type === 'card.inserted') slot?.cardInserted();
      else if (event.type === 'card.moved') slot?.cardMoved();
      else slot?.cardRemoved();
    });
    for (const reader of registry.readers) this.#add(reader);
  }

  /** Counts readers coming and going, from 1 to 32,767 and round again. */
  get readerEvents(): number {
    return this.#readerEvents;
  }

  /** A client that came; it leaves by its `close`. */
  open(waiter: Waiter): ClientContext {
    const client = new ClientContext(this, waiter, () => this.#clients.delete(client));
    this.#clients.add(client);
    return client;
  }

  slotNamed(name: string): ReaderSlot | undefined {
    for (const slot of this.#slots.values()) if (slot.reader.name === name) return slot;
    return undefined;
  }

  newContextId(): number {
    return this.#newId((client, id) => client.hContext === id);
  }

  /** Ends the wait of the client with that context; a client that does not wait is left alone. */
  cancel(hContext: number): number {
    const client = this.#clientOf(hContext);
    if (client === undefined) return SCARD.invalidHandle;
    client.waiter.signal(SCARD.cancelled);
    return SCARD.success;
  }

  /** Powers every card down and forgets the readers. */
  close(): void {
    this.#unsubscribe();
    for (const client of [...this.#clients]) client.close();
    for (const slot of this.#slots.values()) slot.removed();
    this.#slots.clear();
  }

  /** Random, positive as a signed number, and no client's: the library looks handles up over all its contexts. */
  #newId(has: (client: ClientContext, id: number) => boolean): number {
    for (;;) {
      const id = readU32(this.#random(4), 0) & 0x7fff_ffff;
      if (id !== 0 && ![...this.#clients].some((client) => has(client, id))) return id;
    }
  }

  #clientOf(hContext: number): ClientContext | undefined {
    if (hContext === 0) return undefined;
    for (const client of this.#clients) if (client.hContext === hContext) return client;
    return undefined;
  }

  #add(reader: Reader): void {
    if (this.#slots.has(reader)) return;
    this.#slots.set(reader, new ReaderSlot(reader, this.#slotOptions));
    this.#countReaderEvent();
  }

  #remove(reader: Reader): void {
    const slot = this.#slots.get(reader);
    if (slot === undefined) return;
    this.#slots.delete(reader);
    slot.removed();
    this.#countReaderEvent();
  }

  #countReaderEvent(): void {
    this.#readerEvents = this.#readerEvents === 0x7fff ? 1 : this.#readerEvents + 1;
    this.#signal();
  }

  #signal(): void {
    for (const client of this.#clients) client.waiter.signal();
  }
}
