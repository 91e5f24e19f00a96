import type { Result } from './result-schema.ts';

/** A word as a POSIX shell takes it. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** The command line that runs the same selection again, or other cases of it; undefined when it is not known. */
export function commandAgain(
  { selection }: Pick<Result, 'selection'>,
  selectors = selection.selectors,
): string | undefined {
  const { options } = selection;
  return options && ['kazashi', 'run', ...selectors, ...options].map(quoted).join(' ');
}
