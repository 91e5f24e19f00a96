/** Test double: a client of the pcscd socket protocol in any generation, one request at a time. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import * as M from './messages.ts';
import { READER_STATE, type ReaderState } from './reader-states.ts';
import { fixedReaders, maxExtendedBuffer, Protocol, SCARD, ShareMode } from './scard.ts';
import type { Fields, Values } from './struct.ts';

export interface TransmitResult {
  readonly rv: number;
  readonly length: number;
  readonly data: Uint8Array;
}

export class PcscTestClient {
  readonly minor: number;
  readonly socket: Socket;
  hContext = 0;
  #received: Buffer = Buffer.alloc(0);
  #ended = false;
  #wake: (() => void) | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(socket: Socket, minor: number) {
    this.socket = socket;
    this.minor = minor;
    socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake?.();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#ended = true;
      this.#wake?.();
    });
  }

  /** A bare connection: nothing has been said yet. */
  static async dial(path: string, minor = 4): Promise<PcscTestClient> {
    const socket = connect(path);
    await once(socket, 'connect');
    return new PcscTestClient(socket, minor);
  }

  /** A connection with version agreed and a context. */
  static async open(path: string, minor = 4): Promise<PcscTestClient> {
    const client = await PcscTestClient.dial(path, minor);
    await client.ask(M.VERSION, { major: 4, minor });
    const established = await client.ask(M.ESTABLISH_CONTEXT, { dwScope: 2 });
    client.hContext = established.hContext;
    return client;
  }

  write(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  /** The next `length` bytes; fails when the server closes first. */
  async read(length: number): Promise<Buffer> {
    while (this.#received.length < length) {
      if (this.#ended) throw new Error(`closed with ${this.#received.length} of ${length} bytes`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const bytes = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    return bytes;
  }

  /** Bytes that have come and that nobody has read. */
  get unread(): number {
    return this.#received.length;
  }

  async closed(): Promise<void> {
    while (!this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** One request and its answer; calls made at once go one after the other. */
  ask<Q extends Fields, R extends Fields>(
    message: M.Message<Q, R>,
    values: Partial<Values<Q>> = {},
    data?: Uint8Array,
  ): Promise<Values<R>> {
    const result = this.#turn.then(async () => {
      this.write(M.encodeRequest(message, this.minor, values, data));
      return message.reply.decode(await this.read(message.reply.size));
    });
    this.#turn = result.catch(() => {});
    return result;
  }

  async connect(
    szReader: string,
    dwShareMode: number = ShareMode.shared,
    dwPreferredProtocols: number = Protocol.t0 | Protocol.t1,
  ): Promise<{ rv: number; hCard: number; dwActiveProtocol: number }> {
    return this.ask(M.CONNECT, { hContext: this.hContext, szReader, dwShareMode, dwPreferredProtocols });
  }

  async transmit(
    hCard: number,
    command: Uint8Array,
    { protocol = Protocol.t1 as number, room = maxExtendedBuffer as number } = {},
  ): Promise<TransmitResult> {
    const reply = await this.ask(
      M.TRANSMIT,
      {
        hCard,
        ioSendPciProtocol: protocol,
        ioSendPciLength: 16,
        cbSendLength: command.length,
        pcbRecvLength: room,
      },
      command,
    );
    const length = reply.pcbRecvLength;
    return {
      rv: reply.rv,
      length,
      data: reply.rv === SCARD.success ? await this.read(length) : Buffer.alloc(0),
    };
  }

  /** The readers, asked for as this generation does. */
  async states(): Promise<ReaderState[]> {
    if (this.minor < 6) {
      this.write(M.encodeRequest(M.GET_READERS_STATE, this.minor));
      return this.#readStates(fixedReaders);
    }
    const { count } = await this.ask(M.GET_READERS_STATE_SIZE);
    this.write(M.encodeRequest(M.GET_READERS_STATE_ARRAY, this.minor));
    return this.#readStates(count);
  }

  /** The one reader of that name. */
  async state(name: string): Promise<ReaderState> {
    const state = (await this.states()).find(({ readerName }) => readerName === name);
    if (state === undefined) throw new Error(`no reader ${name}`);
    return state;
  }

  /**
   * Registers for a signal and takes the array, as this generation does. Up to 4:3 nothing answers a
   * registration; the array is asked for only to know that it has arrived.
   */
  async wait(): Promise<ReaderState[]> {
    this.write(M.encodeRequest(M.WAIT_READER_STATE_CHANGE, this.minor));
    return this.minor === 4 || this.minor === 5 ? this.#readStates(fixedReaders) : this.states();
  }

  /** The return code of the next signal. */
  async signal(): Promise<number> {
    const { reply } = M.WAIT_READER_STATE_CHANGE;
    return reply.decode(await this.read(reply.size)).rv;
  }

  /** Stops waiting; the answer is one signal or one reply, which look alike. */
  async stop(): Promise<number> {
    return (await this.ask(M.STOP_WAITING)).rv;
  }

  close(): void {
    this.socket.destroy();
  }

  async #readStates(count: number): Promise<ReaderState[]> {
    const bytes = await this.read(count * READER_STATE.size);
    return Array.from({ length: count }, (_, i) => READER_STATE.decode(bytes, i * READER_STATE.size)).filter(
      ({ readerName }) => readerName !== '',
    );
  }
}
