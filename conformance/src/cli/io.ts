import type { Bilingual, Language } from '../text.ts';

/** What a command may touch of the process it runs in; the program's own object fits. */
export interface CliIo {
  readonly language: Language;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** One line to standard output. */
  out(line: string): void;
  /** One line to standard error. */
  err(line: string): void;
  /** The exit code of the process, once it ends by itself. */
  exit(code: number): void;
}

export const say = (io: Pick<CliIo, 'language'>, words: Bilingual): string => words[io.language];
