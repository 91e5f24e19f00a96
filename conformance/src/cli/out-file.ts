import { closeSync, existsSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { messages } from './messages.ts';
import { UsageError } from './usage-error.ts';

/** The file that `--out` names. A file that is there is never written over: UsageError `usage/exists`. */
export function newOutFile(cwd: string, out: string): string {
  const path = resolve(cwd, out);
  if (existsSync(path)) throw new UsageError('usage/exists', messages.fileExists(out));
  return path;
}

/**
 * Writes it, and the directories that lead to it. Throws UsageError `usage/unwritable` with the system's reason;
 * nothing is left of a file that could not be written whole. `write` fills the open file.
 */
export function writeOutFile(
  path: string,
  text: string,
  write: (file: number, text: string) => void = writeFileSync,
): void {
  let begun = false;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(path, 'wx');
    begun = true;
    try {
      write(file, text);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (begun) rmSync(path, { force: true });
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new UsageError('usage/unwritable', messages.unwritable(path, reason));
  }
}
