import type { BenchHand, EventAnswer } from '../engine/subject.ts';
import { ConformanceError } from '../error.ts';

/** How a simulator's control API is reached. */
export interface ControlAddress {
  readonly url: string;
  readonly token: string;
}

/** The part of the simulator's account of itself that says which card is in which reader. */
export interface ControlState {
  readonly clock: { readonly mode: string; readonly now: string };
  readonly cards: readonly { readonly id: string; readonly profile: string; readonly person: string }[];
  /** `card` is the name by which a phone lies in readers. */
  readonly phones?: readonly { readonly card: string; readonly profile: string; readonly holder: string }[];
  readonly persons?: readonly { readonly id: string; readonly profile: string }[];
  readonly readers: readonly {
    readonly name: string;
    readonly card: string | null;
    readonly profile?: string;
  }[];
}

interface ControlReader {
  readonly name: string;
  readonly card: string | null;
  readonly orientation: string;
}

/**
 * The bench hand over HTTP. It holds for one reader: causes are those of that reader's last exchange. That it
 * speaks for the subject is only known once a nonce given here has come back through the reader.
 * Errors: ConformanceError `control/unreachable`, `control/refused`.
 */
export class ControlApi implements BenchHand {
  readonly #address: ControlAddress;
  readonly #reader: string;
  /** The card or phone that was taken away last. */
  #taken: string | undefined;
  #turned = false;

  constructor(address: ControlAddress, reader: string) {
    this.#address = { ...address, url: address.url.replace(/\/$/, '') };
    this.#reader = reader;
  }

  async #call(method: string, path: string, body?: unknown): Promise<Response> {
    try {
      return await fetch(this.#address.url + path, {
        method,
        headers: { authorization: `Bearer ${this.#address.token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (cause) {
      throw new ConformanceError('control/unreachable', `no simulator answers at ${this.#address.url}`, {
        cause,
      });
    }
  }

  async #ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await this.#call(method, path, body);
    const text = await response.text();
    if (!response.ok) {
      throw new ConformanceError(
        'control/refused',
        `${method} ${path} was answered ${response.status}: ${text}`,
      );
    }
    return text === '' ? undefined : JSON.parse(text);
  }

  /** Arms the proof: the reader answers these 16 bytes to a pseudo-APDU, once. */
  async arm(nonce: string): Promise<void> {
    await this.#ask('POST', '/v1/proof', { nonce, reader: this.#reader });
  }

  state(): Promise<unknown> {
    return this.#ask('GET', '/v1/state');
  }

  save(): Promise<unknown> {
    return this.#ask('GET', '/v1/snapshot');
  }

  async restore(snapshot: unknown): Promise<void> {
    // A snapshot may say how a card lies, or leave it as it is.
    if (this.#turned) await this.turnCard();
    await this.#ask('PUT', '/v1/snapshot', snapshot);
  }

  async event(type: string, data?: Readonly<Record<string, string>>): Promise<EventAnswer> {
    const response = await this.#call('POST', '/v1/events', {
      type,
      ...(data === undefined ? {} : { data }),
    });
    if (response.ok) {
      const { result, rule } = (await response.json()) as { result?: string; rule?: string };
      return {
        taken: true,
        ...(result === undefined ? {} : { result }),
        ...(rule === undefined ? {} : { rule }),
      };
    }
    const problem = (await response.json()) as { rule?: string; detail?: string };
    if (response.status === 409 && problem.rule !== undefined) return { taken: false, rule: problem.rule };
    throw new ConformanceError('control/refused', problem.detail ?? `event ${type} failed`);
  }

  async advance(milliseconds: number): Promise<void> {
    await this.#ask('POST', '/v1/clock', { advance: `PT${milliseconds / 1000}S` });
  }

  async setClock(instant: string): Promise<void> {
    await this.#ask('POST', '/v1/clock', { set: instant });
  }

  async nextDeadline(): Promise<void> {
    await this.#ask('POST', '/v1/clock', { next: true });
  }

  async phone(profile: string): Promise<string> {
    const phone = await this.#ask('POST', '/v1/phones', { profile });
    return (phone as { id: string }).id;
  }

  async cause(): Promise<string | undefined> {
    const trace = await this.#ask('GET', `/v1/trace?last=1&reader=${encodeURIComponent(this.#reader)}`);
    return (trace as { cause?: string }[])[0]?.cause;
  }

  async removeCard(): Promise<void> {
    const { readers } = (await this.state()) as ControlState;
    this.#taken = readers.find(({ name }) => name === this.#reader)?.card ?? undefined;
    await this.#ask('POST', '/v1/card/remove', { reader: this.#reader });
  }

  async insertCard(): Promise<void> {
    const card = this.#taken === undefined ? {} : { card: this.#taken };
    await this.#ask('POST', '/v1/card/insert', { reader: this.#reader, ...card });
  }

  async turnCard(): Promise<void> {
    const readers = (await this.#ask('GET', '/v1/readers')) as ControlReader[];
    const { card, orientation } = readers.find(({ name }) => name === this.#reader) ?? {};
    await this.#ask('POST', '/v1/card/insert', {
      reader: this.#reader,
      ...(card ? { card } : {}),
      orientation: orientation === 'normal' ? 'face-down' : 'normal',
    });
    this.#turned = orientation === 'normal';
  }
}
