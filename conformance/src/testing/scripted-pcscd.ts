import { createServer, type Server, type Socket } from 'node:net';
import { concat } from '../bytes/hex.ts';

const u32 = (...values: number[]): Uint8Array =>
  new Uint8Array(Uint32Array.from(values.map((v) => v >>> 0)).buffer);

/** A reader of the state array: 184 bytes. */
function readerState(name: string, state: number, atr: Uint8Array): Uint8Array {
  const slot = new Uint8Array(184);
  slot.set(new TextEncoder().encode(name));
  slot.set(u32(0, state, 0), 128);
  slot.set(atr, 140);
  slot.set(u32(atr.length, 2), 176);
  return slot;
}

/** What the service answers; tests change it as they go. */
export interface PcscdScript {
  minor: number;
  readers: { name: string; present: boolean }[];
  connectResult: number;
  transmitResult: number;
  /** Bytes written at a time; 0 is all at once. */
  piece: number;
  response: Uint8Array;
  /** Closes the connection after this many bytes of the next answer to TRANSMIT. */
  cutAfter: number | undefined;
}

/** A stand-in for pcscd on a socket: answers by the layouts of protocol 4:4, written out here once more. */
export class ScriptedPcscd {
  readonly script: PcscdScript = {
    minor: 4,
    readers: [{ name: 'TEST Reader 00 00', present: true }],
    connectResult: 0,
    transmitResult: 0,
    piece: 0,
    response: Uint8Array.of(0x90, 0x00),
    cutAfter: undefined,
  };
  readonly seen: number[] = [];
  #waiting: Socket | undefined;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static listen(path: string): Promise<ScriptedPcscd> {
    const server = createServer();
    const pcscd = new ScriptedPcscd(server);
    server.on('connection', (socket) => pcscd.#serve(socket));
    return new Promise((resolve) => server.listen(path, () => resolve(pcscd)));
  }

  /** Tells the client that waits that something has changed. */
  change(): void {
    this.#waiting?.write(u32(0, 0));
    this.#waiting = undefined;
  }

  get isWaitedFor(): boolean {
    return this.#waiting !== undefined;
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #serve(socket: Socket): void {
    let received: Uint8Array = new Uint8Array(0);
    socket.on('error', () => {});
    socket.on('data', (chunk: Uint8Array) => {
      received = concat(received, chunk);
      for (;;) {
        if (received.length < 8) return;
        const view = new DataView(received.buffer, received.byteOffset);
        const size = view.getUint32(0, true);
        const command = view.getUint32(4, true);
        const extra = command === 0x09 && received.length >= 8 + 16 ? view.getUint32(8 + 12, true) : 0;
        if (received.length < 8 + size + extra) return;
        const body = received.slice(8, 8 + size);
        received = received.slice(8 + size + extra);
        this.seen.push(command);
        this.#answer(socket, command, body);
      }
    });
  }

  #write(socket: Socket, bytes: Uint8Array): void {
    const { piece } = this.script;
    if (piece === 0) {
      socket.write(bytes);
      return;
    }
    for (let at = 0; at < bytes.length; at += piece) socket.write(bytes.subarray(at, at + piece));
  }

  #states(): Uint8Array {
    const states = this.script.readers.map(({ name, present }) =>
      readerState(name, present ? 0x34 : 0x02, present ? Uint8Array.of(0x3b, 0x00) : new Uint8Array(0)),
    );
    return concat(...states, new Uint8Array(184 * (16 - states.length)));
  }

  #answer(socket: Socket, command: number, body: Uint8Array): void {
    const { script } = this;
    const with32 = (...fields: readonly (readonly [offset: number, value: number])[]): Uint8Array => {
      const view = new DataView(body.buffer, body.byteOffset);
      for (const [offset, value] of fields) view.setUint32(offset, value >>> 0, true);
      return body;
    };
    switch (command) {
      case 0x11: {
        const accepted = new DataView(body.buffer, body.byteOffset).getUint32(4, true) === script.minor;
        this.#write(socket, with32([4, script.minor], [8, accepted ? 0 : 0x8010001e]));
        break;
      }
      case 0x01:
        this.#write(socket, with32([4, 0x1234], [8, 0]));
        break;
      case 0x04:
        this.#write(socket, with32([140, 77], [144, 2], [148, script.connectResult]));
        break;
      case 0x05:
        this.#write(socket, with32([16, 2], [20, 0]));
        break;
      case 0x06:
        this.#write(socket, with32([8, 0]));
        break;
      case 0x09: {
        const ok = script.transmitResult === 0;
        const head = with32([24, script.response.length], [28, script.transmitResult]);
        const whole = ok ? concat(head, script.response) : head;
        if (script.cutAfter === undefined) this.#write(socket, whole);
        else socket.end(whole.subarray(0, script.cutAfter));
        break;
      }
      case 0x12:
        this.#write(socket, this.#states());
        break;
      case 0x13:
        this.#waiting = socket;
        this.#write(socket, this.#states());
        break;
      case 0x14:
        // Whoever was signalled already gets nothing more.
        if (this.#waiting === socket) this.#write(socket, u32(0, 0));
        this.#waiting = undefined;
        break;
      default:
        socket.destroy();
    }
  }
}
