import { concat, hex, textBytes } from '../../bytes/hex.ts';
import { type CaseDefinition, defineCase } from '../../engine/case.ts';
import type { CaseContext } from '../../engine/case-context.ts';
import { verified } from '../../engine/precondition.ts';
import type { SecretName } from '../../engine/secret.ts';
import { t } from '../support/bilingual.ts';
import { requires } from '../support/requirement.ts';
import { openSession, type SecureTerminal } from '../support/secure-terminal.ts';

const clause = 'jpki-card 4.4';

/** A case that runs in a session of secure messaging. */
const session = (
  slug: string,
  title: readonly [string, string],
  requirement: readonly [string, string],
  more: Partial<Pick<CaseDefinition, 'rules' | 'cause' | 'cost' | 'spends'>> & {
    readonly basis?: 'probe' | 'inferred';
    readonly secrets?: readonly SecretName[];
  },
  run: (context: CaseContext, terminal: SecureTerminal) => Promise<unknown>,
) => {
  const { basis = 'probe', secrets = [], ...rest } = more;
  return defineCase({
    id: `card/secure-messaging/${slug}`,
    title: t(...title),
    requirement: requires(clause, basis, ...requirement),
    level: 'card',
    appliesTo: 'text',
    cost: 'none',
    ...rest,
    secrets: ['text/pin', ...secrets],
    given: [verified('text/pin')],
    run: async (context) => {
      await run(context, await openSession(context.card));
    },
  });
};

/** Sends a READ BINARY and checks the plain text of what comes back. */
async function reads(
  { card, check }: CaseContext,
  terminal: SecureTerminal,
  p1p2: string,
  length: number,
  plain: Uint8Array,
) {
  const { data } = await card.expect(terminal.read(p1p2, length), '86 * 9000');
  const opened = terminal.open(data);
  check.same(t('plain text', '平文'), opened ?? textBytes('not deciphered'), plain);
}

/** What breaks secure messaging: the command, its answer, the rule. The control is the same session done right. */
const broken = (
  slug: string,
  [en, ja]: readonly [string, string],
  answer: string,
  rule: string,
  command: (terminal: SecureTerminal) => Uint8Array,
  basis: 'probe' | 'inferred' = 'probe',
) =>
  session(
    slug,
    [`${en} is refused`, `${ja}は拒否される`],
    [
      `In a session ${en[0]!.toLowerCase()}${en.slice(1)} is answered ${answer.toUpperCase()}.`,
      `セッション中の${ja}には${answer.toUpperCase()}を返す。`,
    ],
    { cause: rule, basis },
    async ({ card }, terminal) => {
      const right = terminal.selectFile(0x0001);
      terminal.counter = 1;
      await card.refused(command(terminal), answer, {
        meet: async () => {
          await card.verify('text/pin');
          await openSession(card, terminal.seed);
        },
        command: right,
      });
    },
  );

/** SELECT of EF 0001 with its object changed. */
const selectWith =
  (change: (object: Uint8Array) => Uint8Array, header = '08 a4 02 0c') =>
  (terminal: SecureTerminal) =>
    terminal.command(header, change(terminal.object(hex('00 01'))));

/** Commands under a session key in the text application. */
export const secureMessagingCases = [
  session(
    'reads-number',
    ['The number is read under secure messaging', 'セキュアメッセージングで個人番号を読む'],
    [
      'Class 08: SELECT with object 86 is answered 9000, READ BINARY with object 96 an object 86 that deciphers to what a plain READ BINARY gives.',
      'CLA 08で86を伴うSELECTには9000、96を伴うREAD BINARYには、平文の読み出しと同じ内容に復号できる86を返す。',
    ],
    {
      rules: [
        'messaging/key-first-half',
        'messaging/counter-from-one',
        'messaging/iv-encrypted-counter',
        'messaging/response-enciphered',
        'messaging/response-same-counter',
      ],
    },
    async (context, terminal) => {
      const { card } = context;
      const plain = (await card.require('00 b0 81 00 11')).data;
      await card.expect(terminal.selectFile(0x0001), '9000');
      await reads(context, terminal, '00 00', 17, plain);
      await reads(context, terminal, '00 03', 12, plain.subarray(3, 15));
    },
  ),
  session(
    'to-the-end',
    ['Le of 0000 reads to the end of the file', 'Le=0000は終端まで読む'],
    ['Object 96 03 00 0000 gives the whole file.', '96 03 00 0000はファイル全体を返す。'],
    { rules: ['messaging/length-zero-to-end'] },
    async (context, terminal) => {
      const plain = (await context.card.require('00 b0 84 00 00 00 00')).data;
      await reads(context, terminal, '84 00', 0, plain);
    },
  ),
  session(
    'refusal-counts',
    ['A command that the application refuses counts', 'アプリケーションが拒否したコマンドも数える'],
    [
      'After a SELECT answered 6A82 and a VERIFY of a blocked reference answered 6984 the counter has gone on by two.',
      '6A82のSELECTと、閉塞中の参照データへの6984のVERIFYの後、カウンタは2進んでいる。',
    ],
    { rules: ['messaging/counter-every-command'] },
    async (context, terminal) => {
      await context.card.expect(terminal.selectFile(0x0009), '6a82');
      await context.card.expect(terminal.selectFile(0x0001), '9000');
      await reads(context, terminal, '00 00', 3, hex('ff 10 0c'));
    },
  ),
  session(
    'plain-does-not-count',
    ['A plain command between does not count', '間に挟んだ平文のコマンドは数えない'],
    [
      'Plain READ BINARY and SELECT between commands of class 08 leave the counter.',
      'CLA 08のコマンドの間の平文のREAD BINARYとSELECTは、カウンタを変えない。',
    ],
    { rules: ['messaging/counter-not-plain'] },
    async (context, terminal) => {
      await reads(context, terminal, '81 00', 3, hex('ff 10 0c'));
      await context.card.require('00 b0 82 00 02');
      await context.card.selectFile(0x0001);
      await reads(context, terminal, '00 00', 3, hex('ff 10 0c'));
    },
  ),
  session(
    'wrong-value-counts',
    ['A wrong number A spends a try under secure messaging too', 'セキュアメッセージングでも誤りは1回減る'],
    [
      'VERIFY of 0014 in class 08 is answered 63Cn for a wrong value, 9000 for the right one.',
      'CLA 08での0014の照合は、誤った値に63Cn、正しい値に9000を返す。',
    ],
    {
      cost: 'spends-tries',
      spends: { 'text/number-a': 1 },
      secrets: ['text/number-a'],
      rules: ['verify/mismatch-spends'],
    },
    async ({ card, facts, value, wrong }, terminal) => {
      const left = facts.tries['text/number-a'] - 1;
      await card.expect(terminal.verify(0x94, wrong('text/number-a')), `63 c${left.toString(16)}`);
      await card.expect('00 20 00 94', `63 c${left.toString(16)}`);
      await card.expect(terminal.verify(0x94, value('text/number-a')), '9000');
    },
  ),
  broken(
    'other-tag',
    ['Another tag than 86 with SELECT', 'SELECTでの86以外のタグ'],
    '6988',
    'messaging/object-of-command',
    selectWith((object) => object.with(0, 0x87)),
  ),
  broken(
    'second-object',
    ['A second data object', '2つ目のデータオブジェクト'],
    '6988',
    'messaging/object-alone',
    selectWith((object) => concat(object, object)),
  ),
  broken(
    'no-object',
    ['A command without data object', 'データオブジェクトのないコマンド'],
    '6987',
    'messaging/object-needed',
    () => hex('08 b0 81 00 03'),
    'inferred',
  ),
  broken(
    'padding-indicator',
    ['A padding indicator other than 01', '01以外のパディング識別子'],
    '6988',
    'messaging/padding-indicator',
    selectWith((object) => object.with(2, 0x02)),
  ),
  broken(
    'padding',
    ['A block that deciphers to no padding', '復号後にパディングのないブロック'],
    '6988',
    'messaging/padding-checked',
    (terminal) =>
      terminal.command(
        '08 a4 02 0c',
        concat(hex('86 11 01'), terminal.encrypt(new Uint8Array(16).fill(0x11))),
      ),
  ),
  broken(
    'length-form',
    ['Le in one byte in object 96', '96での1バイトのLe'],
    '6988',
    'messaging/length-form',
    (terminal) => terminal.command('08 b0 81 00', hex('96 01 03'), '00'),
  ),
  broken(
    'class-0c',
    ['Class 0C', 'CLA 0C'],
    '6987',
    'messaging/class-0c',
    selectWith((object) => object, '0c a4 02 0c'),
  ),
  session(
    'error-ends',
    ['An error ends the session', '誤りでセッションは終わる'],
    [
      'After 6988 commands of class 08 are answered 69FC, plain ones as before.',
      '6988の後、CLA 08のコマンドには69FCを返し、平文のコマンドには従来どおり応答する。',
    ],
    { cause: 'command/secure-messaging-needs-session', rules: ['messaging/error-ends-session'] },
    async ({ card }, terminal) => {
      await card.expect(terminal.command('08 b0 81 00', hex('86 00'), '00'), '6988');
      terminal.counter = 1;
      const read = terminal.read('81 00', 3);
      await card.refused(read, '69fc', {
        meet: () => openSession(card),
        command: '00 b0 81 00 03',
      });
      await card.expect('00 b0 81 00 03', 'ff 10 0c 9000');
    },
  ),
  session(
    'ends-with-select',
    ['SELECT of the application ends the session', 'アプリケーションのSELECTでセッションは終わる'],
    [
      'After SELECT by name, of the same application too, READ BINARY in class 08 is answered 69FC.',
      'DF名によるSELECT(同じアプリケーションでも)の後、CLA 08のREAD BINARYには69FCを返す。',
    ],
    { cause: 'command/secure-messaging-needs-session', rules: ['messaging/ends-with-selection'] },
    async ({ card }, terminal) => {
      await card.select('text');
      await card.refused(terminal.read('84 00', 3), '69fc', { command: '00 b0 84 00 03' });
    },
  ),
  session(
    'ends-with-reset',
    ['Reset ends the session', 'リセットでセッションは終わる'],
    [
      'After power-off READ BINARY in class 08 is answered 69FC.',
      '電源断の後、CLA 08のREAD BINARYには69FCを返す。',
    ],
    { cause: 'command/secure-messaging-needs-session', rules: ['verify/status-volatile'] },
    async ({ card }, terminal) => {
      await card.reset();
      await card.refused(terminal.read('84 00', 3), '69fc', {
        meet: () => card.select('text'),
        command: '00 b0 84 00 03',
      });
    },
  ),
];
