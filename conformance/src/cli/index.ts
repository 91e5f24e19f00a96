import type { Command } from 'commander';
import { type CliIo, say } from './io.ts';
import type { Listed } from './listings.ts';
import type { RunCommandOptions, WriteReports } from './run.ts';

export type { CliIo } from './io.ts';
export type { Listed } from './listings.ts';
export type { WriteReports } from './run.ts';

const collect = (value: string, previous: readonly string[] | undefined): string[] => [
  ...(previous ?? []),
  value,
];

/**
 * The harness's verbs. Each loads its code when it is called. The harness makes no reports: `writeReports` puts
 * them beside the result.
 */
export function registerConformanceCommands(
  program: Command,
  io: CliIo,
  writeReports: WriteReports = async () => {},
): void {
  const words = (en: string, ja: string): string => say(io, { en, ja });
  program
    .command('run')
    .description(words('run conformance cases against a subject', '対象に対して適合性試験を実行する'))
    .argument(
      '[selector...]',
      words(
        'ids, beginnings of ids, suites; all without one',
        'ケースID、IDの先頭部分、スイート(省略時は全件)',
      ),
    )
    .requiredOption(
      '--subject <address>',
      words('emulated:card or pcsc:READER NAME', 'emulated:card または pcsc:リーダー名'),
    )
    .option(
      '--control <url>',
      words('control API of the simulator behind the reader', 'リーダーの背後にあるシミュレーターの制御API'),
    )
    .option(
      '--profile <id>',
      words('card profile the subject is judged by', '判定の基準とするカードのプロファイル'),
    )
    .option(
      '--secrets <file>',
      words(
        'secrets, as JSON or lines name = value; - is standard input',
        '暗証番号(JSONまたは name = value の行)。-は標準入力',
      ),
    )
    .option('--lab <file>', words('JSON with the laboratory’s own fields', '試験所の項目を収めたJSON'))
    .option('--operator <terminal|url|none>', words('who does what the bench has to do', '操作を行う者'))
    .option(
      '--allow <cost>',
      words(
        'spends-tries, blocks, destroys, writes-reader; may be repeated',
        'spends-tries、blocks、destroys、writes-reader(複数可)',
      ),
      collect,
    )
    .option(
      '--failed <result>',
      words('only what did not pass in that result', 'その結果で合格しなかったものだけ'),
    )
    .option('--repeat <n>', words('attempts at each case', '各ケースの試行回数'))
    .option(
      '--mutants',
      words(
        'break each rule in turn and show which cases notice',
        '規則を一つずつ破り、検出するケースを示す',
      ),
    )
    .option(
      '--fast',
      words('with --mutants: to the next at the first kill', '--mutantsで、最初の検出で次へ進む'),
    )
    .option('--out <dir>', words('write result and reports there', '結果と報告書の出力先'))
    .option('--json', words('JSON lines', 'JSON行で出力する'))
    .option('--pin <value>', words('refused: see --secrets', '使えない(--secretsを参照)'))
    .action(async (selectors: string[], options: RunCommandOptions) => {
      const { run, usageWords } = await import('./run.ts');
      try {
        io.exit(await run(selectors, options, io, writeReports));
      } catch (error) {
        const known = usageWords(error, io);
        if (known === undefined) throw error;
        for (const line of known) io.err(`kazashi: ${line}`);
        io.exit(2);
      }
    });
}

/** What `kazashi list` can show of the harness. */
export async function conformanceListings(): Promise<
  Record<string, () => readonly Listed[] | Promise<readonly Listed[]>>
> {
  const { listCases, listRules, listSuites } = await import('./listings.ts');
  return { cases: listCases, suites: listSuites, rules: listRules };
}
