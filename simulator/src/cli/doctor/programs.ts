import { delimiter, join } from 'node:path';
import type { Environment } from './environment.ts';

/** Programs that people try a card with. */
const known = ['opensc-tool', 'pkcs11-tool', 'pcsc_scan'];

/** Which of them are on the PATH, and where. */
export function programsOnPath({
  variables,
  stat,
}: Environment): { name: string; path: string; mode: number }[] {
  const directories = (variables.PATH ?? '').split(delimiter).filter((directory) => directory !== '');
  return known.flatMap((name) => {
    for (const directory of directories) {
      const path = join(directory, name);
      const facts = stat(path);
      if (facts?.kind === 'file' && (facts.mode & 0o111) !== 0) return [{ name, path, mode: facts.mode }];
    }
    return [];
  });
}
