import { createHash } from 'node:crypto';
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { z } from 'zod';
import { nearestNames } from '../engine/nearest-names.ts';
import { messages } from './messages.ts';
import { readText } from './read-secrets.ts';
import { UsageError } from './usage-error.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** A file of the user's own, YAML or JSON, that fits its schema. */
export interface DeclaredFile<T> {
  readonly file: string;
  readonly sha256: string;
  readonly content: T;
}

/**
 * Reads a YAML or JSON file (JSON is YAML). Throws UsageError `usage/declared` with line and column of the first
 * fault; an unknown key is told with the nearest name.
 */
export function readDeclared<T>(file: string, schema: z.ZodType<T>, cwd: string): DeclaredFile<T> {
  const text = readText(file, cwd);
  return {
    file,
    sha256: createHash('sha256').update(text).digest('hex'),
    content: parseDeclared(text, file, schema),
  };
}

/** The content of such a file. */
export function parseDeclared<T>(text: string, file: string, schema: z.ZodType<T>): T {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const fault = (offset: number, why: string): UsageError => {
    const { line, col } = lines.linePos(offset);
    return new UsageError(
      'usage/declared',
      messages.badFile(`${file}:${Math.max(line, 1)}:${Math.max(col, 1)}`, why),
    );
  };
  const [broken] = document.errors;
  if (broken !== undefined) throw fault(broken.pos[0], broken.message);
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    throw fault(0, error instanceof Error ? error.message : String(error));
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  // A key that is misspelt is missing under its right name, too: the first says more.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!;
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    const known = Object.keys(
      schemaAt(z.toJSONSchema(schema, { io: 'input' }), issue.path)?.properties ?? {},
    );
    const nearest = nearestNames(key, known).join(', ') || known.join(', ');
    throw fault(
      offsetOf(document.contents, [...issue.path, key]),
      `unknown key "${key}"; nearest: ${nearest}`,
    );
  }
  const name = issue.path.join('.') || 'document';
  throw fault(offsetOf(document.contents, issue.path), `${name}: ${issue.message}`);
}

function schemaAt(schema: JsonSchema, path: readonly PropertyKey[]): JsonSchema | undefined {
  let at: JsonSchema | boolean | undefined = schema;
  for (const key of path) {
    if (typeof at !== 'object') return undefined;
    const next: JsonSchema | boolean | readonly (JsonSchema | boolean)[] | undefined =
      typeof key === 'number' ? at.items : at.properties?.[String(key)];
    at = Array.isArray(next) ? undefined : (next as JsonSchema | boolean | undefined);
  }
  return typeof at === 'object' ? at : undefined;
}

/** Where the key at `path` begins, or the last one above it that is there. */
function offsetOf(root: Node | null, path: readonly PropertyKey[]): number {
  let at: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const key of path) {
    if (isMap(at)) {
      const pair = at.items.find(({ key: found }) => isScalar(found) && found.value === key);
      if (pair === undefined) return offset;
      offset = (pair.key as Node).range?.[0] ?? offset;
      at = pair.value;
    } else if (isSeq(at) && typeof key === 'number') {
      at = at.items[key];
      offset = (at as Node | undefined)?.range?.[0] ?? offset;
    } else return offset;
  }
  return offset;
}
