/** Levenshtein distance: insertions, deletions and replacements of one character. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}

/** Parts are near; so is what is near without its first segment: `pin/x` is meant for `card/pin/x`. */
function farFrom(asked: string, name: string): number {
  if (asked.length > 2 && name.includes(asked)) return 0.5;
  const tail = name.slice(name.indexOf('/') + 1);
  return Math.min(distance(asked, name), distance(asked, tail) + 0.5);
}

/** Up to three names that are most like the one asked for: what it is a part of first, then few misspellings. */
export function nearestNames(asked: string, names: readonly string[]): string[] {
  const limit = Math.max(2, Math.ceil(asked.length / 3));
  return names
    .map((name) => ({ name, far: farFrom(asked, name) }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far || a.name.localeCompare(b.name, 'en'))
    .slice(0, 3)
    .map(({ name }) => name);
}
