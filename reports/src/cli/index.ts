import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Bilingual, Language } from '@kazashi/conformance/result';
import type { Command } from 'commander';

/** What a command may touch of the process it runs in; the program's own object fits. */
export interface CliIo {
  readonly language: Language;
  readonly cwd: string;
  out(line: string): void;
  err(line: string): void;
  exit(code: number): void;
}

const formats = ['html', 'junit', 'ctrf', 'json'] as const;

const messages = {
  description: { en: 'make a report of a result', ja: '結果から報告書を作る' },
  format: { en: formats.join(', '), ja: formats.join('、') },
  out: { en: 'file to write; standard output without it', ja: '出力先のファイル(省略時は標準出力)' },
  unreadable: { en: 'cannot be read', ja: 'を読めない' },
  notResult: { en: 'is no result of a run', ja: 'は実行結果ではない' },
  unknownFormat: {
    en: `--format: one of ${formats.join(', ')}`,
    ja: `--format:${formats.join('、')}のいずれか`,
  },
} as const satisfies Record<string, Bilingual>;

/** `kazashi report RESULT --format html --out FILE`. */
export function registerReportCommands(program: Command, io: CliIo): void {
  const say = (name: keyof typeof messages): string => messages[name][io.language];
  program
    .command('report')
    .description(say('description'))
    .argument('<result>')
    .option('--format <format>', say('format'), 'html')
    .option('--out <file>', say('out'))
    .action(async (file: string, options: { format: string; out?: string }) => {
      const format = formats.find((known) => known === options.format);
      const fail = (text: string): void => {
        io.err(`kazashi: ${text}`);
        io.exit(2);
      };
      if (format === undefined) return fail(say('unknownFormat'));
      let text: string;
      try {
        text = readFileSync(resolve(io.cwd, file), 'utf8');
      } catch {
        return fail(`${file} ${say('unreadable')}`);
      }
      const { ConformanceError, parseResult } = await import('@kazashi/conformance/result');
      const { renderReport } = await import('../index.ts');
      try {
        const report = renderReport(parseResult(text), format, io.language);
        if (options.out === undefined) io.out(report.trimEnd());
        else writeFileSync(resolve(io.cwd, options.out), report);
      } catch (error) {
        if (!(error instanceof ConformanceError)) throw error;
        fail(`${file} ${say('notResult')}: ${error.message}`);
      }
    });
}
