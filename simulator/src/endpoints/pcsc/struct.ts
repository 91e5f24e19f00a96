import { utf8Bytes } from '../../codec/hex.ts';

/** Messages are in the byte order of the host: both ends live on one machine. */
const littleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

export const readU32: (bytes: Uint8Array, at: number) => number = littleEndian
  ? (b, at) => (b[at]! | (b[at + 1]! << 8) | (b[at + 2]! << 16) | (b[at + 3]! << 24)) >>> 0
  : (b, at) => ((b[at]! << 24) | (b[at + 1]! << 16) | (b[at + 2]! << 8) | b[at + 3]!) >>> 0;

export const writeU32: (bytes: Uint8Array, at: number, value: number) => void = littleEndian
  ? (b, at, value) => {
      b[at] = value;
      b[at + 1] = value >>> 8;
      b[at + 2] = value >>> 16;
      b[at + 3] = value >>> 24;
    }
  : (b, at, value) => {
      b[at] = value >>> 24;
      b[at + 1] = value >>> 16;
      b[at + 2] = value >>> 8;
      b[at + 3] = value;
    };

export interface Field<T> {
  readonly size: number;
  readonly align: number;
  readonly zero: T;
  read(bytes: Uint8Array, at: number): T;
  write(bytes: Uint8Array, at: number, value: T): void;
}

export const u32: Field<number> = { size: 4, align: 4, zero: 0, read: readU32, write: writeU32 };
export const i32: Field<number> = { ...u32, read: (bytes, at) => readU32(bytes, at) | 0 };

/** A byte array of fixed size; shorter values are filled up with zeros. */
export const bytesOf = (size: number): Field<Uint8Array> => ({
  size,
  align: 1,
  zero: new Uint8Array(0),
  read: (bytes, at) => bytes.slice(at, at + size),
  write: (bytes, at, value) => {
    bytes.fill(0, at, at + size);
    bytes.set(value.length > size ? value.subarray(0, size) : value, at);
  },
});

// Not fatal: a name that is no UTF-8 is simply a reader that nobody has.
const decoder = new TextDecoder();

/** A C string in a fixed array: ends at the first NUL, and always has one. */
export const textOf = (size: number): Field<string> => ({
  size,
  align: 1,
  zero: '',
  read: (bytes, at) => {
    const end = bytes.indexOf(0, at);
    return decoder.decode(bytes.subarray(at, end < 0 || end >= at + size ? at + size - 1 : end));
  },
  write: (bytes, at, value) => {
    const text = utf8Bytes(value);
    bytes.fill(0, at, at + size);
    bytes.set(text.length >= size ? text.subarray(0, size - 1) : text, at);
  },
});

export type Fields = Readonly<Record<string, Field<number> | Field<Uint8Array> | Field<string>>>;
export type Values<F extends Fields> = { [K in keyof F]: F[K] extends Field<infer T> ? T : never };

/** A C struct: where each member lies, and how it is read and written. */
export interface Struct<F extends Fields> {
  readonly size: number;
  readonly offsets: { readonly [K in keyof F]: number };
  /** Reads at `at`; the caller has made sure that `size` bytes are there. */
  decode(bytes: Uint8Array, at?: number): Values<F>;
  /** Members not named are zero. */
  encode(values?: Partial<Values<F>>): Uint8Array;
  /** Overwrites only the members named. */
  patch(bytes: Uint8Array, at: number, values: Partial<Values<F>>): void;
}

/** Lays members out as a C compiler does: each at a multiple of its alignment. */
export function defineStruct<F extends Fields>(fields: F): Struct<F> {
  const names: (keyof F & string)[] = Object.keys(fields);
  const offsets: Record<string, number> = {};
  let end = 0;
  let widest = 1;
  for (const name of names) {
    const { size, align } = fields[name]!;
    offsets[name] = Math.ceil(end / align) * align;
    end = offsets[name] + size;
    widest = Math.max(widest, align);
  }
  const size = Math.ceil(end / widest) * widest;
  // One assertion per direction: the mapped types above tie each name to its codec, which a loop cannot show.
  const codec = (name: keyof F & string): Field<unknown> => fields[name] as Field<unknown>;
  const patch = (bytes: Uint8Array, at: number, values: Partial<Values<F>>): void => {
    for (const name of names) {
      if (values[name] !== undefined) codec(name).write(bytes, at + offsets[name]!, values[name]);
    }
  };
  return {
    size,
    offsets: offsets as { readonly [K in keyof F]: number },
    decode(bytes, at = 0) {
      const values: Partial<Record<keyof F, unknown>> = {};
      for (const name of names) values[name] = codec(name).read(bytes, at + offsets[name]!);
      return values as Values<F>;
    },
    encode(values = {}) {
      const bytes = new Uint8Array(size);
      patch(bytes, 0, values);
      return bytes;
    },
    patch,
  };
}
