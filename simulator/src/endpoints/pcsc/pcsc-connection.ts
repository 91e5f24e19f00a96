import type { Timers } from '../../clock/timers.ts';
import type { EndpointLog } from '../endpoint.ts';
import { whenDone } from '../turns.ts';
import type { ClientContext } from './client-context.ts';
import { EventWait } from './event-wait.ts';
import { MessageReader } from './message-reader.ts';
import * as M from './messages.ts';
import type { PcscService } from './pcsc-service.ts';
import type { CardHandle } from './reader-slot.ts';
import { fixedReaders, maxAttribute, newestMinor, protocolMajor, SCARD } from './scard.ts';
import { type Fields, readU32, type Values, writeU32 } from './struct.ts';

/** A client's byte stream, seen from the protocol. */
export interface ClientPort {
  /** Queues bytes to the client. False: the client does not read, ask nothing more until `drained`. */
  send(bytes: Uint8Array): boolean;
  /** Stops and goes on taking bytes from the client. */
  setReading(reading: boolean): void;
  close(): void;
}

type Reply = Uint8Array | undefined | Promise<Uint8Array>;

const transmitSize = M.TRANSMIT.request.size;
const {
  pcbRecvLength: receivedAt,
  rv: transmitRvAt,
  ioSendPciProtocol: protocolAt,
} = M.TRANSMIT.request.offsets;
const oldestMinor = 2;

/** What a client that names no version, as one that only cancels, is taken for. */
const unnamedMinor = 4;

/**
 * The protocol with one client: bytes in, bytes out, answers in the order of the requests. Every generation is
 * spoken to in its own version, because none of them takes an older answer well.
 * @see pcsc reference, 1.2 to 1.4
 */
export class PcscConnection {
  readonly #service: PcscService;
  readonly #port: ClientPort;
  readonly #log: EndpointLog;
  readonly #reader = new MessageReader();
  readonly #wait: EventWait;
  readonly #context: ClientContext;
  #minor = unnamedMinor;
  /** How many READER_STATEs the client was told to expect; readers may come before it asks for them. */
  #stateCount = fixedReaders;
  #busy = false;
  #congested = false;
  #reading = true;
  #closed = false;

  constructor(service: PcscService, port: ClientPort, timers: Timers, log: EndpointLog) {
    this.#service = service;
    this.#port = port;
    this.#log = log;
    this.#wait = new EventWait(timers, (rv) => this.#send(M.WAIT_READER_STATE_CHANGE.reply.encode({ rv })));
    this.#context = service.open(this.#wait);
  }

  receive(chunk: Uint8Array): void {
    if (this.#closed) return;
    this.#reader.push(chunk);
    this.#run();
  }

  /** The client has read what was queued for it. */
  drained(): void {
    this.#congested = false;
    this.#run();
  }

  /** The client is gone, or is to go. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#wait.stop();
    this.#context.close();
  }

  #run(): void {
    while (!this.#busy && !this.#congested && !this.#closed) {
      const next = this.#reader.next(this.#minor);
      if (next === 'incomplete') break;
      if (next === 'malformed') {
        this.#refuse(this.#reader.fault);
        return;
      }
      const reply = this.#answer();
      if (reply instanceof Promise) this.#await(reply);
      else if (reply !== undefined) this.#send(reply);
    }
    // A client sends one request and waits. Whoever runs ahead is read no further, and not noticed to die.
    const reading = !this.#congested && !(this.#busy && this.#reader.buffered > 0);
    if (reading !== this.#reading && !this.#closed) {
      this.#reading = reading;
      this.#port.setReading(reading);
    }
  }

  #await(reply: Promise<Uint8Array>): void {
    this.#busy = true;
    reply.then(
      (bytes) => {
        this.#busy = false;
        if (this.#closed) return;
        this.#send(bytes);
        this.#run();
      },
      (error: unknown) => this.#refuse(error instanceof Error ? error.message : String(error)),
    );
  }

  #send(bytes: Uint8Array): void {
    if (!this.#closed && !this.#port.send(bytes)) this.#congested = true;
  }

  #refuse(reason: string): void {
    if (this.#closed) return;
    this.#log.warn('pcsc client closed', { reason });
    this.close();
    this.#port.close();
  }

  #answer(): Reply {
    const context = this.#context;
    switch (this.#reader.frame?.id) {
      case M.TRANSMIT.id:
        return this.#transmit();
      case M.VERSION.id:
        return this.#version();
      case M.ESTABLISH_CONTEXT.id: {
        const rv = context.establish(this.#body(M.ESTABLISH_CONTEXT).dwScope);
        return this.#reply(M.ESTABLISH_CONTEXT, {
          hContext: rv === SCARD.success ? context.hContext : 0,
          rv,
        });
      }
      case M.RELEASE_CONTEXT.id:
        return this.#reply(M.RELEASE_CONTEXT, {
          rv: context.release(this.#body(M.RELEASE_CONTEXT).hContext),
        });
      case M.CANCEL.id:
        return this.#reply(M.CANCEL, { rv: this.#service.cancel(this.#body(M.CANCEL).hContext) });
      case M.CONNECT.id: {
        const { hContext, szReader, dwShareMode, dwPreferredProtocols } = this.#body(M.CONNECT);
        const reply = this.#reply(M.CONNECT, {});
        return whenDone(context.connect(hContext, szReader, dwShareMode, dwPreferredProtocols), (outcome) => {
          const hCard = outcome.handle?.id ?? 0;
          M.CONNECT.reply.patch(reply, 0, { hCard, dwActiveProtocol: outcome.protocol, rv: outcome.rv });
          return reply;
        });
      }
      case M.RECONNECT.id: {
        const { hCard, dwShareMode, dwPreferredProtocols, dwInitialization } = this.#body(M.RECONNECT);
        const handle = this.#handle(hCard);
        if (handle === undefined) return undefined;
        const reply = this.#reply(M.RECONNECT, {});
        const outcome = context.reconnect(handle, dwShareMode, dwPreferredProtocols, dwInitialization);
        return whenDone(outcome, ({ protocol, rv }) => {
          M.RECONNECT.reply.patch(reply, 0, { dwActiveProtocol: protocol, rv });
          return reply;
        });
      }
      case M.DISCONNECT.id: {
        const { hCard, dwDisposition } = this.#body(M.DISCONNECT);
        return this.#handled(M.DISCONNECT, hCard, (handle) => context.disconnect(handle, dwDisposition));
      }
      case M.BEGIN_TRANSACTION.id: {
        const { hCard } = this.#body(M.BEGIN_TRANSACTION);
        return this.#handled(M.BEGIN_TRANSACTION, hCard, (handle) => context.begin(handle));
      }
      case M.END_TRANSACTION.id: {
        const { hCard, dwDisposition } = this.#body(M.END_TRANSACTION);
        return this.#handled(M.END_TRANSACTION, hCard, (handle) => context.end(handle, dwDisposition));
      }
      case M.STATUS.id:
        return this.#handled(M.STATUS, this.#body(M.STATUS).hCard, (handle) => handle.slot.status(handle));
      case M.CONTROL.id:
        return this.#control();
      case M.GET_ATTRIB.id:
        return this.#getAttribute();
      case M.SET_ATTRIB.id:
        return this.#setAttribute();
      default:
        return this.#states();
    }
  }

  #version(): Reply {
    const { major, minor } = this.#body(M.VERSION);
    if (major === protocolMajor && minor >= oldestMinor && minor <= newestMinor) {
      this.#minor = minor;
      return this.#reply(M.VERSION, { rv: SCARD.success });
    }
    // A newer client asks again with the version it is told.
    return this.#reply(M.VERSION, { major: protocolMajor, minor: newestMinor, rv: SCARD.serviceStopped });
  }

  /** The commands about all readers: they have no struct of their own. */
  #states(): Reply {
    const { states } = this.#service;
    switch (this.#reader.frame?.id) {
      case M.GET_READERS_STATE.id:
        return states.copy(fixedReaders);
      case M.WAIT_READER_STATE_CHANGE.id:
        this.#wait.register(this.#minor);
        return this.#minor === 4 || this.#minor === 5 ? states.copy(fixedReaders) : undefined;
      case M.STOP_WAITING.id:
        return this.#wait.stop() ? M.STOP_WAITING.reply.encode() : undefined;
      case M.GET_READER_EVENTS.id: {
        this.#send(M.GET_READER_EVENTS.reply.encode({ readerEvents: this.#service.readerEvents }));
        this.#wait.eventsSent();
        return undefined;
      }
      case M.GET_READERS_STATE_SIZE.id:
        this.#stateCount = states.count;
        return M.GET_READERS_STATE_SIZE.reply.encode({ count: states.count });
      default: {
        this.#send(states.copy(this.#stateCount));
        this.#wait.arraySent();
        return undefined;
      }
    }
  }

  /** The hot path: one allocation and one write for an answer, no promise when the card needs none. */
  #transmit(): Reply {
    const { bytes, bodyAt, dataAt, dataLength } = this.#reader;
    const handle = this.#handle(readU32(bytes, bodyAt) | 0);
    if (handle === undefined) return undefined;
    const command = bytes.subarray(dataAt, dataAt + dataLength);
    const response = handle.slot.transmit(handle, readU32(bytes, bodyAt + protocolAt), command);
    if (!(response instanceof Promise)) return transmitReply(bytes, bodyAt, response);
    return response.then((awaited) => transmitReply(bytes, bodyAt, awaited));
  }

  #control(): Reply {
    const { bytes, dataAt, dataLength } = this.#reader;
    const { hCard, dwControlCode, cbRecvLength } = this.#body(M.CONTROL);
    const handle = this.#handle(hCard);
    if (handle === undefined) return undefined;
    const input = bytes.slice(dataAt, dataAt + dataLength);
    const answer = handle.slot.control(handle, dwControlCode, input);
    return answer instanceof Promise
      ? answer.then((late) => this.#controlled(late, cbRecvLength))
      : this.#controlled(answer, cbRecvLength);
  }

  #controlled(answer: Uint8Array | number, cbRecvLength: number): Uint8Array {
    if (typeof answer === 'number') return this.#reply(M.CONTROL, { dwBytesReturned: 0, rv: answer });
    const fits = answer.length <= cbRecvLength;
    const rv = fits ? SCARD.success : SCARD.insufficientBuffer;
    const struct = this.#reply(M.CONTROL, { dwBytesReturned: answer.length, rv });
    return fits ? Buffer.concat([struct, answer]) : struct;
  }

  #getAttribute(): Reply {
    const { hCard, dwAttrId, cbAttrLen } = this.#body(M.GET_ATTRIB);
    const handle = this.#attributeHandle(hCard, cbAttrLen);
    if (handle === undefined) return undefined;
    const value = handle.slot.attribute(handle, dwAttrId);
    if (typeof value === 'number') return this.#reply(M.GET_ATTRIB, { rv: value });
    if (value.length > cbAttrLen) {
      return this.#reply(M.GET_ATTRIB, { cbAttrLen: value.length, rv: SCARD.insufficientBuffer });
    }
    return this.#reply(M.GET_ATTRIB, { pbAttr: value, cbAttrLen: value.length, rv: SCARD.success });
  }

  /** No reader takes any. */
  #setAttribute(): Reply {
    const { hCard, cbAttrLen } = this.#body(M.SET_ATTRIB);
    const handle = this.#attributeHandle(hCard, cbAttrLen);
    if (handle === undefined) return undefined;
    return this.#reply(M.SET_ATTRIB, { rv: handle.slot.status(handle) || SCARD.unsupportedFeature });
  }

  #attributeHandle(hCard: number, length: number): CardHandle | undefined {
    if (length <= maxAttribute) return this.#handle(hCard);
    this.#refuse(`attribute of ${length} bytes`);
    return undefined;
  }

  /** A handle of this very context. A foreign one ends the connection. */
  #handle(hCard: number): CardHandle | undefined {
    const handle = this.#context.handle(hCard);
    if (handle === undefined) this.#refuse(`handle ${hCard} is not this client's`);
    return handle;
  }

  #handled<F extends Fields>(
    message: M.Message<F & { rv: Fields[string] }>,
    hCard: number,
    ask: (handle: CardHandle) => number | Promise<number>,
  ): Reply {
    const handle = this.#handle(hCard);
    if (handle === undefined) return undefined;
    const reply = this.#request();
    return whenDone(ask(handle), (rv) => {
      writeU32(reply, message.reply.offsets.rv, rv);
      return reply;
    });
  }

  #body<F extends Fields>(message: M.Message<F>): Values<F> {
    return message.request.decode(this.#reader.bytes, this.#reader.bodyAt);
  }

  /** Most replies are the request's struct with results filled in. */
  #request(): Uint8Array {
    return this.#reader.bytes.slice(this.#reader.bodyAt, this.#reader.dataAt);
  }

  #reply<F extends Fields>(message: M.Message<F>, values: Partial<Values<F>>): Uint8Array {
    const reply = this.#request();
    message.reply.patch(reply, 0, values);
    return reply;
  }
}

function transmitReply(request: Uint8Array, at: number, response: Uint8Array | number): Uint8Array {
  let rv: number = SCARD.success;
  let length = 0;
  let data: Uint8Array | undefined;
  if (typeof response === 'number') rv = response;
  else {
    length = response.length;
    if (length > readU32(request, at + receivedAt)) rv = SCARD.insufficientBuffer;
    else data = response;
  }
  const reply = Buffer.allocUnsafe(data === undefined ? transmitSize : transmitSize + length);
  for (let i = 0; i < transmitSize; i++) reply[i] = request[at + i]!;
  writeU32(reply, receivedAt, length);
  writeU32(reply, transmitRvAt, rv);
  if (data !== undefined) reply.set(data, transmitSize);
  return reply;
}
