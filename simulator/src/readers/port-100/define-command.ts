import { CodecError } from '../../codec/codec-error.ts';

/** Parameters in both directions. `decode` throws CodecError for bytes that are none. */
export interface Parameters<T> {
  encode(value: T): Uint8Array;
  decode(bytes: Uint8Array): T;
}

/** A command of the chip and its answer; the answer's code is the next one. */
export interface Port100Command<Q, A> {
  readonly name: string;
  readonly code: number;
  readonly request: Parameters<Q>;
  readonly answer: Parameters<A>;
}

export const defineCommand = <Q, A>(command: Port100Command<Q, A>): Port100Command<Q, A> => command;

export const wrongParameters = (text: string): CodecError =>
  new CodecError('codec/port-100-parameters', text, 0);

const nothing = new Uint8Array(0);

/** No parameters. */
export const none: Parameters<undefined> = {
  encode: () => nothing,
  decode(bytes) {
    if (bytes.length > 0) throw wrongParameters('there are parameters');
    return undefined;
  },
};

/** One byte. */
export const oneByte: Parameters<number> = {
  encode: (value) => Uint8Array.of(value),
  decode(bytes) {
    if (bytes.length !== 1) throw wrongParameters('one byte expected');
    return bytes[0]!;
  },
};

/** Any bytes. */
export const anyBytes: Parameters<Uint8Array> = { encode: (bytes) => bytes, decode: (bytes) => bytes };

/** Status of a command. @see nfcpy nfc/clf/rcs380.py, StatusError */
export const CommandStatus = {
  success: 0x00,
  parameter: 0x01,
  pb: 0x02,
  rfca: 0x03,
  temperature: 0x04,
  pwd: 0x05,
  receive: 0x06,
  commandType: 0x07,
} as const;
