import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CONNECT,
  ESTABLISH_CONTEXT,
  encodeRequest,
  type Message,
  TRANSMIT,
  VERSION,
} from '../endpoints/pcsc/messages.ts';
import { maxExtendedBuffer, Protocol, ShareMode } from '../endpoints/pcsc/scard.ts';
import type { Fields, Values } from '../endpoints/pcsc/struct.ts';

const version = { major: 4, minor: 4 };

/** The next `length` bytes of a socket in paused mode. */
async function take(socket: Socket, length: number): Promise<Uint8Array> {
  for (;;) {
    const bytes: Buffer | null = socket.read(length);
    if (bytes !== null) return bytes;
    if (socket.readableEnded || socket.destroyed) throw new Error('the simulator closed the connection');
    await Promise.race([once(socket, 'readable'), once(socket, 'close')]);
  }
}

async function ask<Q extends Fields, R extends Fields>(
  socket: Socket,
  message: Message<Q, R>,
  values: Partial<Values<Q>>,
  data?: Uint8Array,
): Promise<Values<R>> {
  socket.write(encodeRequest(message, version.minor, values, data));
  return message.reply.decode(await take(socket, message.reply.size));
}

/** Connects as soon as somebody listens, tried every millisecond; undefined once `gaveUp` says so. */
async function dial(path: string, gaveUp: () => boolean): Promise<Socket | undefined> {
  while (!gaveUp()) {
    const socket = connect(path);
    socket.on('error', () => {});
    const connected = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('close', () => resolve(false));
    });
    if (connected) return socket;
    await delay(1);
  }
  return undefined;
}

/** One APDU to the card in a reader, asked over the socket as soon as there is one. */
export async function firstAnswer(
  path: string,
  reader: string,
  command: Uint8Array,
  gaveUp: () => boolean,
): Promise<Uint8Array> {
  const socket = await dial(path, gaveUp);
  if (socket === undefined) throw new Error('the simulator ended before it listened');
  try {
    await ask(socket, VERSION, version);
    const { hContext } = await ask(socket, ESTABLISH_CONTEXT, { dwScope: 2 });
    const { hCard, rv } = await ask(socket, CONNECT, {
      hContext,
      szReader: reader,
      dwShareMode: ShareMode.shared,
      dwPreferredProtocols: Protocol.t0 | Protocol.t1,
    });
    if (rv !== 0) throw new Error(`no card in "${reader}": ${rv.toString(16)}`);
    const reply = await ask(
      socket,
      TRANSMIT,
      {
        hCard,
        ioSendPciProtocol: Protocol.t1,
        ioSendPciLength: 16,
        cbSendLength: command.length,
        pcbRecvLength: maxExtendedBuffer,
      },
      command,
    );
    return await take(socket, reply.pcbRecvLength);
  } finally {
    socket.destroy();
  }
}
