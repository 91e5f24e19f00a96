import { maxAttribute, maxReaderName } from './scard.ts';
import {
  bytesOf,
  defineStruct,
  type Fields,
  i32,
  readU32,
  type Struct,
  textOf,
  u32,
  writeU32,
} from './struct.ts';

/** Every request begins with the size of its struct and its command; replies have no header. */
export const headerLength = 8;

/**
 * One exchange of the protocol between libpcsclite and pcscd. Most commands answer with the struct they were
 * asked with, results filled in. `data` names the member of the struct that counts the raw bytes behind it, in
 * each direction; those bytes are not part of the header's size.
 * @see pcsc reference, 1.2
 */
export interface Message<Q extends Fields = Fields, R extends Fields = Q> {
  readonly name: string;
  readonly id: number;
  readonly request: Struct<Q>;
  readonly reply: Struct<R>;
  readonly data?: { readonly sent: keyof Q & string; readonly received: keyof R & string };
  /** Size of the request's struct from a client of protocol 4:`minor`. */
  requestSize(minor: number): number;
}

function define<Q extends Fields, R extends Fields = Q>(declaration: {
  readonly name: string;
  readonly id: number;
  readonly request: Q;
  readonly reply: R;
  readonly data?: { readonly sent: keyof Q & string; readonly received: keyof R & string };
  readonly requestSize?: (minor: number) => number;
}): Message<Q, R> {
  const { name, id, data } = declaration;
  const request = defineStruct(declaration.request);
  const reply = defineStruct(declaration.reply);
  const requestSize = declaration.requestSize ?? (() => request.size);
  return { name, id, request, reply, requestSize, ...(data === undefined ? {} : { data }) };
}

/** A command answered with its own struct. */
const same = <F extends Fields>(
  name: string,
  id: number,
  fields: F,
  data?: { readonly sent: keyof F & string; readonly received: keyof F & string },
): Message<F> =>
  define({ name, id, request: fields, reply: fields, ...(data === undefined ? {} : { data }) });

export const ESTABLISH_CONTEXT = same('ESTABLISH_CONTEXT', 0x01, { dwScope: u32, hContext: u32, rv: u32 });

export const RELEASE_CONTEXT = same('RELEASE_CONTEXT', 0x02, { hContext: u32, rv: u32 });

export const CONNECT = same('CONNECT', 0x04, {
  hContext: u32,
  szReader: textOf(maxReaderName),
  dwShareMode: u32,
  dwPreferredProtocols: u32,
  hCard: i32,
  dwActiveProtocol: u32,
  rv: u32,
});

export const RECONNECT = same('RECONNECT', 0x05, {
  hCard: i32,
  dwShareMode: u32,
  dwPreferredProtocols: u32,
  dwInitialization: u32,
  dwActiveProtocol: u32,
  rv: u32,
});

export const DISCONNECT = same('DISCONNECT', 0x06, { hCard: i32, dwDisposition: u32, rv: u32 });

export const BEGIN_TRANSACTION = same('BEGIN_TRANSACTION', 0x07, { hCard: i32, rv: u32 });

export const END_TRANSACTION = same('END_TRANSACTION', 0x08, { hCard: i32, dwDisposition: u32, rv: u32 });

/** `pcbRecvLength` is the client's buffer on the way in and the response's length on the way out. */
export const TRANSMIT = same(
  'TRANSMIT',
  0x09,
  {
    hCard: i32,
    ioSendPciProtocol: u32,
    ioSendPciLength: u32,
    cbSendLength: u32,
    ioRecvPciProtocol: u32,
    ioRecvPciLength: u32,
    pcbRecvLength: u32,
    rv: u32,
  },
  { sent: 'cbSendLength', received: 'pcbRecvLength' },
);

export const CONTROL = same(
  'CONTROL',
  0x0a,
  { hCard: i32, dwControlCode: u32, cbSendLength: u32, cbRecvLength: u32, dwBytesReturned: u32, rv: u32 },
  { sent: 'cbSendLength', received: 'dwBytesReturned' },
);

/** Carries only the return code: what a client shows of a reader comes from the READER_STATE array. */
export const STATUS = same('STATUS', 0x0b, { hCard: i32, rv: u32 });

/** Comes first and alone on a connection of its own, without VERSION or ESTABLISH_CONTEXT. */
export const CANCEL = same('CANCEL', 0x0d, { hContext: u32, rv: u32 });

const attribute = { hCard: i32, dwAttrId: u32, pbAttr: bytesOf(maxAttribute), cbAttrLen: u32, rv: u32 };
export const GET_ATTRIB = same('GET_ATTRIB', 0x0f, attribute);
export const SET_ATTRIB = same('SET_ATTRIB', 0x10, attribute);

export const VERSION = same('VERSION', 0x11, { major: u32, minor: u32, rv: u32 });

/** Answered with 16 READER_STATEs. */
export const GET_READERS_STATE = define({ name: 'GET_READERS_STATE', id: 0x12, request: {}, reply: {} });

// Up to 4:3 the two commands of waiting carried the struct that answers them.
const signal = { timeOut: u32, rv: u32 };
const waitSize = (minor: number): number => (minor <= 3 ? defineStruct(signal).size : 0);

/**
 * Registers for one signal. Up to 4:3 nothing comes back but the signal; 4:4 and 4:5 get 16 READER_STATEs at
 * once; 4:6 gets nothing and fetches the array itself.
 */
export const WAIT_READER_STATE_CHANGE = define({
  name: 'WAIT_READER_STATE_CHANGE',
  id: 0x13,
  request: signal,
  reply: signal,
  requestSize: waitSize,
});

/** Answered only while no signal is on its way: the client reads that signal as the answer. */
export const STOP_WAITING = define({
  name: 'STOP_WAITING_READER_STATE_CHANGE',
  id: 0x14,
  request: signal,
  reply: signal,
  requestSize: waitSize,
});

/** From 4:5 on: how often a reader came or went. */
export const GET_READER_EVENTS = define({
  name: 'GET_READER_EVENTS',
  id: 0x15,
  request: {},
  reply: { readerEvents: i32, rv: u32 },
});

/** From 4:6 on: how many READER_STATEs the next command gives. */
export const GET_READERS_STATE_SIZE = define({
  name: 'GET_READERS_STATE_SIZE',
  id: 0x16,
  request: {},
  reply: { count: i32 },
});

/** From 4:6 on: that many READER_STATEs. */
export const GET_READERS_STATE_ARRAY = define({
  name: 'GET_READERS_STATE_ARRAY',
  id: 0x17,
  request: {},
  reply: {},
});

/** What the server needs to frame a request, whatever its members are. */
export interface Frame {
  readonly name: string;
  readonly id: number;
  requestSize(minor: number): number;
  /** Offset in the struct of the count of raw bytes behind it; undefined when there are none. */
  readonly sentLengthAt: number | undefined;
}

const all = [
  ESTABLISH_CONTEXT,
  RELEASE_CONTEXT,
  CONNECT,
  RECONNECT,
  DISCONNECT,
  BEGIN_TRANSACTION,
  END_TRANSACTION,
  STATUS,
  CANCEL,
  GET_ATTRIB,
  SET_ATTRIB,
  VERSION,
  GET_READERS_STATE,
  WAIT_READER_STATE_CHANGE,
  STOP_WAITING,
  GET_READER_EVENTS,
  GET_READERS_STATE_SIZE,
  GET_READERS_STATE_ARRAY,
] as const;

/** Frames by command; no entry: the connection is closed. */
export const frames: readonly (Frame | undefined)[] = (() => {
  const table: (Frame | undefined)[] = [];
  const add = (
    { name, id, requestSize }: Pick<Frame, 'name' | 'id' | 'requestSize'>,
    sentLengthAt?: number,
  ): void => {
    table[id] = { name, id, requestSize, sentLengthAt };
  };
  for (const message of all) add(message);
  add(TRANSMIT, TRANSMIT.request.offsets.cbSendLength);
  add(CONTROL, CONTROL.request.offsets.cbSendLength);
  return table;
})();

/** A request as a client of protocol 4:`minor` sends it. */
export function encodeRequest<Q extends Fields, R extends Fields>(
  message: Message<Q, R>,
  minor: number,
  values: Parameters<Struct<Q>['encode']>[0] = {},
  data: Uint8Array = new Uint8Array(0),
): Uint8Array {
  const size = message.requestSize(minor);
  const bytes = new Uint8Array(headerLength + size + data.length);
  writeU32(bytes, 0, size);
  writeU32(bytes, 4, message.id);
  bytes.set(message.request.encode(values).subarray(0, size), headerLength);
  bytes.set(data, headerLength + size);
  return bytes;
}

/** Size and command of a request. */
export const decodeHeader = (bytes: Uint8Array, at = 0): { readonly size: number; readonly id: number } => ({
  size: readU32(bytes, at),
  id: readU32(bytes, at + 4),
});
