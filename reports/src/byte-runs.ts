/** A piece of shown bytes: hex pairs, a number of covered ones, or a number left out in the middle of a long run. */
export type ByteRun =
  | { readonly kind: 'bytes'; readonly text: string }
  | { readonly kind: 'covered' | 'gap'; readonly count: number };

const head = 20;
const tail = 6;
const limit = head + tail + 8;

const inPairs = (digits: string): string => digits.replace(/..(?=.)/g, '$& ');

/** Hex digits in pairs, `**` for a covered byte; long runs lose their middle unless all of it is wanted. */
export function byteRuns(digits: string, whole = false): ByteRun[] {
  const runs: ByteRun[] = [];
  // Large reports are made of little else: only what is shown is taken apart.
  for (const run of digits.match(/\*+|[^*]+/g) ?? []) {
    const count = run.length / 2;
    if (run[0] === '*') runs.push({ kind: 'covered', count });
    else if (count > limit && !whole) {
      runs.push({ kind: 'bytes', text: inPairs(run.slice(0, 2 * head)) });
      runs.push({ kind: 'gap', count: count - head - tail });
      runs.push({ kind: 'bytes', text: inPairs(run.slice(-2 * tail)) });
    } else runs.push({ kind: 'bytes', text: inPairs(run) });
  }
  return runs;
}

export const looksLikeBytes = (text: string): boolean => /^(?:[0-9a-f]{2}|\*\*)+$/.test(text);

/** Long patterns of any bytes as their number: `.. ×256 90 00`. */
export function shortPattern(pattern: string): string {
  return pattern.replace(/(?:\.\.\s*){9,}/g, (run) => `.. ×${run.match(/\.\./g)?.length ?? 0} `);
}
