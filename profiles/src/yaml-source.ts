import { isMap, isScalar, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import { ProfileError, type ProfileProblem, type ProfileProblemCode } from './errors.ts';

export type Path = readonly PropertyKey[];

/** A fault of the content, by path. */
export type Fault = readonly [code: ProfileProblemCode, path: Path, message: string];

/** YAML text with its content, and where in the text each part of the content stands. */
export interface YamlSource {
  readonly content: unknown;
  /** Line of the key at `path`, counted from 1. */
  lineOf(path: Path): number;
  /** Throws ProfileError with the place of every fault, when there is one. */
  refuse(faults: readonly Fault[]): void;
}

/** Reads YAML. Throws ProfileError `profile/yaml` with file, line and column of every fault. */
export function readYaml(yamlText: string, fileName: string): YamlSource {
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
  return {
    content,
    lineOf: (path) => Math.max(1, lines.linePos(keyOffset(document.contents, path)).line),
    refuse: (faults) =>
      refuse(
        faults.map(([code, path, message]) =>
          problem(code, path, message, keyOffset(document.contents, path)),
        ),
      ),
  };
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
