import type { RunFiles } from '../evidence/run-files.ts';
import { told } from '../evidence/run-files.ts';

/** A directory in memory, which may be made to run full. */
export class MemoryFiles implements RunFiles {
  readonly name = 'TEST directory';
  readonly files = new Map<string, string>();
  readonly secret = new Set<string>();
  /** Bytes that can still be written. */
  space = Number.POSITIVE_INFINITY;

  read(name: string): string | undefined {
    return this.files.get(name);
  }

  list(folder: string): string[] {
    return [...this.files.keys()]
      .filter((name) => name.startsWith(`${folder}/`))
      .map((name) => name.slice(folder.length + 1));
  }

  replace(name: string, text: string | Uint8Array, secret = false): void {
    const content = typeof text === 'string' ? text : Buffer.from(text).toString('latin1');
    this.#take(content, () => {});
    this.files.set(name, content);
    if (secret) this.secret.add(name);
  }

  append(name: string, text: string): void {
    const before = this.files.get(name) ?? '';
    this.#take(text, (part) => this.files.set(name, before + part));
    this.files.set(name, before + text);
  }

  cut(name: string, bytes: number): void {
    this.files.set(
      name,
      Buffer.from(this.files.get(name) ?? '')
        .subarray(0, bytes)
        .toString(),
    );
  }

  /** As a full disk does: what fits is written, and then there is an error. */
  #take(text: string, part: (written: string) => void): void {
    if (text.length <= this.space) {
      this.space -= text.length;
      return;
    }
    part(text.slice(0, this.space));
    this.space = 0;
    throw told(
      this.name,
      Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }),
    );
  }
}
