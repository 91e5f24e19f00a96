import { isMap, isScalar, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { CardProfile } from './card-profile.ts';
import { ProfileError, type ProfileProblem, type ProfileProblemCode } from './errors.ts';
import { type ProfileKind, profileJsonSchema, profileSchemas } from './json-schemas.ts';
import { nearest } from './nearest.ts';
import type { PersonProfile } from './person-profile.ts';
import type { PhoneProfile } from './phone-profile.ts';
import type { ReaderProfile } from './reader-profile.ts';
import { coveringPath, leafValues } from './value-sources.ts';

export { ProfileError, type ProfileProblem, type ProfileProblemCode, ProfilesError } from './errors.ts';
export { profileJsonSchema, profileSchemas } from './json-schemas.ts';
export { lifecycleSwitchesSchema } from './lifecycle-switches.ts';

export type Profile = ReaderProfile | CardProfile | PersonProfile | PhoneProfile;
type Path = readonly PropertyKey[];
type JsonSchema = z.core.JSONSchema.BaseSchema;

/** A fault of the content, by path. */
type Fault = readonly [code: ProfileProblemCode, path: Path, message: string];

/**
 * Reads one profile: YAML, then its schema, then the rule that every value has a source. Throws ProfileError
 * with the file, line and column of every fault.
 */
export function parseProfile(yamlText: string, fileName: string): Profile {
  const lines = new LineCounter();
  const document = parseDocument(yamlText, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const problem = (code: ProfileProblemCode, path: Path, message: string, offset: number): ProfileProblem => {
    const { line, col } = lines.linePos(offset);
    const place = { line: Math.max(line, 1), column: Math.max(col, 1) };
    return { code, file: fileName, ...place, path: path.join('.'), message };
  };
  const refuse = (problems: readonly ProfileProblem[]): void => {
    const [first, ...others] = problems.toSorted((a, b) => a.line - b.line || a.column - b.column);
    if (first !== undefined) throw new ProfileError([first, ...others]);
  };

  refuse(document.errors.map(({ pos, message }) => problem('profile/yaml', [], message, pos[0])));
  let content: unknown;
  try {
    content = document.toJS();
  } catch (error) {
    // An alias of nothing, or aliases that unfold to too much.
    if (!(error instanceof ReferenceError)) throw error;
    refuse([problem('profile/yaml', [], error.message, 0)]);
  }
  const { profile, faults } = check(content);
  refuse(
    faults.map(([code, path, message]) => problem(code, path, message, keyOffset(document.contents, path))),
  );
  return profile!;
}

/** The profile that the content is, or its faults. */
function check(content: unknown): { readonly profile?: Profile; readonly faults: readonly Fault[] } {
  const kind: unknown =
    typeof content === 'object' && content !== null && 'kind' in content ? content.kind : undefined;
  if (!isProfileKind(kind)) {
    const kinds = Object.keys(profileSchemas);
    const hint = typeof kind === 'string' ? `; nearest known kind "${nearest(kind, kinds)}"` : '';
    const message = kind === undefined ? 'no "kind"' : `unknown kind ${JSON.stringify(kind)}${hint}`;
    return { faults: [['profile/kind', ['kind'], `${message}; one of ${kinds.join(', ')}`]] };
  }
  const result = profileSchemas[kind].safeParse(content);
  if (!result.success)
    return { faults: result.error.issues.flatMap((issue) => describe(issue, kind, content)) };
  return { profile: result.data, faults: sourceFaults(result.data) };
}

/** Values without source, and sources without value. */
function sourceFaults(profile: Profile): Fault[] {
  const paths = leafValues(profile).map(([path]) => path);
  const covering = new Map(paths.map((path) => [path, coveringPath(profile.sources, path)]));
  const used = new Set(covering.values());
  const bare = paths.filter((path) => covering.get(path) === undefined);
  const unused = Object.keys(profile.sources).filter((source) => !used.has(source));
  return [
    ...bare.map((path): Fault => ['profile/no-source', path.split('.'), `"${path}" has no source`]),
    ...unused.map((source): Fault => {
      const message = `source of no value: "${source}"; nearest "${nearest(source, paths)}"`;
      return ['profile/unused-source', ['sources', source], message];
    }),
  ];
}

const isProfileKind = (kind: unknown): kind is ProfileKind =>
  typeof kind === 'string' && Object.hasOwn(profileSchemas, kind);

/** One fault in our words; several for a mapping with several unknown keys. */
function describe(issue: z.core.$ZodIssue, kind: ProfileKind, content: unknown): Fault[] {
  const name = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(schemaAt(profileJsonSchema(kind), issue.path)?.properties ?? {});
    return issue.keys.map((key) => [
      'profile/unknown-key',
      [...issue.path, key],
      `unknown key "${key}"; nearest known key "${nearest(key, known)}"`,
    ]);
  }
  const value = valueAt(content, issue.path);
  if (value === undefined && issue.code !== 'custom')
    return [['profile/missing-key', issue.path, `"${name}" is missing`]];
  if (issue.code === 'invalid_value') {
    const known = issue.values.map(String);
    const given = typeof value === 'string' ? value : JSON.stringify(value);
    return [
      [
        'profile/value',
        issue.path,
        `"${name}": unknown value "${given}"; nearest known value "${nearest(given, known)}"`,
      ],
    ];
  }
  const quote = issue.code === 'invalid_type' && issue.expected === 'string' ? ' (put it in quotes)' : '';
  return [['profile/value', issue.path, `"${name}": ${issue.message}${quote}`]];
}

function valueAt(content: unknown, path: Path): unknown {
  let value = content;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

function schemaAt(schema: JsonSchema, path: Path): JsonSchema | undefined {
  let at: JsonSchema | boolean | undefined = schema;
  for (const key of path) {
    if (typeof at !== 'object') return undefined;
    const next: JsonSchema | boolean | (JsonSchema | boolean)[] | undefined =
      typeof key === 'number' ? at.items : at.properties?.[String(key)];
    at = Array.isArray(next) ? undefined : next;
  }
  return typeof at === 'object' ? at : undefined;
}

/** Where the key at `path` begins; the nearest key above it when the key is not there. */
function keyOffset(root: unknown, path: Path): number {
  let offset = isNode(root) ? (root.range?.[0] ?? 0) : 0;
  let at = root;
  for (const key of path) {
    if (isMap(at)) {
      const pair: Pair | undefined = at.items.find(
        ({ key: found }) => isScalar(found) && found.value === key,
      );
      if (pair === undefined) return offset;
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      at = pair.value;
    } else if (isSequence(at) && typeof key === 'number') {
      at = at.items[key];
      if (isNode(at)) offset = at.range?.[0] ?? offset;
    } else return offset;
  }
  return offset;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'range' in value;
const isSequence = (value: unknown): value is { items: unknown[] } =>
  typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items);
