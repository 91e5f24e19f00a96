import { connect as openSocket, type Socket } from 'node:net';
import { concat } from '../bytes/hex.ts';
import { ConformanceError } from '../error.ts';
import { pcscError } from './pcsc-error.ts';
import {
  answers,
  commands,
  disposition,
  field,
  protocols,
  type ReaderState,
  readerSlots,
  readerStateLength,
  readerStates,
  request,
  share,
} from './pcscd-messages.ts';

/** A card in a reader, held by this client alone. */
export interface PcscCard {
  readonly handle: number;
  readonly protocol: number;
}

/** Where pcscd listens unless the environment says otherwise. */
export const defaultSocketPath = '/run/pcscd/pcscd.comm';

const maxResponse = 65_548;
const anyProtocol = protocols.t0 | protocols.t1;
const scopeSystem = 2;

/**
 * A client of pcscd's socket protocol in plain TypeScript: it waits for changes and can stop waiting, and runs
 * in one process with a server. One request is under way at a time.
 * Errors: ConformanceError `pcsc/…`.
 * @see pcsc reference, sections 1.1 to 1.4
 */
export class PcscdClient {
  readonly #socket: Socket;
  #received: Uint8Array = new Uint8Array(0);
  #wanted: { length: number; take: (bytes: Uint8Array) => void; fail: (error: unknown) => void } | undefined;
  #closed: ConformanceError | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #context = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Uint8Array) => {
      this.#received = concat(this.#received, chunk);
      this.#deliver();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#closed ??= new ConformanceError('pcsc/no-service', 'the PC/SC service closed the connection');
      this.#wanted?.fail(this.#closed);
      this.#wanted = undefined;
    });
  }

  /** Connects, agrees on a version and makes a context. */
  static async open(path: string): Promise<PcscdClient> {
    let minor = 4;
    for (let attempt = 1; ; attempt++) {
      const client = new PcscdClient(await socketAt(path));
      const answer = await client.#exchange(request(commands.version, [4, minor, 0]), answers.version.length);
      const result = field(answer, answers.version.result);
      if (result === 0) {
        const context = await client.#exchange(
          request(commands.establishContext, [scopeSystem, 0, 0]),
          answers.establishContext.length,
        );
        const established = field(context, answers.establishContext.result);
        if (established !== 0) throw client.#fail(established, 'establish context');
        client.#context = field(context, answers.establishContext.context);
        return client;
      }
      client.close();
      // A service of 2.3 to 2.4 refuses 4:4 and says 4:5, which differs in nothing that is used here.
      const offered = field(answer, answers.version.minor);
      if (attempt > 1 || offered !== 5) throw pcscError(result, `version 4:${minor}`);
      minor = offered;
    }
  }

  async readers(): Promise<ReaderState[]> {
    return readerStates(
      await this.#exchange(request(commands.readersState, []), readerSlots * readerStateLength),
    );
  }

  /** Connects to the card in a reader, for this client alone. */
  async connect(reader: string): Promise<PcscCard> {
    const known = (await this.readers()).map(({ name }) => name);
    if (!known.includes(reader)) {
      const there = known.length === 0 ? 'there are no readers' : `there are: ${known.join(', ')}`;
      throw new ConformanceError('pcsc/unknown-reader', `there is no reader "${reader}"; ${there}`);
    }
    const answer = await this.#exchange(
      request(commands.connect, [this.#context, share.exclusive, anyProtocol, 0, 0, 0], reader),
      answers.connect.length,
    );
    const result = field(answer, answers.connect.result);
    if (result !== 0) throw pcscError(result, `connect to ${reader}`);
    return { handle: field(answer, answers.connect.card), protocol: field(answer, answers.connect.protocol) };
  }

  /** Powers the card down and up. */
  async reconnect(card: PcscCard): Promise<PcscCard> {
    const answer = await this.#exchange(
      request(commands.reconnect, [card.handle, share.exclusive, anyProtocol, disposition.unpower, 0, 0]),
      answers.reconnect.length,
    );
    const result = field(answer, answers.reconnect.result);
    if (result !== 0) throw pcscError(result, 'power cycle');
    return { handle: card.handle, protocol: field(answer, answers.reconnect.protocol) };
  }

  /** One command APDU, one response APDU. */
  async transmit(card: PcscCard, command: Uint8Array): Promise<Uint8Array> {
    const head = request(commands.transmit, [
      card.handle,
      card.protocol,
      8,
      command.length,
      card.protocol,
      8,
      maxResponse,
      0,
    ]);
    return this.#inTurn(async () => {
      this.#socket.write(concat(head, command));
      const answer = await this.#take(answers.transmit.length);
      const result = field(answer, answers.transmit.result);
      if (result !== 0) throw pcscError(result, 'transmit');
      return this.#take(field(answer, answers.transmit.count));
    });
  }

  async disconnect(card: PcscCard): Promise<void> {
    await this.#exchange(
      request(commands.disconnect, [card.handle, disposition.unpower, 0]),
      answers.disconnect.length,
    );
  }

  /** Resolves with the readers as soon as they satisfy the condition; rejects with the signal's reason. */
  waitUntil(
    condition: (readers: readonly ReaderState[]) => boolean,
    signal: AbortSignal,
  ): Promise<ReaderState[]> {
    return this.#inTurn(async () => {
      for (;;) {
        signal.throwIfAborted();
        this.#socket.write(request(commands.waitForChange, []));
        const states = readerStates(await this.#take(readerSlots * readerStateLength));
        // Registered now: whatever comes next, a change or the answer to the end of waiting, has eight bytes.
        const stop = (): void => void this.#socket.write(request(commands.stopWaiting, []));
        // The signal may have fired while the array was on its way.
        if (condition(states) || signal.aborted) {
          stop();
          await this.#take(answers.change.length);
          signal.throwIfAborted();
          return states;
        }
        signal.addEventListener('abort', stop, { once: true });
        const change = await this.#take(answers.change.length);
        signal.removeEventListener('abort', stop);
        const result = field(change, answers.change.result);
        if (result !== 0) throw pcscError(result, 'wait for a change');
      }
    });
  }

  get closed(): boolean {
    return this.#closed !== undefined;
  }

  close(): void {
    this.#closed ??= new ConformanceError('pcsc/closed', 'the connection was closed');
    this.#socket.destroy();
  }

  #fail(result: number, doing: string): ConformanceError {
    this.close();
    return pcscError(result, doing);
  }

  #exchange(message: Uint8Array, answerLength: number): Promise<Uint8Array> {
    return this.#inTurn(() => {
      this.#socket.write(message);
      return this.#take(answerLength);
    });
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(() => {
      if (this.#closed !== undefined) throw this.#closed;
      return act();
    });
    this.#turn = result.catch(() => {});
    return result;
  }

  /** The next bytes of the stream, once as many are there. */
  #take(length: number): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      if (this.#closed !== undefined) return reject(this.#closed);
      this.#wanted = { length, take: resolve, fail: reject };
      this.#deliver();
    });
  }

  #deliver(): void {
    const wanted = this.#wanted;
    if (wanted === undefined || this.#received.length < wanted.length) return;
    const bytes = this.#received.slice(0, wanted.length);
    this.#received = this.#received.slice(wanted.length);
    this.#wanted = undefined;
    wanted.take(bytes);
  }
}

function socketAt(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = openSocket(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', (cause) =>
      reject(new ConformanceError('pcsc/no-service', `no PC/SC service answers at ${path}`, { cause })),
    );
  });
}
