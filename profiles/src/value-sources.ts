/** How well a value is known, best first. */
export const bases = [
  'measured',
  'observed',
  'standard',
  'vendor',
  'public-code',
  'guide',
  'inferred',
  'chosen',
] as const;
export type Basis = (typeof bases)[number];

/** One value of a profile with its source. */
export interface ValueSource {
  /** Keys from the root, joined by dots. */
  readonly path: string;
  readonly value: unknown;
  readonly basis: Basis;
  /** What follows the mark: document and place, in words. */
  readonly source: string;
}

interface Sourced {
  readonly sources: Readonly<Record<string, string>>;
}

/** What says what a profile is, and is no claim about the world. */
const identity: ReadonlySet<string> = new Set(['schema', 'kind', 'id', 'title', 'sources']);

/** Every leaf value but the identity, by path. A list is one value. */
export function leafValues(profile: object): [path: string, value: unknown][] {
  const leaves: [string, unknown][] = [];
  const visit = (value: unknown, path: string): void => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) visit(inner, path === '' ? key : `${path}.${key}`);
    } else if (value !== undefined) leaves.push([path, value]);
  };
  for (const [key, value] of Object.entries(profile)) if (!identity.has(key)) visit(value, key);
  return leaves;
}

/** Covers every value that nothing nearer covers: for a person of one's own, who is invented as a whole. */
const everything = '*';

/** The path in `sources` that covers `path`: itself, the nearest above it, or `*`. */
export function coveringPath(sources: Readonly<Record<string, string>>, path: string): string | undefined {
  for (let at = path; ; at = at.slice(0, at.lastIndexOf('.'))) {
    if (Object.hasOwn(sources, at)) return at;
    if (!at.includes('.')) return Object.hasOwn(sources, everything) ? everything : undefined;
  }
}

/** Every value of a parsed profile with its basis: what a table of measured and inferred facts is made of. */
export function valueSources(profile: Sourced): ValueSource[] {
  return leafValues(profile).flatMap(([path, value]) => {
    const covering = coveringPath(profile.sources, path);
    if (covering === undefined) return [];
    const text = profile.sources[covering]!;
    const basis = bases.find((mark) => text.startsWith(mark)) ?? 'inferred';
    return [{ path, value, basis, source: text.slice(basis.length).replace(/^[\s:,]+/, '') }];
  });
}
