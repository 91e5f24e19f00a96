import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
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

const formats = ['html', 'junit', 'ctrf', 'pdf', 'json'] as const;

const messages = {
  description: { en: 'make a report of a result', ja: '結果から報告書を作る' },
  result: { en: 'result or directory of a run', ja: '結果または実行のディレクトリ' },
  format: { en: formats.join(', '), ja: formats.join('、') },
  out: { en: 'file to write; standard output without it', ja: '出力先のファイル(省略時は標準出力)' },
  unreadable: { en: 'cannot be read', ja: 'を読めない' },
  unwritable: { en: 'cannot be written', ja: 'に書き込めない' },
  pdfNeedsOut: { en: '--format pdf needs --out FILE', ja: '--format pdfには--out ファイルが必要' },
  notResult: { en: 'is no result of a run', ja: 'は実行結果ではない' },
  unknownFormat: {
    en: `--format: one of ${formats.join(', ')}`,
    ja: `--format:${formats.join('、')}のいずれか`,
  },
} as const satisfies Record<string, Bilingual>;

/** Writes it; what does not go there whole does not stay there. Throws the system's error. */
function writeWhole(path: string, report: string | Uint8Array): void {
  const wasThere = existsSync(path);
  try {
    writeFileSync(path, report);
  } catch (error) {
    if (!wasThere) rmSync(path, { force: true });
    throw error;
  }
}

/** `kazashi report RESULT --format html --out FILE`. */
export function registerReportCommands(program: Command, io: CliIo): void {
  const say = (name: keyof typeof messages): string => messages[name][io.language];
  program
    .command('report')
    .description(say('description'))
    .argument('<result>', say('result'))
    .option('--format <format>', say('format'), 'html')
    .option('--out <file>', say('out'))
    .action(async (file: string, options: { format: string; out?: string }) => {
      const format = formats.find((known) => known === options.format);
      const fail = (text: string): void => {
        io.err(`kazashi: ${text}`);
        io.exit(2);
      };
      if (format === undefined) return fail(say('unknownFormat'));
      if (format === 'pdf' && options.out === undefined) return fail(say('pdfNeedsOut'));
      let text: string;
      try {
        const path = resolve(io.cwd, file);
        text = readFileSync(statSync(path).isDirectory() ? join(path, 'result.json') : path, 'utf8');
      } catch {
        return fail(`${file} ${say('unreadable')}`);
      }
      const { ConformanceError, parseResult } = await import('@kazashi/conformance/result');
      const { renderPdf, renderReport } = await import('../index.ts');
      let report: string | Uint8Array;
      try {
        const result = parseResult(text);
        report =
          format === 'pdf' ? await renderPdf(result, io.language) : renderReport(result, format, io.language);
      } catch (error) {
        if (!(error instanceof ConformanceError)) throw error;
        if (error.code === 'report/no-pdf') return fail(error.message);
        return fail(`${file} ${say('notResult')}: ${error.message}`);
      }
      if (options.out === undefined) {
        if (typeof report === 'string') io.out(report.trimEnd());
        return;
      }
      try {
        writeWhole(resolve(io.cwd, options.out), report);
      } catch (error) {
        const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
        fail(`${options.out} ${say('unwritable')}: ${reason}`);
      }
    });
}
