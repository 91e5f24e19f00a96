import { ConformanceError } from '../error.ts';
import { toHex } from './hex.ts';

/**
 * A pattern of response bytes as cases write it: hex digits, `..` for any one byte, `*` for any number of
 * bytes, `|` between alternatives. `63 c3`, `* 9000`, `6983 | 6984`.
 */
export type BytePattern = string;

const compiled = new Map<BytePattern, RegExp>();

function compile(pattern: BytePattern): RegExp {
  let found = compiled.get(pattern);
  if (found === undefined) {
    const alternatives = pattern.split('|').map((part) => part.replace(/\s+/g, '').toLowerCase());
    for (const part of alternatives) {
      if (!/^(?:[0-9a-f]{2}|\.\.|\*)+$/.test(part)) {
        throw new ConformanceError('bytes/pattern', `not a pattern of bytes: ${pattern}`);
      }
    }
    found = new RegExp(
      `^(?:${alternatives.map((part) => part.replaceAll('*', '(?:[0-9a-f]{2})*')).join('|')})$`,
    );
    compiled.set(pattern, found);
  }
  return found;
}

/** Says whether the bytes fit the pattern. Throws `bytes/pattern` when the pattern is none. */
export function matches(bytes: Uint8Array, pattern: BytePattern): boolean {
  return compile(pattern).test(toHex(bytes));
}
