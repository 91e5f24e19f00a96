import {
  encodeRequest,
  GET_READERS_STATE,
  GET_READERS_STATE_ARRAY,
  GET_READERS_STATE_SIZE,
  VERSION,
} from '../../endpoints/pcsc/messages.ts';
import { READER_STATE } from '../../endpoints/pcsc/reader-states.ts';
import { fixedReaders, newestMinor, protocolMajor, SCARD } from '../../endpoints/pcsc/scard.ts';
import { type Connection, codeOf, type Environment } from './environment.ts';
import { Taker } from './taker.ts';

/** What a PC/SC service at a socket said. */
export type PcscProbe =
  | { readonly kind: 'readers'; readonly version: string; readonly names: readonly string[] }
  /** Nobody listens: `code` is the system's. */
  | { readonly kind: 'unreachable'; readonly code: string }
  /** Somebody took the connection and answered with nothing of use; pcscd closes those that polkit refuses. */
  | { readonly kind: 'mute' };

const waitMs = 2000;
/** The oldest protocol asked for: the one whose reader array has a fixed length. */
const firstMinor = 4;

/** Asks a PC/SC service for the names of its readers, as a client of its own generation does. */
export async function probePcsc(environment: Environment, path: string): Promise<PcscProbe> {
  // An older pcscd refuses every minor but its own, and names its own.
  let minor = firstMinor;
  for (let attempt = 0; attempt < 2; attempt++) {
    let connection: Connection;
    try {
      connection = await environment.connect({ path });
    } catch (error) {
      return { kind: 'unreachable', code: codeOf(error) };
    }
    try {
      const taker = new Taker(connection, waitMs);
      connection.write(encodeRequest(VERSION, minor, { major: protocolMajor, minor }));
      const reply = await taker.take(VERSION.reply.size);
      if (reply === undefined) return { kind: 'mute' };
      const version = VERSION.reply.decode(reply);
      if (version.rv === SCARD.success) {
        const names = await readerNames(connection, taker, minor);
        if (names === undefined) return { kind: 'mute' };
        return { kind: 'readers', version: `${version.major}:${version.minor}`, names };
      }
      if (version.major !== protocolMajor || version.minor > newestMinor) return { kind: 'mute' };
      minor = version.minor;
    } finally {
      connection.close();
    }
  }
  return { kind: 'mute' };
}

async function readerNames(
  connection: Connection,
  taker: Taker,
  minor: number,
): Promise<readonly string[] | undefined> {
  let count = fixedReaders;
  if (minor >= newestMinor) {
    connection.write(encodeRequest(GET_READERS_STATE_SIZE, minor));
    const size = await taker.take(GET_READERS_STATE_SIZE.reply.size);
    if (size === undefined) return undefined;
    ({ count } = GET_READERS_STATE_SIZE.reply.decode(size));
    connection.write(encodeRequest(GET_READERS_STATE_ARRAY, minor));
  } else {
    connection.write(encodeRequest(GET_READERS_STATE, minor));
  }
  const array = await taker.take(count * READER_STATE.size);
  if (array === undefined) return undefined;
  return Array.from(
    { length: count },
    (_, i) => READER_STATE.decode(array, i * READER_STATE.size).readerName,
  ).filter((name) => name !== '');
}
