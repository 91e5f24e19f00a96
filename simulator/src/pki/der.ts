// Our own writer instead of @peculiar/x509: a card's execute is synchronous and has its first answer ready 150 ms
// after the process starts; that library signs asynchronously and takes 300 ms to import. It reads in the tests.
import { tlv } from '../codec/ber-tlv.ts';
import { asciiBytes, concatBytes, utf8Bytes } from '../codec/hex.ts';
import { PkiError } from './pki-error.ts';

/** A positive INTEGER in the fewest bytes, from its magnitude or a safe integer (X.690, 8.3). */
export function integer(value: number | Uint8Array): Uint8Array {
  const magnitude = typeof value === 'number' ? magnitudeOf(value) : value;
  let first = 0;
  while (first < magnitude.length - 1 && magnitude[first] === 0) first++;
  const trimmed = magnitude.subarray(first);
  return (trimmed[0] ?? 0x80) & 0x80 ? tlv(0x02, Uint8Array.of(0), trimmed) : tlv(0x02, trimmed);
}

function magnitudeOf(value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new PkiError('pki/value', `${value} is no positive integer`);
  const bytes: number[] = [];
  for (let rest = value; bytes.length === 0 || rest > 0; rest = Math.floor(rest / 0x100))
    bytes.unshift(rest % 0x100);
  return Uint8Array.from(bytes);
}

/** OBJECT IDENTIFIER from its dotted form (X.690, 8.19). */
export function objectIdentifier(dotted: string): Uint8Array {
  const arcs = dotted.split('.').map(Number);
  const [root = -1, second = -1, ...others] = arcs;
  const wrong =
    root > 2 ||
    second > (root < 2 ? 39 : 0xffff) ||
    arcs.some((arc) => !Number.isSafeInteger(arc) || arc < 0);
  if (wrong || arcs.length < 2) throw new PkiError('pki/value', `"${dotted}" is no object identifier`);
  const bytes = [root * 40 + second, ...others].flatMap((arc) => {
    const groups = [arc % 0x80];
    for (let rest = Math.floor(arc / 0x80); rest > 0; rest = Math.floor(rest / 0x80))
      groups.unshift((rest % 0x80) | 0x80);
    return groups;
  });
  return tlv(0x06, Uint8Array.from(bytes));
}

/** BOOLEAN TRUE; FALSE is a default wherever certificates use it, and DER leaves defaults out. */
export const booleanTrue: Uint8Array = Uint8Array.of(0x01, 0x01, 0xff);

/** NULL */
export const nothing: Uint8Array = Uint8Array.of(0x05, 0x00);

/** PrintableString; throws PkiError for a character outside its alphabet (X.680, 41.4). */
export function printableString(text: string): Uint8Array {
  if (!/^[A-Za-z0-9 '()+,\-./:=?]*$/.test(text))
    throw new PkiError('pki/value', `"${text}" is no PrintableString`);
  return tlv(0x13, asciiBytes(text));
}

export const utf8String = (text: string): Uint8Array => tlv(0x0c, utf8Bytes(text));
export const ia5String = (text: string): Uint8Array => tlv(0x16, asciiBytes(text));
export const octetString = (...parts: readonly Uint8Array[]): Uint8Array => tlv(0x04, ...parts);

/** BIT STRING whose last byte has `unusedBits` bits to spare. */
export const bitString = (bytes: Uint8Array, unusedBits = 0): Uint8Array =>
  tlv(0x03, Uint8Array.of(unusedBits), bytes);

export const sequence = (...parts: readonly Uint8Array[]): Uint8Array => tlv(0x30, concatBytes(...parts));

/** SET of one; more would have to be sorted. */
export const setOf = (part: Uint8Array): Uint8Array => tlv(0x31, part);

/** `[n]` around whole objects: an explicit tag, or an implicit one in place of a SEQUENCE's. */
export const constructed = (n: number, ...parts: readonly Uint8Array[]): Uint8Array =>
  tlv(0xa0 | n, concatBytes(...parts));

/** `[n]` in place of a primitive object's tag. */
export const primitive = (n: number, bytes: Uint8Array): Uint8Array => tlv(0x80 | n, bytes);

/** UTCTime from 1950 to 2049, GeneralizedTime outside; whole seconds (RFC 5280, 4.1.2.5). */
export function time(instant: number): Uint8Array {
  const date = new Date(instant);
  const year = Number.isNaN(instant) ? -1 : date.getUTCFullYear();
  if (!(year >= 0 && year <= 9999))
    throw new PkiError('pki/value', `${instant} is no time that a certificate can hold`);
  const text = `${date.toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
  return year >= 1950 && year < 2050 ? tlv(0x17, asciiBytes(text.slice(2))) : tlv(0x18, asciiBytes(text));
}
