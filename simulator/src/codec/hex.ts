import { CodecError } from './codec-error.ts';

const digits = '0123456789abcdef';

/** Bytes written as hex digits; blanks between them are allowed. Throws CodecError for anything else. */
export function hex(text: string): Uint8Array {
  const compact = text.replace(/\s+/g, '');
  if (compact.length % 2 !== 0)
    throw new CodecError('codec/hex-odd', 'odd number of hex digits', compact.length >> 1);
  const bytes = new Uint8Array(compact.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    const pair = compact.slice(i * 2, i * 2 + 2);
    if (!/^[0-9a-fA-F]{2}$/.test(pair))
      throw new CodecError('codec/hex-digit', `"${pair}" is not a hex byte`, i);
    bytes[i] = Number.parseInt(pair, 16);
  }
  return bytes;
}

/** Lower-case hex digits, with `separator` between bytes. */
export function toHex(bytes: Uint8Array, separator = ''): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (i > 0) text += separator;
    text += digits[byte >> 4]! + digits[byte & 15]!;
  }
  return text;
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

const utf8 = new TextEncoder();
const utf8Decoder = new TextDecoder('utf-8', { fatal: true });

export const utf8Bytes = (text: string): Uint8Array => utf8.encode(text);

/** UTF-8 text. Throws CodecError when the bytes are not UTF-8. */
export function utf8Text(bytes: Uint8Array): string {
  try {
    return utf8Decoder.decode(bytes);
  } catch {
    throw new CodecError('codec/utf8', 'not UTF-8', 0);
  }
}

/** ASCII text as bytes. Throws CodecError at the first character outside ASCII. */
export function asciiBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) throw new CodecError('codec/ascii', `"${text[i]}" is not ASCII`, i);
    bytes[i] = code;
  }
  return bytes;
}

/** ASCII text. Throws CodecError at the first byte above 7F. */
export function asciiText(bytes: Uint8Array): string {
  const above = bytes.findIndex((byte) => byte > 0x7f);
  if (above >= 0) throw new CodecError('codec/ascii', 'not ASCII', above);
  return utf8Decoder.decode(bytes);
}
