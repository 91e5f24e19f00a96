import type { z } from 'zod';
import { nearest } from './nearest.ts';
import type { Fault, Path } from './yaml-source.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** One fault in our words; several for a mapping with several unknown keys. */
export function schemaFaults(issue: z.core.$ZodIssue, schema: JsonSchema, content: unknown): Fault[] {
  const name = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schemaAt(schema, issue.path));
    return issue.keys.map((key) => [
      'profile/unknown-key',
      [...issue.path, key],
      // A key of another alternative is no typing error.
      known.includes(key)
        ? `key "${key}" does not go with the others`
        : `unknown key "${key}"; nearest known key "${nearest(key, known)}"`,
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
  const what = name === '' ? 'the file' : `"${name}"`;
  return [['profile/value', issue.path, `${what}: ${issue.message}${quote}`]];
}

/** Keys of a mapping, of all its alternatives where it has some. */
const knownKeys = (schema: JsonSchema | undefined): string[] =>
  [schema, ...(schema?.oneOf ?? [])].flatMap((at) =>
    typeof at === 'object' ? Object.keys(at.properties ?? {}) : [],
  );

function valueAt(content: unknown, path: Path): unknown {
  let value = content;
  for (const key of path) {
    // One thing that stands for a list of one.
    if (typeof key === 'number' && !Array.isArray(value)) continue;
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
