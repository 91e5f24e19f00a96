import {
  closeSync,
  existsSync,
  fdatasyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { ToldError } from '../error.ts';

/** The files of a run, by names within its directory. Errors: ToldError `record/…`. */
export interface RunFiles {
  /** For messages. */
  readonly name: string;
  /** Text of a file; undefined when there is none. */
  read(name: string): string | undefined;
  /** Names of the files in a folder, without the folder; empty when there is none. */
  list(folder: string): string[];
  /** Puts a file in its place whole; nobody sees half of it. `secret`: for the owner's eyes alone. */
  replace(name: string, text: string | Uint8Array, secret?: boolean): void;
  /** Adds to the end; durable when it returns. */
  append(name: string, text: string): void;
  /** Cuts a file to its first bytes. */
  cut(name: string, bytes: number): void;
}

/** Turns what the file system says into words; whatever else was thrown stays what it is. */
export function told(name: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof ToldError) return error;
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT' || error.code === 'EFBIG') {
    return new ToldError(
      'record/no-space',
      {
        en: `no space left for the evidence in ${name}: the run stays INCOMPLETE, --resume continues it`,
        ja: `${name}に証跡を書く空き容量がない。実行は未完了(INCOMPLETE)のまま終わる。--resumeで続行できる`,
      },
      { cause: error },
    );
  }
  return new ToldError(
    'record/unwritable',
    { en: `${name}: ${error.message}`, ja: `${name}に書き込めない:${error.message}` },
    { cause: error },
  );
}

/** A directory of the file system. */
export function diskFiles(directory: string): RunFiles {
  const at = (name: string): string => join(directory, name);
  const guarded = <T>(act: () => T): T => {
    try {
      return act();
    } catch (error) {
      throw told(directory, error);
    }
  };
  const written = (path: string, flags: string, mode: number, act: (fd: number) => void): void => {
    mkdirSync(dirname(path), { recursive: true });
    const fd = openSync(path, flags, mode);
    try {
      act(fd);
      fdatasyncSync(fd);
    } finally {
      closeSync(fd);
    }
  };
  return {
    name: directory,
    read: (name) => guarded(() => (existsSync(at(name)) ? readFileSync(at(name), 'utf8') : undefined)),
    list: (folder) => guarded(() => (existsSync(at(folder)) ? readdirSync(at(folder)) : [])),
    replace: (name, text, secret = false) =>
      guarded(() => {
        const part = at(`${name}.part`);
        written(part, 'w', secret ? 0o600 : 0o644, (fd) => writeWhole(fd, text));
        renameSync(part, at(name));
      }),
    append: (name, text) => guarded(() => written(at(name), 'a', 0o644, (fd) => writeWhole(fd, text))),
    cut: (name, bytes) => guarded(() => written(at(name), 'r+', 0o644, (fd) => ftruncateSync(fd, bytes))),
  };
}

/** write(2) may take a part only. */
function writeWhole(fd: number, content: string | Uint8Array): void {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}
