import { concat, textBytes } from '../../bytes/hex.ts';
import { defineCase } from '../../engine/case.ts';
import { selected, selectedReference, verified } from '../../engine/precondition.ts';
import { type SecretName, secrets } from '../../engine/secret.ts';
import { t } from '../support/bilingual.ts';
import { requires } from '../support/requirement.ts';
import { verifyCommand } from '../support/verify-command.ts';

const clause = 'jpki-card 3, VERIFY';
const iso = 'ISO/IEC 7816-4:2020, 11.6.6';
const query = '00 20 00 80';

const tries = (count: number): string => `63 c${count.toString(16)}`;

const authentication = 'jpki/authentication';
const signature = 'jpki/signature';

export const verifyCases = [
  defineCase({
    id: 'card/verify/query-keeps-status',
    title: t('An empty VERIFY keeps the security status', 'データなしのVERIFYは照合状態を保つ'),
    requirement: requires(
      clause,
      'inferred',
      'What was verified stays so after an empty VERIFY of the reference.',
      '照合後にデータなしのVERIFYを送っても照合済み状態は保たれる。',
    ),
    level: 'card',
    appliesTo: 'jpki & signature-certificate',
    cost: 'none',
    secrets: [signature],
    rules: ['verify/query-keeps-status'],
    given: [verified(signature)],
    async run({ card }) {
      await card.expect(query, '63 .. | 9000');
      await card.selectFile(0x0001);
      await card.expect('00 b0 00 00 04', '30 82 .. .. 9000');
    },
  }),
  defineCase({
    id: 'card/verify/query-when-verified',
    title: t(
      'An empty VERIFY of a verified reference tells the tries',
      '照合済みでもデータなしVERIFYは残り回数を返す',
    ),
    requirement: requires(
      'jpki-card 10, empty VERIFY when verified',
      'inferred',
      'The empty VERIFY is answered 63Cn with the full number; clients take anything but 63xx for an error.',
      'データなしVERIFYには最大の残り回数を63Cnで返す。63xx以外をエラーとするクライアントがある。',
    ),
    level: 'card',
    appliesTo: 'jpki & query-when-verified-tries',
    cost: 'none',
    secrets: [authentication],
    rules: ['verify/query-when-verified-tries'],
    given: [verified(authentication)],
    async run({ card, facts }) {
      await card.expect(query, tries(facts.tries[authentication]));
    },
  }),
  defineCase({
    id: 'card/verify/mismatch-clears-status',
    title: t('A wrong value takes back the security status', '誤った値で照合済み状態は取り消される'),
    requirement: requires(
      iso,
      'inferred',
      'After a right and then a wrong value the certificate behind the reference is not readable.',
      '正しい値の後に誤った値を送ると、その参照データが守る証明書は読めなくなる。',
    ),
    level: 'card',
    appliesTo: 'jpki & signature-certificate',
    cost: 'spends-tries',
    spends: { [signature]: 1 },
    cause: 'read/access-condition',
    rules: ['verify/mismatch-clears-status'],
    given: [verified(signature)],
    async run({ card, wrong }) {
      await card.require(verifyCommand(wrong(signature)), '63 ..');
      await card.selectFile(0x0001);
      await card.refused('00 b0 00 00 04', '6982', {
        meet: async () => {
          await card.verify(signature);
          await card.selectFile(0x0001);
        },
      });
    },
  }),
  defineCase({
    id: 'card/verify/opens-own-reference',
    title: t(
      'The authentication PIN does not open the signature certificate',
      '利用者証明用暗証番号では署名用証明書は開かない',
    ),
    requirement: requires(
      'jpki-card 2.1',
      'probe',
      'The right value opens what its own reference guards and nothing else.',
      '正しい値で開くのは、その参照データが守るものだけである。',
    ),
    level: 'card',
    appliesTo: 'jpki & signature-certificate',
    cost: 'none',
    secrets: [authentication, signature],
    cause: 'read/access-condition',
    rules: ['verify/match-opens-own-reference'],
    given: [verified(authentication)],
    async run({ card }) {
      await card.selectFile(0x0001);
      await card.refused('00 b0 00 00 04', '6982', {
        meet: async () => {
          await card.verify(signature);
          await card.selectFile(0x0001);
        },
      });
    },
  }),
  defineCase({
    id: 'card/verify/whole-value',
    title: t('A value that goes on after the right one is wrong', '正しい値の後に余分があれば誤りである'),
    requirement: requires(
      iso,
      'standard',
      'The whole value is compared: the right password with one more character spends a try.',
      '値の全体を比較する。正しいパスワードに1文字加えた値は試行回数を1減らす。',
    ),
    level: 'card',
    appliesTo: 'jpki & signature-certificate',
    cost: 'spends-tries',
    spends: { [signature]: 1 },
    cause: 'verify/mismatch-spends',
    rules: ['verify/compares-whole-value'],
    given: [selectedReference(signature)],
    async run({ card, facts, value }) {
      const longer = concat(value(signature), textBytes('7'));
      await card.refused(verifyCommand(longer), tries(facts.tries[signature] - 1), {
        command: verifyCommand(value(signature)),
      });
    },
  }),
  defineCase({
    id: 'card/verify/lower-case',
    title: t('Lower case letters are other letters', '英小文字は英大文字と区別される'),
    requirement: requires(
      clause,
      'probe',
      'The password in lower case letters spends a try: clients have to turn it to upper case.',
      '小文字のパスワードは誤りとして数える。クライアントが大文字にしなければならない。',
    ),
    level: 'card',
    appliesTo: 'jpki & signature-certificate & malformed-secret-counts',
    cost: 'spends-tries',
    spends: { [signature]: 1 },
    cause: 'verify/mismatch-spends',
    rules: ['verify/case-matters', 'verify/malformed-counts'],
    given: [selectedReference(signature)],
    async run({ card, facts, value }) {
      const lower = value(signature).map((byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));
      await card.refused(verifyCommand(lower), tries(facts.tries[signature] - 1), {
        command: verifyCommand(value(signature)),
      });
    },
  }),
  defineCase({
    id: 'card/verify/malformed-value',
    title: t('A value of impossible length counts as a wrong one', '長さの不正な値も誤りとして数える'),
    requirement: requires(
      'jpki-card 10, wrong length or charset',
      'inferred',
      'A PIN of five digits, or of letters, is answered 63Cn and spends a try.',
      '5桁や英字の暗証番号には63Cnを返し、試行回数を1減らす。',
    ),
    level: 'card',
    appliesTo: 'jpki & malformed-secret-counts',
    cost: 'spends-tries',
    spends: { [authentication]: 2 },
    cause: 'verify/mismatch-spends',
    rules: ['verify/malformed-counts'],
    given: [selectedReference(authentication)],
    async run({ card, facts, value }) {
      const control = { command: verifyCommand(value(authentication)), accept: '9000' };
      const full = facts.tries[authentication];
      await card.refused(verifyCommand(textBytes('12345')), tries(full - 1), control);
      await card.require(verifyCommand(value(authentication)), '9000');
      await card.refused(verifyCommand(textBytes('ABCD')), tries(full - 1), control);
    },
  }),
  defineCase({
    id: 'card/verify/counters-apart',
    title: t('Each reference has a counter of its own', '残り回数は参照データごとに独立している'),
    requirement: requires(
      clause,
      'probe',
      'A wrong authentication PIN leaves the counters of the signature password and the text PIN, and the reverse.',
      '利用者証明用暗証番号を誤っても、署名用パスワードと券面用暗証番号の残り回数は変わらない。逆も同じ。',
    ),
    level: 'card',
    appliesTo: 'jpki & text & signature-certificate',
    cost: 'spends-tries',
    spends: { [authentication]: 1, [signature]: 1 },
    rules: ['verify/counters-apart'],
    given: [selectedReference(authentication)],
    async run({ card, check, facts, wrong }) {
      const counters = async (label: string, expected: readonly (readonly [SecretName, number])[]) => {
        for (const [secret, count] of expected) {
          const left = await card.tries(secret);
          check.that(
            t(`${secrets[secret].title.en}, ${label}`, `${secrets[secret].title.ja}(${label})`),
            left === count,
            String(count),
            String(left),
          );
        }
      };
      const { [authentication]: pin, [signature]: password, 'text/pin': text } = facts.tries;
      await card.expect(verifyCommand(wrong(authentication)), tries(pin - 1));
      await counters('1', [
        [signature, password],
        ['text/pin', text],
        [authentication, pin - 1],
      ]);
      await card.tries(signature);
      await card.expect(verifyCommand(wrong(signature)), tries(password - 1));
      await counters('2', [
        [authentication, pin - 1],
        ['text/pin', text],
        [signature, password - 1],
      ]);
    },
  }),
  defineCase({
    id: 'card/verify/card-pins-apart',
    title: t('The card PINs of common and juki count apart', '共通と住基のカード暗証番号は別々に数える'),
    requirement: requires(
      'jpki-card 2.4',
      'probe',
      'The card PIN of the common and that of the juki application are two references.',
      '共通アプリケーションと住基アプリケーションのカード暗証番号は別の参照データである。',
    ),
    level: 'card',
    appliesTo: 'common & juki',
    cost: 'spends-tries',
    spends: { 'common/pin': 1 },
    rules: ['verify/mismatch-spends'],
    given: [selectedReference('common/pin')],
    async run({ card, check, facts, wrong }) {
      await card.expect(verifyCommand(wrong('common/pin')), tries(facts.tries['common/pin'] - 1));
      const juki = await card.tries('juki/pin');
      check.that(
        t('tries left in juki', '住基の残り回数'),
        juki === facts.tries['juki/pin'],
        String(facts.tries['juki/pin']),
        String(juki),
      );
      const common = await card.tries('common/pin');
      check.that(
        t('tries left in common', '共通の残り回数'),
        common === facts.tries['common/pin'] - 1,
        String(facts.tries['common/pin'] - 1),
        String(common),
      );
    },
  }),
  defineCase({
    id: 'card/verify/without-reference',
    title: t('VERIFY with no reference current is refused', '参照データがカレントでないVERIFYは拒否される'),
    requirement: requires(
      'jpki-card 10, no current key EF',
      'inferred',
      'An empty VERIFY of the current EF is answered 6986 when none, or a certificate, is current.',
      'カレントEFがない、または証明書であるとき、データなしのVERIFYには6986を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki & no-current-key-6986',
    cost: 'none',
    cause: 'verify/reference-needed',
    given: [selected('jpki')],
    async run({ card }) {
      const control = { meet: () => card.selectFile(0x0018), accept: '63 ..' };
      await card.refused(query, '6986', control);
      await card.selectFile(0x000a);
      await card.refused(query, '6986', control);
    },
  }),
  defineCase({
    id: 'card/verify/short-identifier',
    title: t('VERIFY by short identifier', '短縮EF識別子によるVERIFY'),
    requirement: requires(
      'jpki-card 2',
      'probe',
      'P2 = 80 | SFI names the reference without SELECT, for the query and for the value.',
      'P2=80|SFIは、残り回数の照会でも照合でも、SELECTなしで参照データを指定する。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    secrets: [authentication],
    rules: ['verify/short-identifier'],
    given: [selected('jpki')],
    async run({ card, facts, value }) {
      await card.expect('00 20 00 98', tries(facts.tries[authentication]));
      await card.expect(verifyCommand(value(authentication), 0x98), '9000');
    },
  }),
  defineCase({
    id: 'card/verify/short-identifier-makes-current',
    title: t(
      'VERIFY by short identifier makes the reference current',
      '短縮EF識別子のVERIFYで参照データがカレントになる',
    ),
    requirement: requires(
      'jpki-card 2',
      'probe',
      'After an empty VERIFY with P2 = 80 | SFI the same reference is meant by P2 = 80.',
      'P2=80|SFIのデータなしVERIFYの後、P2=80は同じ参照データを指す。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    rules: ['verify/short-identifier-makes-current'],
    given: [selected('jpki')],
    async run({ card, facts }) {
      await card.expect('00 20 00 98', tries(facts.tries[authentication]));
      await card.expect(query, tries(facts.tries[authentication]));
    },
  }),
  defineCase({
    id: 'card/verify/parameter-1',
    title: t('VERIFY with P1 other than 00 is refused', 'P1が00でないVERIFYは拒否される'),
    requirement: requires(
      iso,
      'standard',
      'P1 other than 00 is answered 6A86.',
      '00以外のP1には6A86を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    cause: 'verify/p1-zero',
    given: [selectedReference(authentication)],
    async run({ card }) {
      await card.refused('00 20 01 80', '6a86', { command: query, accept: '63 ..' });
    },
  }),
  defineCase({
    id: 'card/verify/power-off-ends-status',
    title: t('Power-off ends the security status', '電源断で照合状態は消える'),
    requirement: requires(
      'jpki-card 1.1',
      'probe',
      'What was verified is verified no more after the card was powered down and up.',
      '電源を切って入れ直すと、照合済み状態は失われる。',
    ),
    level: 'card',
    appliesTo: 'jpki & signature-certificate',
    cost: 'none',
    secrets: [signature],
    cause: 'read/access-condition',
    rules: ['verify/status-volatile'],
    given: [verified(signature)],
    async run({ card }) {
      await card.reset();
      await card.expect('00 b0 81 00 04', '6982 | 6986 | 6a82');
      await card.select('jpki');
      await card.selectFile(0x0001);
      await card.refused('00 b0 00 00 04', '6982', {
        meet: async () => {
          await card.verify(signature);
          await card.selectFile(0x0001);
        },
      });
    },
  }),
  defineCase({
    id: 'card/verify/counter-survives-power-off',
    title: t('Power-off keeps the counter', '電源断でも残り回数は戻らない'),
    requirement: requires(
      clause,
      'inferred',
      'A spent try stays spent after the card was powered down and up.',
      '減った残り回数は、電源を切って入れ直しても減ったままである。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'spends-tries',
    spends: { [authentication]: 1 },
    rules: ['verify/counter-persists'],
    given: [selectedReference(authentication)],
    async run({ card, facts, wrong }) {
      const left = tries(facts.tries[authentication] - 1);
      await card.expect(verifyCommand(wrong(authentication)), left);
      await card.reset();
      await card.select('jpki');
      await card.selectFile(0x0018);
      await card.expect(query, left);
    },
  }),
  defineCase({
    id: 'card/verify/issued-blocked',
    title: t(
      'Reference 0012 of the text application is blocked from issuance',
      '券面事項入力補助の0012は発行時から閉塞している',
    ),
    requirement: requires(
      'jpki-card 2.2',
      'probe',
      'The empty VERIFY of text/0012 is answered 63C0 on a card as issued.',
      '発行状態のカードで、text/0012のデータなしVERIFYには63C0を返す。',
    ),
    level: 'card',
    appliesTo: 'text',
    cost: 'none',
    rules: ['verify/issued-blocked', 'verify/query-blocked-63c0'],
    given: [selected('text')],
    async run({ card }) {
      await card.require('00 a4 02 0c 02 00 12');
      await card.expect(query, '63 c0');
    },
  }),
  defineCase({
    id: 'card/verify/absent-signature-certificate',
    title: t(
      'Without signature certificate the password reference still answers',
      '署名用証明書がなくてもパスワードの照会には答える',
    ),
    requirement: requires(
      'jpki-card 10, card without signature certificate',
      'inferred',
      'The empty VERIFY of 001B is answered 63Cn and EF 0001 is answered 6A82; with any other answer OpenSC drops the whole card.',
      '001BのデータなしVERIFYには63Cn、EF 0001には6A82を返す。他の応答ではOpenSCがカード全体を認識しない。',
    ),
    level: 'card',
    appliesTo: 'jpki & !signature-certificate & absent-signature-reference-exists',
    cost: 'none',
    given: [selected('jpki')],
    async run({ card, facts }) {
      await card.expect('00 a4 02 0c 02 00 1b', '9000');
      await card.expect(query, tries(facts.tries[signature]));
      await card.expect('00 a4 02 0c 02 00 01', '6a82');
    },
  }),
];
