import { connect, type Socket } from 'node:net';

/** A connection that sends requests one after another; no more of HTTP than these answers need. */
class Connection {
  readonly #socket: Socket;
  #head: Buffer = Buffer.alloc(0);
  #body: Buffer | undefined;
  #filled = 0;
  #settle: { resolve(body: Buffer): void; reject(error: Error): void } | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    const end = (error?: Error): void =>
      this.#settle?.reject(error ?? new Error('the server closed the connection'));
    socket.on('error', end);
    socket.on('close', () => end());
  }

  static open(url: string): Promise<Connection> {
    const { hostname, port } = new URL(url);
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => resolve(new Connection(socket)));
      socket.once('error', reject);
    });
  }

  #take(chunk: Buffer): void {
    let rest = chunk;
    if (this.#body === undefined) {
      this.#head = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk]);
      const end = this.#head.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = this.#head.toString('latin1', 0, end);
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
      if (!head.startsWith('HTTP/1.1 200') || Number.isNaN(length)) {
        this.#settle?.reject(new Error(head));
        return;
      }
      rest = this.#head.subarray(end + 4);
      this.#body = Buffer.alloc(length);
      this.#filled = 0;
    }
    this.#filled += rest.copy(this.#body, this.#filled);
    if (this.#filled < this.#body.length) return;
    const body = this.#body;
    this.#head = Buffer.alloc(0);
    this.#body = undefined;
    this.#settle?.resolve(body);
  }

  /** Sends a request and gives the body of its answer, which has to be 200. */
  exchange(request: Uint8Array): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#settle = undefined;
    this.#socket.destroy();
  }
}

/** A POST of bytes as it goes over the wire. */
export function postOf(url: string, path: string, body: Uint8Array): Uint8Array {
  const head = `POST ${path} HTTP/1.1\r\nhost: ${new URL(url).host}\r\ncontent-type: application/ocsp-request\r\ncontent-length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

export const getOf = (url: string, path: string): Uint8Array =>
  Buffer.from(`GET ${path} HTTP/1.1\r\nhost: ${new URL(url).host}\r\n\r\n`);

/** Several connections, each with one request under way at a time. */
export class HttpLoad {
  readonly #connections: readonly Connection[];

  private constructor(connections: readonly Connection[]) {
    this.#connections = connections;
  }

  static async open(url: string, connections: number): Promise<HttpLoad> {
    return new HttpLoad(await Promise.all(Array.from({ length: connections }, () => Connection.open(url))));
  }

  /** Answers per second over about `durationMs`; `check` sees every answer. */
  async perSecond(
    request: () => Uint8Array,
    check: (body: Buffer) => void,
    durationMs: number,
  ): Promise<number> {
    const start = performance.now();
    let answers = 0;
    const run = async (connection: Connection): Promise<void> => {
      while (performance.now() - start < durationMs) {
        check(await connection.exchange(request()));
        answers++;
      }
    };
    await Promise.all(this.#connections.map(run));
    return (answers / (performance.now() - start)) * 1000;
  }

  /** One request on the first connection. */
  exchange(request: Uint8Array): Promise<Buffer> {
    return this.#connections[0]!.exchange(request);
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }
}
