import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

/** A datagram that was lost on the loopback, or a server that does not answer. */
const limitMs = 5000;

/** A host of one UDP socket that sends a datagram when the answer to the one before has come. */
export class DatagramHost {
  readonly #socket: Socket;
  readonly #port: number;

  private constructor(socket: Socket, port: number) {
    this.#socket = socket;
    this.#port = port;
  }

  static async to(port: number): Promise<DatagramHost> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new DatagramHost(socket, port);
  }

  /** Sends these in turn, so many in all; resolves with the last answer, and fails when one does not come. */
  exchange(datagrams: readonly string[], count: number): Promise<string> {
    const socket = this.#socket;
    return new Promise((resolve, reject) => {
      let sent = 0;
      const next = (): void => socket.send(datagrams[sent++ % datagrams.length]!, this.#port, '127.0.0.1');
      const limit = setTimeout(() => {
        socket.off('message', heard);
        reject(new Error(`no answer to datagram ${sent}`));
      }, limitMs);
      const heard = (message: Buffer): void => {
        limit.refresh();
        if (sent < count) {
          next();
          return;
        }
        clearTimeout(limit);
        socket.off('message', heard);
        resolve(message.toString('latin1'));
      };
      socket.on('message', heard);
      next();
    });
  }

  close(): void {
    this.#socket.close();
  }
}
