import { ProfilesError } from '@kazashi/profiles';
import type { Command } from 'commander';
import type { SerialRates } from '../bench/rows/serial-rate.ts';
import { SimulatorError } from '../errors.ts';
import { errorText } from './error-words.ts';
import { exitCodeOf } from './exit-codes.ts';
import { type CliIo, say, type Words } from './io.ts';

export { version } from '../version.ts';
export type { CliIo, Language, Words } from './io.ts';
export { languageOf, say } from './io.ts';
export type { Listed } from './listings.ts';

const collect = (value: string, previous: readonly string[] | undefined): string[] => [
  ...(previous ?? []),
  value,
];

/** Runs an action; an error of ours becomes one line and the exit code that belongs to it. */
export function guarded<A extends unknown[]>(io: CliIo, action: (...args: A) => Promise<void>) {
  return async (...args: A): Promise<void> => {
    try {
      await action(...args);
    } catch (error) {
      const known = error instanceof SimulatorError || error instanceof ProfilesError;
      const text = known
        ? errorText(error, io.language)
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error);
      io.err(`kazashi: ${text}`);
      io.exit(exitCodeOf(error));
    }
  };
}

/** What the program joins to the simulator that the simulator does not know. */
export interface OtherParts {
  /** The harness's end of a serial line, for the bench. */
  readonly serialRates?: () => Promise<SerialRates>;
}

/** The simulator's verbs. Each loads its code when it is called. */
export function registerSimulatorCommands(program: Command, io: CliIo, others: OtherParts = {}): void {
  const words = (text: Words): string => say(io, text);

  const upOptions = (command: Command): Command =>
    command
      .option('--card <id|file>', words({ en: 'card profile', ja: 'カードのプロファイル' }))
      .option('--person <id|file>', words({ en: 'person profile', ja: '人物のプロファイル' }))
      .option(
        '--phone <id|file>',
        words({ en: 'a phone of the person; may be repeated', ja: '本人のスマートフォン(複数可)' }),
        collect,
      )
      .option(
        '--reader <id[=card]>',
        words({ en: 'reader, and the card in it; may be repeated', ja: 'リーダーと中のカード(複数可)' }),
        collect,
      )
      .option(
        '--endpoint <address>',
        words({
          en: 'pcsc:PATH, vpcd:HOST:PORT, vpcd-listen:HOST:PORT, rf-udp:HOST:PORT, pn532:PATH, pn532:tcp:HOST:PORT, facility:HOST:PORT, status:HOST:PORT; may be repeated',
          ja: 'pcsc:PATH、vpcd:HOST:PORT、vpcd-listen:HOST:PORT、rf-udp:HOST:PORT、pn532:PATH、pn532:tcp:HOST:PORT、facility:HOST:PORT、status:HOST:PORT(複数可)',
        }),
        collect,
      )
      .option(
        '--state <dir>',
        words({ en: 'keep the state in a directory', ja: '状態をディレクトリに保存する' }),
      )
      .option('--control <host:port>', words({ en: 'address of the control API', ja: '制御APIのアドレス' }))
      .option(
        '--clock <real|iso>',
        words({ en: 'calendar: real, or standing at an instant', ja: '暦: real または停止させる日時' }),
      )
      .option('--seed <n>', words({ en: 'make randomness repeatable', ja: '乱数を再現可能にする' }))
      .option(
        '--placement <shared|single>',
        words({
          en: 'whether endpoints may hold a card together',
          ja: '複数の接続口がカードを同時に使えるか',
        }),
      )
      .option(
        '--replay <file>',
        words({ en: 'play what kazashi record has kept', ja: 'kazashi recordの記録を再生する' }),
      )
      .option(
        '--pacing <on|off>',
        words({
          en: 'whether serial line and air take their time, for pn532',
          ja: 'シリアル回線と電波の所要時間を再現するか(pn532)',
        }),
      )
      .option(
        '--mutant <rule>',
        words({ en: 'break a rule; may be repeated', ja: '規則を1つ破る(複数可)' }),
        collect,
      )
      .option(
        '--switch <name=value>',
        words({
          en: 'settle a point the guides leave open; may be repeated',
          ja: '手引の曖昧な点の扱いを選ぶ(複数可)',
        }),
        collect,
      )
      .option('--no-insert', words({ en: 'leave the readers empty', ja: 'カードを挿入しない' }))
      .option('--log <file>', words({ en: 'log as JSON lines', ja: 'ログをJSON行で書き出す' }));
  const controlOption = (command: Command): Command =>
    command
      .option(
        '--control <url>',
        words({
          en: 'the simulator meant; the newest by default',
          ja: '対象のシミュレーター(省略時は最新のもの)',
        }),
      )
      .option('--json', words({ en: 'JSON output', ja: 'JSONで出力する' }));

  upOptions(program.command('up'))
    .description(
      words({ en: 'start a fake card in a fake reader', ja: '模擬カードと模擬リーダーを起動する' }),
    )
    .option('--json', words({ en: 'JSON lines on standard output', ja: '標準出力をJSON行にする' }))
    .action(guarded(io, async (options) => (await import('./up.ts')).up(options, io)));

  upOptions(program.command('exec'))
    .description(
      words({
        en: 'start it, run a command in its environment, pass its exit code on',
        ja: '起動してコマンドを実行し、その終了コードを返す',
      }),
    )
    .usage('[options] -- COMMAND...')
    .argument('<command...>')
    .passThroughOptions()
    .action(
      guarded(io, async (command: string[], options) =>
        (await import('./exec.ts')).exec(command, options, io),
      ),
    );

  controlOption(program.command('event'))
    .description(
      words({
        en: 'something happens at a desk, a kiosk, a telephone',
        ja: '窓口・端末・電話での出来事を起こす',
      }),
    )
    .argument('<type>')
    .option('--data <json>', words({ en: 'the data of the event', ja: '出来事のデータ' }))
    .option('--card <id>', words({ en: 'the card meant', ja: '対象のカード' }))
    .action(
      guarded(io, async (type: string, options) => (await import('./verbs.ts')).event(type, options, io)),
    );

  controlOption(program.command('clock'))
    .description(
      words({ en: 'now | set ISO | advance DURATION | next', ja: 'now | set 日時 | advance 期間 | next' }),
    )
    .argument('<action>')
    .argument('[value]')
    .action(
      guarded(io, async (action: string, value: string | undefined, options) =>
        (await import('./verbs.ts')).clock(action, value, options, io),
      ),
    );

  controlOption(program.command('card'))
    .description(words({ en: 'insert | remove | swap a card', ja: 'カードの挿入・取り出し・差し替え' }))
    .argument('<action>')
    .argument('[card]')
    .option('--reader <name>', words({ en: 'the reader meant', ja: '対象のリーダー' }))
    .option(
      '--orientation <how>',
      words({ en: 'normal, reversed or face-down', ja: 'normal、reversed、face-down' }),
    )
    .option(
      '--stack',
      words({ en: 'on top of what lies on the reader', ja: '置かれているカードに重ねて置く' }),
    )
    .option(
      '--coupling <0..1>',
      words({
        en: 'how well it lies in the field: below 0.25 not seen, below 0.45 not activated, below 0.7 bit errors',
        ja: '磁界との結合: 0.25未満は不検出、0.45未満は活性化不可、0.7未満はビット誤り',
      }),
    )
    .action(
      guarded(io, async (action: string, id: string | undefined, options) =>
        (await import('./verbs.ts')).card(action, id, options, io),
      ),
    );

  controlOption(program.command('reader'))
    .description(
      words({
        en: 'list | add [PROFILE] | remove NAME | restart NAME | unplug NAME | plug NAME',
        ja: 'list | add [プロファイル] | remove 名前 | restart 名前 | unplug 名前 | plug 名前',
      }),
    )
    .argument('<action>')
    .argument('[reader]')
    .option(
      '--card <id>',
      words({ en: 'a card to put into an added reader', ja: '追加するリーダーに入れるカード' }),
    )
    .action(
      guarded(io, async (action: string, id: string | undefined, options) =>
        (await import('./verbs.ts')).reader(action, id, options, io),
      ),
    );

  controlOption(program.command('fault'))
    .description(
      words({
        en: 'add KIND | list | clear [ID] | remedy NAME: what goes wrong between reader and card, or at a status service',
        ja: 'add 種類 | list | clear [ID] | remedy 対処: リーダーとカードの間、または証明書の状態を答えるサービスの障害',
      }),
    )
    .argument('<action>')
    .argument('[what]')
    .option('--reader <name>', words({ en: 'the reader meant', ja: '対象のリーダー' }))
    .option(
      '--service <name>',
      words({ en: 'status services: ocsp or crl', ja: '対象のサービス(ocsp、crl)' }),
    )
    .option(
      '--certificate <kind>',
      words({
        en: 'status services: signature or authentication',
        ja: '対象の証明書(signature、authentication)',
      }),
    )
    .option('--ins <hex>', words({ en: 'at commands of this instruction', ja: '対象のINS' }))
    .option('--p1 <hex>', words({ en: 'and this P1', ja: '対象のP1' }))
    .option('--p2 <hex>', words({ en: 'and this P2', ja: '対象のP2' }))
    .option('--nth <n>', words({ en: 'at the nth of them', ja: '該当するn番目のコマンドで起こす' }))
    .option(
      '--bytes <n>',
      words({ en: 'only where there are so many bytes', ja: 'このバイト数以上のときに起こす' }),
    )
    .option(
      '--after <ms>',
      words({ en: 'no earlier than so many ms from now', ja: 'この時間(ms)以後に起こす' }),
    )
    .option('--probability <p>', words({ en: 'by chance, 0 to 1', ja: '確率(0~1)' }))
    .option('--seed <n>', words({ en: 'makes chance repeatable', ja: '確率を再現可能にする' }))
    .option('--sticky', words({ en: 'at every match', ja: '該当するたびに起こす' }))
    .option(
      '--until <remedy>',
      words({ en: 'until this remedy is tried', ja: 'この対処が行われるまで続ける' }),
    )
    .option(
      '--ms <n>',
      words({ en: 'delay, or time until card or reader are back', ja: '遅延、または復帰までの時間' }),
    )
    .option('--times <n>', words({ en: 'how often, of what repeats', ja: '繰り返す回数' }))
    .option('--value <hex>', words({ en: 'a byte that the kind takes', ja: '種類ごとの値(1バイト)' }))
    .option('--card <id>', words({ en: 'swap: the other card', ja: 'swap: 差し替えるカード' }))
    .action(
      guarded(io, async (action: string, what: string | undefined, options) =>
        (await import('./verbs.ts')).fault(action, what, options, io),
      ),
    );

  controlOption(program.command('state'))
    .description(
      words({ en: 'cards, counters, certificates, readers', ja: 'カード・残り回数・証明書・リーダーの状態' }),
    )
    .action(guarded(io, async (options) => (await import('./verbs.ts')).state(options, io)));

  controlOption(program.command('trace'))
    .description(
      words({ en: 'what was sent to the card, by name', ja: 'カードとのやり取りを名前で表示する' }),
    )
    .option('--follow', words({ en: 'go on until Ctrl-C', ja: 'Ctrl-Cまで続ける' }))
    .option('--reader <name>', words({ en: 'of one reader', ja: '1つのリーダーに絞る' }))
    .action(guarded(io, async (options) => (await import('./verbs.ts')).trace(options, io)));

  controlOption(program.command('snapshot'))
    .description(words({ en: 'save FILE | load FILE', ja: 'save ファイル | load ファイル' }))
    .argument('<action>')
    .argument('<file>')
    .action(
      guarded(io, async (action: string, file: string, options) =>
        (await import('./verbs.ts')).snapshot(action, file, options, io),
      ),
    );

  const scenario = program
    .command('scenario')
    .description(words({ en: 'play the stories of the guides', ja: '手引きの筋書きを再生する' }));
  const language = words({ en: 'language of messages', ja: '表示言語' });
  scenario
    .command('run')
    .description(
      words({
        en: 'tell stories by id, "all", or YAML files, and check every step',
        ja: '筋書き(id、all、YAMLファイル)を再生し、各ステップを確かめる',
      }),
    )
    .argument('<scenario...>')
    .option(
      '--state <dir>',
      words({ en: 'keep the state, and go on from there', ja: '状態を保存し、続きから再開する' }),
    )
    .option('--until <line>', words({ en: 'stop after that line of the file', ja: 'その行の後で止める' }))
    .option(
      '--mutant <rule>',
      words({ en: 'break a rule; may be repeated', ja: '規則を1つ破る(複数可)' }),
      collect,
    )
    .option('--lang <en|ja>', language)
    .option('--json', words({ en: 'JSON lines', ja: 'JSON行で出力する' }))
    .action(
      guarded(io, async (wanted: string[], options) =>
        (await import('./scenario.ts')).scenarioRun(wanted, options, io),
      ),
    );
  scenario
    .command('list')
    .description(words({ en: 'the stories that come with kazashi', ja: '付属の筋書きの一覧' }))
    .option('--lang <en|ja>', language)
    .option('--json', words({ en: 'one JSON array', ja: '1つのJSON配列で出力する' }))
    .action(
      guarded(io, async (options: { json?: boolean }) =>
        (await import('./scenario.ts')).scenarioList(options, io),
      ),
    );
  // Faults of usage come to the program, which ends with its own code.
  for (const command of scenario.commands) command.exitOverride();

  program
    .command('doctor')
    .description(
      words({ en: 'find what keeps programs from seeing the card', ja: 'カードが見えない原因を調べる' }),
    )
    .option('--json', words({ en: 'JSON output', ja: 'JSONで出力する' }))
    .action(
      guarded(io, async (options: { json?: boolean }) => {
        const { runDoctor } = await import('./doctor/doctor.ts');
        io.exit(await runDoctor(io, { json: options.json ?? false }));
      }),
    );

  program
    .command('bench')
    .description(
      words({
        en: 'measure speed, memory and start against peers',
        ja: '速度・メモリー・起動時間を基準と比べて測る',
      }),
    )
    .argument('[rows...]')
    .option('--json', words({ en: 'JSON output', ja: 'JSONで出力する' }))
    .action(
      guarded(io, async (only: string[], options: { json?: boolean }) => {
        const { runBench } = await import('../bench/bench.ts');
        const { benchRows } = await import('../bench/rows.ts');
        const { serialRateRow } = await import('../bench/rows/serial-rate.ts');
        const { serialRates } = others;
        const rows = serialRates === undefined ? benchRows : [...benchRows, serialRateRow(serialRates)];
        io.exit(
          await runBench(io, { json: options.json ?? false, rows, ...(only.length > 0 ? { only } : {}) }),
        );
      }),
    );
}

/** What `kazashi list` shows of the simulator. */
export async function simulatorListings() {
  return (await import('./listings.ts')).listings;
}
