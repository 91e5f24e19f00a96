/** Words in both languages; a message that lacks one does not compile. */
export interface Words {
  readonly en: string;
  readonly ja: string;
}

export type Language = keyof Words;

/** What a command may touch of the process it runs in. */
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

export const say = (io: Pick<CliIo, 'language'>, words: Words): string => words[io.language];

/** Japanese with `--lang ja` or a Japanese locale, else English. */
export function languageOf(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Language {
  // What stands behind -- belongs to the command that exec runs.
  const end = argv.indexOf('--');
  const own = end < 0 ? argv : argv.slice(0, end);
  const at = own.findIndex((argument) => argument === '--lang' || argument.startsWith('--lang='));
  const given = at < 0 ? undefined : own[at] === '--lang' ? own[at + 1] : own[at]!.slice('--lang='.length);
  const wanted = given ?? (env.LC_ALL || env.LC_MESSAGES || env.LANG || '');
  return wanted.toLowerCase().startsWith('ja') ? 'ja' : 'en';
}
