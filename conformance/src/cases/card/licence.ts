import { bytesText, concat, hex } from '../../bytes/hex.ts';
import { readObjects } from '../../bytes/tlv.ts';
import { defineCase } from '../../engine/case.ts';
import { selected, verified } from '../../engine/precondition.ts';
import { t } from '../support/bilingual.ts';
import { requires } from '../support/requirement.ts';
import { verifyCommand } from '../support/verify-command.ts';

const clause = 'jpki-card 2.6';
const name = (digit: 4 | 5 | 6): string =>
  `00 a4 04 0c 10 a0 00 00 02 31 0${digit} 00 00 00 00 00 00 00 00 00 00`;

const guarded = (file: number, en: string, ja: string, basis: 'probe' | 'inferred', rule: string) =>
  defineCase({
    id: `card/licence/${en.replaceAll(' ', '-')}-guarded`,
    title: t(`The ${en} need the PIN`, `${ja}の読み出しには暗証番号の照合が必要`),
    requirement: requires(
      clause,
      basis,
      `EF licence/00${file.toString(16).toUpperCase()} is answered 6982 before VERIFY of the PIN and read after it.`,
      `EF licence/00${file.toString(16).toUpperCase()}は、暗証番号の照合前は6982を返し、照合後に読める。`,
    ),
    level: 'card',
    appliesTo: 'licence',
    cost: 'none',
    secrets: ['licence/pin'],
    cause: 'read/access-condition',
    rules: [rule],
    given: [selected('licence')],
    async run({ card }) {
      const read = `00 b0 ${(0x80 | file).toString(16)} 00 02`;
      await card.refused(read, '6982', { meet: () => card.verify('licence/pin') });
      await card.verify('licence/pin');
      await card.expect(read, '.. .. 9000');
    },
  });

/** The driving licence on the card (マイナ免許証). */
export const licenceCases = [
  defineCase({
    id: 'card/licence/instance',
    title: t('The licence is selected by its instance', '運転免許APはインスタンスのAIDで選択する'),
    requirement: requires(
      clause,
      'probe',
      'SELECT by the names of load file (…3104…) and module (…3105…) is answered 6A82, by the instance (…3106…) 9000.',
      'ELF(…3104…)とモジュール(…3105…)のSELECTには6A82、インスタンス(…3106…)には9000を返す。',
    ),
    level: 'card',
    appliesTo: 'licence',
    cost: 'none',
    cause: 'select/unknown-application',
    rules: ['licence/instance-only'],
    async run({ card }) {
      await card.refused(name(4), '6a82', { command: name(6) });
      await card.refused(name(5), '6a82', { command: name(6) });
      await card.expect(name(6), '9000');
    },
  }),
  defineCase({
    id: 'card/licence/pin-setting',
    title: t('EF 001A tells whether a PIN is set', 'EF 001Aは暗証番号の設定の有無を示す'),
    requirement: requires(
      clause,
      'probe',
      'EF licence/001A is free: C1 01 and 01 when the holder set a PIN, 00 when not.',
      'EF licence/001Aは照合なしで読め、C1 01と、設定ありは01、なしは00である。',
    ),
    level: 'card',
    appliesTo: 'licence',
    cost: 'none',
    rules: ['licence/setting-free', 'licence/setting-tells'],
    given: [selected('licence')],
    async run({ card, person }) {
      // An invented holder has set one.
      const expected = person === undefined ? 'c1 01 00 9000 | c1 01 01 9000' : 'c1 01 01 9000';
      await card.expect('00 b0 9a 00 03', expected);
    },
  }),
  defineCase({
    id: 'card/licence/pin-reference',
    title: t('The PIN is reference 0006 with ten tries', '暗証番号は0006で残り10回'),
    requirement: requires(
      clause,
      'probe',
      'An empty VERIFY with P2=86 is answered 63CA; with P2=82, as a sample of the specification has it, 6A82.',
      'P2=86のデータなしVERIFYには63CAを返し、仕様書の例にあるP2=82には6A82を返す。',
    ),
    level: 'card',
    appliesTo: 'licence',
    cost: 'none',
    cause: 'verify/short-identifier',
    rules: ['licence/pin-at-0006', 'licence/pin-ten-tries'],
    given: [selected('licence')],
    async run({ card, facts }) {
      await card.expect('00 20 00 86', `63 c${facts.tries['licence/pin'].toString(16)}`);
      await card.refused('00 20 00 82', '6a82', { command: '00 20 00 86', accept: '63 ..' });
    },
  }),
  guarded(0x1b, 'licence data', '免許情報', 'probe', 'licence/data-guarded'),
  guarded(0x1c, 'security data', 'セキュリティデータ', 'inferred', 'licence/security-data-guarded'),
  defineCase({
    id: 'card/licence/empty-objects',
    title: t('The licence data begin with two empty objects', '免許情報は空の2項目で始まる'),
    requirement: requires(
      clause,
      'probe',
      'EF licence/001B begins with C2 00 C3 00; readers skip four bytes.',
      'EF licence/001BはC2 00 C3 00で始まり、読み手は4バイトを読み飛ばす。',
    ),
    level: 'card',
    appliesTo: 'licence',
    cost: 'none',
    secrets: ['licence/pin'],
    rules: ['licence/empty-objects-first'],
    given: [verified('licence/pin')],
    async run({ card }) {
      await card.expect('00 b0 9b 00 04', 'c2 00 c3 00 9000');
    },
  }),
  defineCase({
    id: 'card/licence/expiry',
    title: t('The expiry is a date of Reiwa', '有効期限は令和の日付'),
    requirement: requires(
      clause,
      'probe',
      'C5 is the digit 5 and YYMMDD of Reiwa, a date that no licence of today can pass by more than six years.',
      'C5は5に続く令和のYYMMDDで、カードの有効期限から6年を超えて先にはならない。',
    ),
    level: 'card',
    appliesTo: 'licence & common',
    cost: 'none',
    secrets: ['licence/pin'],
    rules: ['licence/expiry-in-era'],
    given: [verified('licence/pin')],
    async run({ card, check }) {
      await card.selectFile(0x001b);
      const { data } = await card.require('00 b0 00 00 00 00 00');
      const expiry = bytesText(readObjects(data).find(({ tag }) => tag === 0xc5)?.value ?? hex(''));
      check.that(t('form', '形式'), /^5[0-9]{6}$/.test(expiry), '5YYMMDD', expiry);
      await card.select('common');
      const record = await card.require('00 b2 01 0c 00', `01 1c ${'.. '.repeat(28)}9000`);
      const cardYear = Number(bytesText(record.data.subarray(22, 26)));
      const year = Number(expiry.slice(1, 3)) + 2018;
      check.that(t('year', '年'), year <= cardYear + 6, `at most ${cardYear + 6}`, String(year));
    },
  }),
  defineCase({
    id: 'card/licence/locked',
    title: t(
      'A licence whose PIN is blocked warns at SELECT',
      '暗証番号が閉塞した運転免許APはSELECTで警告する',
    ),
    requirement: requires(
      clause,
      'inferred',
      'Once the PIN is blocked SELECT is answered 6283; the application is selected, and EF 001A is read.',
      '暗証番号の閉塞後、SELECTには6283を返す。APは選択され、EF 001Aは読める。',
    ),
    level: 'card',
    appliesTo: 'licence & bench-hand',
    cost: 'blocks',
    spends: { 'licence/pin': 10 },
    rules: ['licence/locked-warning', 'licence/locked-selected'],
    given: [selected('licence')],
    async run({ card, facts, wrong }) {
      for (let left = facts.tries['licence/pin']; left > 0; left--) {
        await card.expect(verifyCommand(wrong('licence/pin'), 0x86), `63 c${(left - 1).toString(16)}`);
      }
      await card.expect(name(6), '6283');
      await card.expect('00 b0 9a 00 03', 'c1 01 .. 9000');
    },
  }),
  defineCase({
    id: 'card/licence/pin-fixed',
    title: t('The licence PIN cannot be changed here', '運転免許の暗証番号はここでは変更できない'),
    requirement: requires(
      clause,
      'inferred',
      'CHANGE REFERENCE DATA after VERIFY of the licence PIN is answered 6D00.',
      '運転免許の暗証番号の照合後のCHANGE REFERENCE DATAには6D00を返す。',
    ),
    level: 'card',
    appliesTo: 'licence & bench-hand',
    cost: 'destroys',
    secrets: ['licence/pin'],
    cause: 'change/form-of-application',
    rules: ['licence/pin-fixed'],
    given: [verified('licence/pin')],
    async run({ card, wrong }) {
      await card.refused(concat(hex('00 24 01 86 04'), wrong('licence/pin')), '6d00');
    },
  }),
];
