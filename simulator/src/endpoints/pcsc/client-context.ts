import { whenDone } from '../turns.ts';
import type { CardHandle, ConnectOutcome, ReaderSlot } from './reader-slot.ts';
import { Disposition, Protocol, SCARD, ShareMode } from './scard.ts';

/** Most handles of one context, as pcscd's default. */
const maxHandles = 200;

const anyProtocol = Protocol.t0 | Protocol.t1 | Protocol.raw | Protocol.anyOld;

/** Who waits for a change on this connection. */
export interface Waiter {
  signal(rv?: number): boolean;
}

const refused = (rv: number): ConnectOutcome => ({ rv, protocol: Protocol.undefined });

/** What contexts have in common: the readers, and ids that no two of them share. */
export interface SharedReaders {
  newContextId(): number;
  slotNamed(name: string): ReaderSlot | undefined;
}

/** One connection is one context: what its program has established and connected. */
export class ClientContext {
  readonly waiter: Waiter;
  readonly #shared: SharedReaders;
  readonly #closed: () => void;
  readonly #handles = new Map<number, CardHandle>();
  #hContext = 0;

  constructor(shared: SharedReaders, waiter: Waiter, closed: () => void) {
    this.#shared = shared;
    this.waiter = waiter;
    this.#closed = closed;
  }

  /** 0 while no context is established. */
  get hContext(): number {
    return this.#hContext;
  }

  establish(scope: number): number {
    if (scope > 3) return SCARD.invalidValue;
    this.#hContext = this.#shared.newContextId();
    return SCARD.success;
  }

  release(hContext: number): number {
    const rv = this.#check(hContext);
    if (rv === SCARD.success) this.#abandonAll();
    return rv;
  }

  connect(
    hContext: number,
    name: string,
    shareMode: number,
    preferred: number,
  ): ConnectOutcome | Promise<ConnectOutcome> {
    if (shareMode !== ShareMode.direct && !(preferred & anyProtocol)) return refused(SCARD.protocolMismatch);
    if (shareMode < ShareMode.exclusive || shareMode > ShareMode.direct) return refused(SCARD.invalidValue);
    const rv = this.#check(hContext);
    if (rv !== SCARD.success) return refused(rv);
    const slot = this.#shared.slotNamed(name);
    if (slot === undefined) return refused(SCARD.unknownReader);
    if (this.#handles.size >= maxHandles) return refused(SCARD.noMemory);
    const outcome = slot.connect(shareMode, preferred, this.#alive());
    return whenDone(outcome, (connected) => {
      if (connected.handle !== undefined) this.#handles.set(connected.handle.id, connected.handle);
      return connected;
    });
  }

  /** Undefined when the handle is not this context's: no honest client asks so. */
  handle(hCard: number): CardHandle | undefined {
    return this.#handles.get(hCard);
  }

  reconnect(
    handle: CardHandle,
    shareMode: number,
    preferred: number,
    initialization: number,
  ): ConnectOutcome | Promise<ConnectOutcome> {
    if (initialization > Disposition.unpower) return refused(SCARD.invalidValue);
    if (shareMode < ShareMode.exclusive || shareMode > ShareMode.direct) return refused(SCARD.invalidValue);
    if (shareMode !== ShareMode.direct && !(preferred & anyProtocol)) return refused(SCARD.protocolMismatch);
    return handle.slot.reconnect(handle, shareMode, preferred, initialization);
  }

  disconnect(handle: CardHandle, disposition: number): number | Promise<number> {
    if (disposition > Disposition.eject) return SCARD.invalidValue;
    return whenDone(handle.slot.disconnect(handle, disposition), (rv) => {
      this.#handles.delete(handle.id);
      return rv;
    });
  }

  begin(handle: CardHandle): number | Promise<number> {
    return handle.slot.begin(handle, this.#alive());
  }

  end(handle: CardHandle, disposition: number): number | Promise<number> {
    if (disposition > Disposition.eject) return SCARD.invalidValue;
    return handle.slot.end(handle, disposition);
  }

  /** The program is gone. */
  close(): void {
    this.#abandonAll();
    this.#closed();
  }

  /** Whether a call that was kept waiting still has somebody to answer. */
  #alive(): () => boolean {
    const hContext = this.#hContext;
    return () => this.#hContext === hContext;
  }

  #check(hContext: number): number {
    if (this.#hContext === 0) return SCARD.invalidHandle;
    return this.#hContext === hContext ? SCARD.success : SCARD.invalidValue;
  }

  #abandonAll(): void {
    this.#hContext = 0;
    for (const handle of this.#handles.values()) handle.slot.abandon(handle);
    this.#handles.clear();
  }
}
