/** Test double: vpcd's side of the protocol, listening for the card or connecting to it. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { encodeFrame } from './frames.ts';
import { ControlByte } from './virtual-icc.ts';

/** One slot that holds a card, as long as its connection lasts. */
export class TestVpcdSlot {
  readonly socket: Socket;
  #received: Buffer = Buffer.alloc(0);
  #wake: (() => void) | undefined;
  #ended = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
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

  static async dial(port: number): Promise<TestVpcdSlot> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new TestVpcdSlot(socket);
  }

  send(payload: Uint8Array): void {
    this.socket.write(encodeFrame(payload));
  }

  control(byte: number): void {
    this.send(Uint8Array.of(byte));
  }

  async receive(): Promise<Buffer> {
    const header = await this.#read(2);
    return this.#read(header.readUInt16BE(0));
  }

  /** A payload and its answer; asked at once they go out at once. */
  ask(payload: Uint8Array): Promise<Buffer> {
    this.send(payload);
    const answer = this.#turn.then(() => this.receive());
    this.#turn = answer.catch(() => {});
    return answer;
  }

  getAtr(): Promise<Buffer> {
    return this.ask(Uint8Array.of(ControlByte.getAtr));
  }

  async closed(): Promise<void> {
    while (!this.#ended) await this.#more();
  }

  async #read(length: number): Promise<Buffer> {
    while (this.#received.length < length) {
      if (this.#ended) throw new Error(`closed with ${this.#received.length} of ${length} bytes`);
      await this.#more();
    }
    const bytes = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    return bytes;
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** A vpcd that listens, on a port for each slot. */
export class TestVpcd {
  readonly port: number;
  readonly #servers: Server[];
  readonly #arrived: Socket[][];
  readonly #sockets: Socket[] = [];
  readonly #wake: (() => void)[] = [];

  private constructor(servers: Server[], port: number) {
    this.#servers = servers;
    this.port = port;
    this.#arrived = servers.map(() => []);
    servers.forEach((server, slot) => {
      server.on('connection', (socket) => {
        socket.on('error', () => {});
        this.#sockets.push(socket);
        this.#arrived[slot]!.push(socket);
        for (const wake of this.#wake.splice(0)) wake();
      });
    });
  }

  /** Listens on `slots` ports in a row, wherever there are that many free. */
  static async listen(slots: number): Promise<TestVpcd> {
    for (;;) {
      const servers: Server[] = [];
      try {
        let port = 0;
        for (let slot = 0; slot < slots; slot++) {
          const server = createServer();
          servers.push(server);
          server.listen(slot === 0 ? 0 : port + slot, '127.0.0.1');
          await once(server, 'listening');
          const address = server.address();
          if (slot === 0 && typeof address === 'object' && address !== null) port = address.port;
        }
        return new TestVpcd(servers, port);
      } catch {
        for (const server of servers) server.close();
      }
    }
  }

  /** The card that comes next to that slot. */
  async card(slot = 0): Promise<TestVpcdSlot> {
    for (;;) {
      const socket = this.#arrived[slot]!.shift();
      if (socket !== undefined && !socket.destroyed) return new TestVpcdSlot(socket);
      if (socket === undefined) await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  /** How many connections wait that nobody took. */
  waiting(slot = 0): number {
    return this.#arrived[slot]!.length;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(this.#servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }
}
