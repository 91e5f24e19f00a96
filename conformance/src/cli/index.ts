import type { Command } from 'commander';
import type { CompareOptions } from './compare.ts';
import { type CliIo, say } from './io.ts';
import type { LearnCommandOptions } from './learn.ts';
import type { Listed } from './listings.ts';
import type { RecordOptions } from './record.ts';
import type { WriteReports } from './run.ts';
import type { RunCommandOptions } from './run-command-options.ts';
import type { VerifyCommandOptions } from './verify.ts';

export type { CliIo } from './io.ts';
export type { Listed } from './listings.ts';
export type { WriteReports } from './run.ts';

const collect = (value: string, previous: readonly string[] | undefined): string[] => [
  ...(previous ?? []),
  value,
];

/** Does what a verb does, and says what went wrong with exit code 2. */
async function guarded(io: CliIo, act: () => Promise<number>): Promise<void> {
  try {
    io.exit(await act());
  } catch (error) {
    const { usageWords } = await import('./usage-words.ts');
    const known = usageWords(error, io);
    if (known === undefined) throw error;
    for (const line of known) io.err(`kazashi: ${line}`);
    io.exit(2);
  }
}

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
    .option(
      '--subject <address>',
      words(
        'emulated:card, emulated:field, emulated:status, emulated:reader/ID, pcsc:READER NAME, serial:PATH, status:URL or client:COMMAND',
        'emulated:card、emulated:field、emulated:status、emulated:reader/ID、pcsc:リーダー名、serial:パス、status:URL、client:コマンド',
      ),
    )
    .option(
      '--control <url>',
      words('control API of the simulator behind the reader', 'リーダーの背後にあるシミュレーターの制御API'),
    )
    .option(
      '--profile <id>',
      words(
        'card or phone profile the subject is judged by, id or file of a card',
        '判定の基準とするカードまたはスマートフォンのプロファイル(カードはIDまたはファイル)',
      ),
    )
    .option(
      '--ics <file>',
      words('YAML or JSON: what is declared that the subject can do', '対象の能力の宣言(YAMLまたはJSON)'),
    )
    .option(
      '--dry-run',
      words(
        'show what would be run, why, and at what cost',
        '実行内容・理由・影響を表示するだけで実行しない',
      ),
    )
    .option(
      '--against <ics>',
      words('with --dry-run: what would differ with that ICS', '--dry-runで、そのICSとの違いを表示する'),
    )
    .option(
      '--secrets <file>',
      words(
        'secrets, as JSON or lines name = value; - is standard input',
        '暗証番号(JSONまたは name = value の行)。-は標準入力',
      ),
    )
    .option(
      '--lab <file>',
      words('YAML or JSON with what the laboratory states', '試験所の記載事項(YAMLまたはJSON)'),
    )
    .option('--operator <terminal|url|none>', words('who does what the bench has to do', '操作を行う者'))
    .option(
      '--operator-limit <seconds>',
      words('time that an operator has for each request (120)', '操作者が応じるまでの秒数(120)'),
    )
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
      '--baseline <file>',
      words(
        'YAML or JSON, id: reason: failures that are known; one that passes is exit code 1',
        '既知の不合格(YAMLまたはJSON、ID: 理由)。合格した場合は終了コード1',
      ),
    )
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
    .option(
      '--out <dir>',
      words('write result, evidence, journal and reports there', '結果・証跡・ジャーナル・報告書の出力先'),
    )
    .option(
      '--full',
      words('also a copy with nothing covered, for the owner’s eyes', 'マスクしない写しも書く(取扱注意)'),
    )
    .option('--resume <dir>', words('continue the run that was cut off there', 'そこで中断した実行を続ける'))
    .option('--sign-key <file>', words('PEM key to sign the result with', '結果に署名する鍵(PEM)'))
    .option(
      '--sign-cert <file>',
      words('PEM certificate of that key, then its chain', 'その鍵の証明書と中間証明書(PEM)'),
    )
    .option('--json', words('JSON lines', 'JSON行で出力する'))
    .option('--pin <value>', words('refused: see --secrets', '使えない(--secretsを参照)'))
    .action((selectors: string[], options: RunCommandOptions) =>
      guarded(io, async () => (await import('./run.ts')).run(selectors, options, io, writeReports)),
    );

  program
    .command('compare')
    .description(words('set one result beside another', '2つの結果を比べる'))
    .argument('<a>', words('result or directory of a run', '結果または実行のディレクトリ'))
    .argument('<b>')
    .option('--all', words('also the cases that agree', '一致したケースも表示する'))
    .option('--json', words('one JSON object', '1つのJSONオブジェクトで出力する'))
    .action((a: string, b: string, options: CompareOptions) =>
      guarded(io, async () => (await import('./compare.ts')).compare(a, b, options, io)),
    );

  program
    .command('record')
    .description(
      words(
        'keep a harmless session with a reader as a firmware fixture',
        'リーダーとの無害なやり取りをフィクスチャとして記録する',
      ),
    )
    .option('--subject <address>', words('serial:PATH or pcsc:READER NAME', 'serial:パス、pcsc:リーダー名'))
    .option(
      '--control <url>',
      words('control API of the simulator behind the reader', 'リーダーの背後にあるシミュレーターの制御API'),
    )
    .option('--out <file>', words('where it is written', '書き込み先'))
    .action((options: RecordOptions) =>
      guarded(io, async () => (await import('./record.ts')).record(options, io)),
    );

  program
    .command('verify')
    .description(
      words('check that a run is as it was written', '実行の記録が書かれたときのままであることを確認する'),
    )
    .argument('<run>', words('directory of a run', '実行のディレクトリ'))
    .option(
      '--trust <cert>',
      words('PEM certificate that the signature has to lead to', '署名が帰着すべき証明書(PEM)'),
    )
    .option('--json', words('one JSON object', '1つのJSONオブジェクトで出力する'))
    .action((path: string, options: VerifyCommandOptions) =>
      guarded(io, async () => (await import('./verify.ts')).verify(path, options, io)),
    );

  program
    .command('learn')
    .description(
      words(
        'write down how a card behaves, as a profile that the simulator plays',
        'カードの振る舞いを観測し、シミュレーターで再生できるプロファイルに書き出す',
      ),
    )
    .requiredOption(
      '--subject <address>',
      words('emulated:card or pcsc:READER NAME', 'emulated:card、pcsc:リーダー名'),
    )
    .requiredOption('--out <file>', words('YAML file to write', '書き出すYAMLファイル'))
    .option(
      '--control <url>',
      words('control API of the simulator behind the reader', 'リーダーの背後にあるシミュレーターの制御API'),
    )
    .option(
      '--profile <id>',
      words('with emulated:card: card profile, id or file', 'emulated:cardのプロファイル(IDまたはファイル)'),
    )
    .option('--json', words('one JSON object', '1つのJSONオブジェクトで出力する'))
    .action((options: LearnCommandOptions) =>
      guarded(io, async () => (await import('./learn.ts')).learn(options, io)),
    );
}

/** How fast the harness's driver of serial readers is, for the bench. */
export const serialRates = async () => import('../drivers/serial-rate.ts');

/** What `kazashi list` can show of the harness. */
export async function conformanceListings(): Promise<
  Record<string, () => readonly Listed[] | Promise<readonly Listed[]>>
> {
  const { listCases, listClients, listRequirements, listRules, listSuites } = await import('./listings.ts');
  return {
    cases: listCases,
    requirements: listRequirements,
    clients: listClients,
    suites: listSuites,
    rules: listRules,
  };
}

/** What people are told below a listing of the harness. */
export async function conformanceAfterwords(what: string, language: CliIo['language']): Promise<string[]> {
  if (what !== 'cases' && what !== 'requirements') return [];
  return (await import('./listings.ts')).coverageLines(language);
}
