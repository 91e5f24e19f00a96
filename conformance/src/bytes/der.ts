import { ConformanceError } from '../error.ts';
import { concat, textBytes, toHex } from './hex.ts';

/** One DER element: tag byte, contents, and its bytes whole. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly bytes: Uint8Array;
}

const wrong = (text: string): ConformanceError => new ConformanceError('bytes/der', text);

/** The element at `at`. Throws `bytes/der` for a cut one, a long tag, or a length that is not the shortest. */
function elementAt(bytes: Uint8Array, at: number): DerElement {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) throw wrong(`cut at byte ${bytes.length}`);
  if ((tag & 0x1f) === 0x1f) throw wrong(`tag of several bytes at byte ${at}`);
  let start = at + 2;
  let length = first;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > 4) throw wrong(`length byte ${first.toString(16)} at byte ${at + 1}`);
    length = 0;
    for (let i = 0; i < count; i++) {
      const byte = bytes[start++];
      if (byte === undefined) throw wrong(`cut at byte ${bytes.length}`);
      length = length * 256 + byte;
    }
    if (length < 0x80 || length < 256 ** (count - 1))
      throw wrong(`length not in its shortest form at byte ${at + 1}`);
  }
  if (start + length > bytes.length)
    throw wrong(`element of ${length} bytes ends after byte ${bytes.length}`);
  return {
    tag,
    content: bytes.subarray(start, start + length),
    bytes: bytes.subarray(at, start + length),
  };
}

/** The one element that the bytes are. @see X.690, 10.1 */
export function readDer(bytes: Uint8Array, tag?: number): DerElement {
  const element = elementAt(bytes, 0);
  if (element.bytes.length !== bytes.length)
    throw wrong(`${bytes.length - element.bytes.length} bytes behind it`);
  return tag === undefined ? element : expectTag(element, tag);
}

export function expectTag(element: DerElement | undefined, tag: number): DerElement {
  if (element?.tag === tag) return element;
  throw wrong(`tag ${element?.tag.toString(16) ?? 'none'} where ${tag.toString(16)} has to be`);
}

/** The elements of a constructed one. */
export function inside({ content }: Pick<DerElement, 'content'>): DerElement[] {
  const elements: DerElement[] = [];
  for (let at = 0; at < content.length; ) {
    const element = elementAt(content, at);
    elements.push(element);
    at += element.bytes.length;
  }
  return elements;
}

/** Takes elements one after another, optional ones by their tag. */
export class DerList {
  readonly #elements: readonly DerElement[];
  #next = 0;

  constructor(parent: Pick<DerElement, 'content'>) {
    this.#elements = inside(parent);
  }

  get left(): number {
    return this.#elements.length - this.#next;
  }

  take(tag?: number): DerElement {
    const element = this.#elements[this.#next++];
    if (element === undefined) throw wrong('an element is missing');
    return tag === undefined ? element : expectTag(element, tag);
  }

  maybe(...tags: readonly number[]): DerElement | undefined {
    const element = this.#elements[this.#next];
    if (element === undefined || !tags.includes(element.tag)) return undefined;
    this.#next++;
    return element;
  }

  /** Throws `bytes/der` when anything is left. */
  end(): void {
    if (this.left > 0) throw wrong(`${this.left} elements too many`);
  }
}

/** Dotted object identifier of an element with tag 06. */
export function oidOf(element: DerElement): string {
  const { content } = expectTag(element, 0x06);
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    if (arcs.length === 0) {
      const top = Math.min(2, Math.floor(arc / 40));
      arcs.push(top, arc - 40 * top);
    } else arcs.push(arc);
    arc = 0;
  }
  if (content.length === 0 || content.at(-1)! >= 0x80) throw wrong('object identifier is cut');
  return arcs.join('.');
}

/** Hex digits of an INTEGER of the shortest form, without the byte that only says positive; `-` before a negative. */
export function integerOf(element: DerElement): string {
  const { content } = expectTag(element, 0x02);
  const [first, second] = content;
  if (first === undefined) throw wrong('INTEGER without bytes');
  if (second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)))
    throw wrong('INTEGER not in its shortest form');
  if (first >= 0x80) return `-${toHex(content)}`;
  return toHex(first === 0 && content.length > 1 ? content.subarray(1) : content);
}

/** Bytes of a BIT STRING of whole bytes. */
export function bitsOf(element: DerElement): Uint8Array {
  const { content } = expectTag(element, 0x03);
  if (content[0] !== 0) throw wrong('BIT STRING not of whole bytes');
  return content.subarray(1);
}

/** UTCTime or GeneralizedTime to the second, in ms. @see RFC 5280, 4.1.2.5 */
export function timeOf({ tag, content }: DerElement): number {
  const text = String.fromCharCode(...content);
  const utc = tag === 0x17;
  const match = (
    utc ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/ : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/
  ).exec(text);
  if ((!utc && tag !== 0x18) || match === null) throw wrong(`"${text}" is no time`);
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const full = utc ? year + (year < 50 ? 2000 : 1900) : year;
  const instant = Date.UTC(full, month - 1, day, hour, minute, second);
  const digits = new Date(instant).toISOString().replace(/\D/g, '').slice(0, 14);
  if (digits !== `${String(full).padStart(4, '0')}${text.slice(utc ? 2 : 4, -1)}`)
    throw wrong(`"${text}" is no time`);
  return instant;
}

// Writing

/** An element with its contents one after another. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concat(...parts);
  const { length } = content;
  if (length < 0x80) return concat(Uint8Array.of(tag, length), content);
  const digits: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  return concat(Uint8Array.of(tag, 0x80 | digits.length, ...digits), content);
}

export const derSequence = (...parts: readonly Uint8Array[]): Uint8Array => der(0x30, ...parts);
/** Members of a SET OF stand in the order of their encodings. @see ITU-T X.690, 11.6 */
export const derSet = (...parts: readonly Uint8Array[]): Uint8Array =>
  der(0x31, ...[...parts].sort((a, b) => Buffer.compare(a, b)));
export const derOctets = (bytes: Uint8Array): Uint8Array => der(0x04, bytes);
export const derBits = (bytes: Uint8Array, unused = 0): Uint8Array => der(0x03, Uint8Array.of(unused), bytes);
export const derNull: Uint8Array = Uint8Array.of(0x05, 0x00);
export const derTrue: Uint8Array = Uint8Array.of(0x01, 0x01, 0xff);
export const derUtf8 = (text: string): Uint8Array => der(0x0c, textBytes(text));
export const derPrintable = (text: string): Uint8Array => der(0x13, textBytes(text));
export const derEnumerated = (value: number): Uint8Array => der(0x0a, Uint8Array.of(value));

/** A positive INTEGER of hex digits. */
export function derInteger(digits: string): Uint8Array {
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  let bytes = Uint8Array.from(even.match(/../g) ?? ['00'], (pair) => Number.parseInt(pair, 16));
  while (bytes.length > 1 && bytes[0] === 0) bytes = bytes.subarray(1);
  return bytes[0]! >= 0x80 ? der(0x02, Uint8Array.of(0), bytes) : der(0x02, bytes);
}

export function derOid(dotted: string): Uint8Array {
  const [top = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes: number[] = [];
  for (const arc of [40 * top + second, ...rest]) {
    const digits = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      digits.unshift(0x80 | (left % 128));
    bytes.push(...digits);
  }
  return der(0x06, Uint8Array.from(bytes));
}

const digitsOf = (instant: number): string => new Date(instant).toISOString().replace(/\D/g, '').slice(0, 14);

export const derGeneralizedTime = (instant: number): Uint8Array =>
  der(0x18, textBytes(`${digitsOf(instant)}Z`));

/** UTCTime up to 2049, GeneralizedTime from then on. @see RFC 5280, 4.1.2.5 */
export const derTime = (instant: number): Uint8Array =>
  new Date(instant).getUTCFullYear() < 2050
    ? der(0x17, textBytes(`${digitsOf(instant).slice(2)}Z`))
    : derGeneralizedTime(instant);
