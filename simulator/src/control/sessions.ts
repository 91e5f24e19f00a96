import { SimulatorError } from '../errors.ts';
import type { CardContact } from '../readers/reader.ts';
import type { Simulator } from '../simulator.ts';

/** Card sessions held over HTTP, for test doubles in phone apps that cannot reach a socket. */
export class ControlSessions {
  readonly #simulator: Simulator;
  readonly #open = new Map<string, CardContact>();
  #next = 1;

  constructor(simulator: Simulator) {
    this.#simulator = simulator;
  }

  open(reader: string | undefined): { readonly id: string; readonly atr: Uint8Array } {
    const id = String(this.#next++);
    const contact = this.#simulator.readers.chosen(reader).activate(`session:${id}`);
    this.#open.set(id, contact);
    return { id, atr: contact.atr };
  }

  #get(id: string): CardContact {
    const contact = this.#open.get(id);
    if (contact === undefined) throw new SimulatorError('session/unknown', `there is no session ${id}`);
    return contact;
  }

  async transmit(id: string, command: Uint8Array): Promise<Uint8Array> {
    return this.#get(id).transmit(command);
  }

  close(id: string): void {
    this.#get(id).close();
    this.#open.delete(id);
  }

  closeAll(): void {
    for (const contact of this.#open.values()) contact.close();
    this.#open.clear();
  }
}
