import { CodecError } from '../../codec/codec-error.ts';

/** The bytes of a request or an answer behind the command code, in both directions. */
export interface Codec<T> {
  /** Throws CodecError `codec/pn532` for bytes that are none. */
  decode(bytes: Uint8Array): T;
  encode(value: T): Uint8Array;
}

/** One command of the chip: its code, what it is asked and what it answers. */
export interface ChipCommand<Q, A> {
  readonly name: string;
  readonly code: number;
  /** UM0701-02, or where the fact is from. */
  readonly clause: string;
  readonly request: Codec<Q>;
  readonly answer: Codec<A>;
}

export const defineChipCommand = <Q, A>(command: ChipCommand<Q, A>): ChipCommand<Q, A> => command;

/** The syntax error that a host is told by the error frame. */
export const syntaxError = (text: string, offset = 0): CodecError =>
  new CodecError('codec/pn532', text, offset);

const none = new Uint8Array(0);

/** No bytes at all. */
export const nothing: Codec<undefined> = {
  decode(bytes) {
    if (bytes.length > 0) throw syntaxError('bytes where there are none');
    return undefined;
  },
  encode: () => none,
};

/** Any bytes. */
export const bytes: Codec<Uint8Array> = { decode: (all) => all, encode: (all) => all };

/** One byte that says how it went. */
export const statusByte: Codec<number> = {
  decode(all) {
    if (all.length !== 1) throw syntaxError('a status is one byte');
    return all[0]!;
  },
  encode: (value) => Uint8Array.of(value),
};

/** A status, and data behind it. */
export interface StatusAndData {
  readonly status: number;
  readonly data: Uint8Array;
}

export const statusAndData: Codec<StatusAndData> = {
  decode(all) {
    if (all.length === 0) throw syntaxError('a status is one byte');
    return { status: all[0]!, data: all.subarray(1) };
  },
  encode({ status, data }) {
    const all = new Uint8Array(1 + data.length);
    all[0] = status;
    all.set(data, 1);
    return all;
  },
};

/** The number of a target. */
export const targetNumber: Codec<number> = {
  decode(all) {
    if (all.length !== 1) throw syntaxError('the number of a target is one byte');
    return all[0]!;
  },
  encode: (value) => Uint8Array.of(value),
};
