import { type BerTlv, decodeTlv, encodeLength, encodeTag } from '../codec/ber-tlv.ts';
import { CodecError } from '../codec/codec-error.ts';
import { asciiText, toHex } from '../codec/hex.ts';

/** Reads DER objects one after another. Every method throws CodecError for what is not there or not DER. */
export class DerReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** The tag of the next object; undefined at the end. One byte, as every tag of certificates, OCSP and CRL is. */
  get tag(): number | undefined {
    return this.#bytes[this.#at];
  }

  /** The next object, whole. */
  element(): Uint8Array {
    const { offset, end } = this.#object();
    return this.#bytes.subarray(offset, end);
  }

  /** The contents of the next object, which has that tag. */
  next(tag: number): Uint8Array {
    const object = this.#object();
    if (object.tag !== tag) {
      const found = object.tag.toString(16).padStart(2, '0');
      throw new CodecError(
        'codec/der-tag',
        `expected tag ${tag.toString(16)}, found ${found}`,
        object.offset,
      );
    }
    return object.value;
  }

  /** The contents of the next object if it has that tag. */
  optional(tag: number): Uint8Array | undefined {
    return this.tag === tag ? this.next(tag) : undefined;
  }

  /** A reader of what the next object holds, which has that tag. */
  inside(tag: number): DerReader {
    return new DerReader(this.next(tag));
  }

  /** Nothing may follow. */
  end(): void {
    if (!this.atEnd) throw new CodecError('codec/der-trailing', 'bytes after the last object', this.#at);
  }

  #object(): BerTlv {
    const object = decodeTlv(this.#bytes, this.#at);
    const header = object.end - object.offset - object.value.length;
    if (header !== encodeTag(object.tag).length + encodeLength(object.value.length).length) {
      throw new CodecError('codec/der-length', 'a length that is not the shortest', object.offset);
    }
    this.#at = object.end;
    return object;
  }

  /** OBJECT IDENTIFIER in its dotted form. */
  objectIdentifier(): string {
    const value = this.next(0x06);
    const arcs: number[] = [];
    let arc = 0;
    for (const byte of value) {
      arc = arc * 0x80 + (byte & 0x7f);
      if (byte & 0x80) continue;
      arcs.push(arc);
      arc = 0;
    }
    const [first] = arcs;
    if (first === undefined || value.at(-1)! & 0x80)
      throw new CodecError('codec/der-oid', 'an object identifier is cut', this.#at);
    const root = Math.min(2, Math.floor(first / 40));
    return [root, first - root * 40, ...arcs.slice(1)].join('.');
  }

  /** The contents of an INTEGER in hex, in the fewest bytes: sign and all. */
  integerHex(): string {
    const value = this.next(0x02);
    const [first, second = 0] = value;
    const padded = value.length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80));
    if (first === undefined || padded)
      throw new CodecError('codec/der-integer', 'an integer is not in the fewest bytes', this.#at);
    return toHex(value);
  }

  /** ENUMERATED of one byte. */
  enumerated(): number {
    const value = this.next(0x0a);
    if (value.length !== 1)
      throw new CodecError('codec/der-enumerated', 'an enumerated value of another length', this.#at);
    return value[0]!;
  }

  /** BOOLEAN, FALSE when there is none: that is the default wherever it is used here. */
  booleanOrFalse(): boolean {
    return this.optional(0x01)?.[0] === 0xff;
  }

  /** BIT STRING of whole bytes. */
  bits(): Uint8Array {
    const value = this.next(0x03);
    if (value[0] !== 0) throw new CodecError('codec/der-bits', 'a bit string of odd bits', this.#at);
    return value.subarray(1);
  }

  /** UTCTime or GeneralizedTime in whole seconds, in ms. */
  time(): number {
    const { tag } = this;
    return instantOf(asciiText(this.next(tag === 0x17 ? 0x17 : 0x18)), this.#at);
  }
}

function instantOf(text: string, offset: number): number {
  const [, years, rest] = /^(\d\d|\d{4})(\d{10})Z$/.exec(text) ?? [];
  const year = years?.length === 2 ? (years < '50' ? `20${years}` : `19${years}`) : years;
  const [month, day, hour, minute, second] = rest?.match(/../g) ?? [];
  const instant = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(instant)) throw new CodecError('codec/der-time', `"${text}" is no time`, offset);
  return instant;
}
