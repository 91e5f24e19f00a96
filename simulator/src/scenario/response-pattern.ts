import { toHex } from '../codec/hex.ts';

/** Whether a response is as a pattern of hex digits says: `.` is any digit, `*` any number of bytes. */
export function matchesPattern(response: Uint8Array, pattern: string): boolean {
  if (pattern === 'mute') return false;
  const digits = pattern
    .replace(/\s/g, '')
    .toLowerCase()
    .replaceAll('.', '[0-9a-f]')
    .replaceAll('*', '(?:..)*');
  return new RegExp(`^${digits}$`).test(toHex(response));
}
