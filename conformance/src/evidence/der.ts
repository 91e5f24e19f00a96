import { concat } from '../bytes/hex.ts';

/** DER as far as CMS needs it. @see ITU-T X.690 */
export function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const value = concat(...contents);
  const digits: number[] = [];
  for (let rest = value.length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  const length = value.length < 0x80 ? [value.length] : [0x80 + digits.length, ...digits];
  return concat(Uint8Array.of(tag, ...length), value);
}

export const sequence = (...members: readonly Uint8Array[]): Uint8Array => der(0x30, ...members);
/** Members of a SET OF stand in the order of their encodings. */
export const setOf = (...members: readonly Uint8Array[]): Uint8Array =>
  der(0x31, ...[...members].sort((a, b) => Buffer.compare(a, b)));
export const octets = (value: Uint8Array): Uint8Array => der(0x04, value);
export const smallInteger = (value: number): Uint8Array => der(0x02, Uint8Array.of(value));
export const absent = der(0x05);

/** OBJECT IDENTIFIER from its dotted form. */
export function oid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((arc) => {
    const groups = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      groups.unshift((left % 128) + 128);
    return groups;
  });
  return der(0x06, Uint8Array.from(bytes));
}

/** UTCTime up to 2049, GeneralizedTime after. @see RFC 5652, 11.3 */
export function time(milliseconds: number): Uint8Array {
  const digits = `${new Date(milliseconds).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
  const year = Number(digits.slice(0, 4));
  return year < 2050
    ? der(0x17, Buffer.from(digits.slice(2), 'latin1'))
    : der(0x18, Buffer.from(digits, 'latin1'));
}

/** Milliseconds of a UTCTime or GeneralizedTime as `time` writes it. */
export function readTime(tag: number, value: Uint8Array): number {
  const text = Buffer.from(value).toString('latin1');
  const digits = tag === 0x17 ? (Number(text.slice(0, 2)) < 50 ? '20' : '19') + text : text;
  const form = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(digits);
  if (form === null) return Number.NaN;
  const [, year, month, day, hour, minute, second] = form;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
