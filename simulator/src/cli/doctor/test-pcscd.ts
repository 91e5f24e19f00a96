/** Test double: a PC/SC service that knows one protocol version and names readers. */
import {
  decodeHeader,
  GET_READERS_STATE,
  GET_READERS_STATE_ARRAY,
  GET_READERS_STATE_SIZE,
  headerLength,
  VERSION,
} from '../../endpoints/pcsc/messages.ts';
import { READER_STATE } from '../../endpoints/pcsc/reader-states.ts';
import { SCARD } from '../../endpoints/pcsc/scard.ts';
import type { Connection } from './environment.ts';
import { answering } from './test-environment.ts';

export function testPcscd(minor: number, names: readonly string[]): () => Connection {
  const array = (count: number): Uint8Array => {
    const bytes = new Uint8Array(count * READER_STATE.size);
    names.forEach((readerName, i) => {
      READER_STATE.patch(bytes, i * READER_STATE.size, { readerName });
    });
    return bytes;
  };
  return answering((request) => {
    const { id } = decodeHeader(request);
    if (id === VERSION.id) {
      const asked = VERSION.request.decode(request, headerLength);
      const rv = asked.minor === minor ? SCARD.success : SCARD.serviceStopped;
      return VERSION.reply.encode({ major: 4, minor, rv });
    }
    if (id === GET_READERS_STATE.id && minor < 6) return array(16);
    if (id === GET_READERS_STATE_SIZE.id) return GET_READERS_STATE_SIZE.reply.encode({ count: names.length });
    return id === GET_READERS_STATE_ARRAY.id ? array(names.length) : undefined;
  });
}
