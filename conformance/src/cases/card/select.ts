import { hex } from '../../bytes/hex.ts';
import { defineCase } from '../../engine/case.ts';
import { selected, verified } from '../../engine/precondition.ts';
import { t } from '../support/bilingual.ts';
import { requires } from '../support/requirement.ts';

const clause = 'jpki-card 1.1, SELECT';
const iso = 'ISO/IEC 7816-4:2020, 11.2.2';
const jpki = 'd3 92 f0 00 26 01 00 00 00 01';
const text = 'd3 92 10 00 31 00 01 01 04 08';
const common = 'd3 92 10 00 31 00 01 01 01 00';
const juki = 'd3 92 10 00 31 00 01 01 04 01';
const unknown = 'a0 00 00 00 03 00 00';

const application = (name: string, aid: string, file: string, title: readonly [string, string]) =>
  defineCase({
    id: `card/select/${name}-application`,
    title: t(`SELECT by name finds the ${title[0]} application`, `DF名のSELECTで${title[1]}を選択できる`),
    requirement: requires(
      clause,
      'probe',
      'SELECT by the whole name with P2=0C answers 9000 and no data, and the files of the application are there.',
      '完全なDF名とP2=0CのSELECTはデータなしの9000を返し、そのアプリケーションのファイルが選択できる。',
    ),
    level: 'card',
    appliesTo: name,
    cost: 'none',
    rules: ['select/no-data-for-0c'],
    async run({ card }) {
      await card.expect(`00 a4 04 0c 0a ${aid}`, '9000');
      await card.expect(`00 a4 02 0c 02 ${file}`, '9000');
    },
  });

export const selectCases = [
  application('jpki', jpki, '00 0a', ['JPKI', '公的個人認証']),
  application('text', text, '00 01', ['text', '券面事項入力補助']),
  application('common', common, '00 01', ['common', '共通カード']),
  application('juki', juki, '00 02', ['juki', '住基']),

  defineCase({
    id: 'card/select/unknown-application',
    title: t('SELECT of an unknown name is refused', '存在しないDF名のSELECTは拒否される'),
    requirement: requires(
      clause,
      'probe',
      'A name that no application has is answered 6A82; a card that answers 9000 to any name is taken for another product.',
      'どのアプリケーションの名でもないDF名には6A82を返す。何にでも9000を返すカードは別製品と誤認される。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    cause: 'select/unknown-application',
    async run({ card }) {
      await card.refused(`00 a4 04 0c 07 ${unknown}`, '6a82', { command: `00 a4 04 0c 0a ${jpki}` });
    },
  }),
  defineCase({
    id: 'card/select/opensc-probes',
    title: t(
      'The names that OpenSC probes for other cards are unknown',
      'OpenSCが他カードの判定に使うDF名は存在しない',
    ),
    requirement: requires(
      'jpki-card 9',
      'probe',
      'Each of the names that OpenSC 0.23 tries before its JPKI driver is answered 6A82.',
      'OpenSC 0.23がJPKIドライバーより先に試すDF名には、いずれも6A82を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    rules: ['select/unknown-application'],
    async run({ card }) {
      for (const command of [
        '00 a4 04 00 07 62 76 01 ff 00 00 00',
        '00 a4 04 00 06 a0 00 00 00 01 01',
        '00 a4 04 00 0b e8 2b 06 01 04 01 81 c3 1f 02 01 00',
        '00 a4 04 0c 0f d2 33 00 00 00 45 73 74 45 49 44 20 76 33 35',
        '00 a4 04 00 09 a0 00 00 03 08 00 00 10 00 00',
        '00 a4 04 0c 07 a0 00 00 01 16 db 00 00',
        '00 a4 04 0c 07 a0 00 00 00 79 01 00 00',
        '00 a4 04 0c 07 a0 00 00 00 79 01 0f 00',
        '00 a4 04 00 0c f2 76 a2 88 bc fb a6 9d 34 f3 10 01',
        '00 a4 04 00 09 a0 00 00 03 97 42 54 46 59 00',
        '00 a4 04 00 06 d2 76 00 01 24 01 00',
      ]) {
        // The count of name bytes is Lc; one probe carries a Le as well.
        const bytes = hex(command);
        await card.expect(bytes.subarray(0, 5 + bytes[4]!), '6a82');
      }
    },
  }),
  defineCase({
    id: 'card/select/name-prefix',
    title: t('The beginning of a name selects', 'DF名の先頭部分でも選択できる'),
    requirement: requires(
      'JICSAP 1.1, 4.2',
      'probe',
      'A name cut short selects the first application whose name begins with it.',
      '短縮したDF名は、それで始まる最初のアプリケーションを選択する。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    rules: ['select/name-prefix'],
    async run({ card }) {
      await card.expect('00 a4 04 0c 05 d3 92 f0 00 26', '9000');
      await card.expect('00 a4 02 0c 02 00 0a', '9000');
    },
  }),
  defineCase({
    id: 'card/select/control-information',
    title: t('SELECT with P2=00 names the application', 'P2=00のSELECTはDF名を返す'),
    requirement: requires(
      'jpki-card 10, FCI for P2=00',
      'inferred',
      'SELECT by name with P2=00 answers an FCI template 6F with the name under 84.',
      'P2=00のDF名SELECTは、84にDF名を収めたFCIテンプレート6Fを返す。',
    ),
    level: 'card',
    appliesTo: 'jpki & fci-df-name',
    cost: 'none',
    rules: ['select/fci-names-application'],
    async run({ card }) {
      await card.expect(`00 a4 04 00 0a ${jpki} 00`, `6f 0c 84 0a ${jpki} 9000`);
    },
  }),
  defineCase({
    id: 'card/select/control-information-absent',
    title: t(
      'SELECT with P2=00 answers no data on a card without FCI',
      'FCIを持たないカードのP2=00はデータを返さない',
    ),
    requirement: requires(
      'jpki-card 10, FCI for P2=00',
      'inferred',
      'A card whose profile says that it has no FCI answers 9000 alone.',
      'FCIなしとされるカードは9000のみを返す。',
    ),
    level: 'card',
    appliesTo: 'jpki & fci-none',
    cost: 'none',
    async run({ card }) {
      await card.expect(`00 a4 04 00 0a ${jpki} 00`, '9000');
    },
  }),
  defineCase({
    id: 'card/select/undefined-form',
    title: t('SELECT in an undefined form is refused', '定義外の形のSELECTは拒否される'),
    requirement: requires(
      iso,
      'standard',
      'P1-P2 outside the defined forms are answered 6A86.',
      '定義外のP1-P2には6A86を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    cause: 'select/p1-p2-known',
    given: [selected('jpki')],
    async run({ card }) {
      await card.refused('00 a4 08 0c 02 00 0a', '6a86', { command: '00 a4 02 0c 02 00 0a' });
    },
  }),
  defineCase({
    id: 'card/select/next-occurrence',
    title: t('There is no next occurrence', '次の一致するDFはない'),
    requirement: requires(
      'jpki-card 10, P2=02',
      'inferred',
      'SELECT of the next occurrence (P2=02) of a name that one application has is answered 6A82.',
      '一つしかないDF名の「次」(P2=02)のSELECTには6A82を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki & next-occurrence-6a82',
    cost: 'none',
    cause: 'select/next-occurrence-none',
    given: [selected('jpki')],
    async run({ card }) {
      await card.refused(`00 a4 04 02 0a ${jpki}`, '6a82', { command: `00 a4 04 00 0a ${jpki}` });
    },
  }),
  defineCase({
    id: 'card/select/empty-name',
    title: t(
      'The empty name selects the issuer security domain',
      '空のDF名は発行者セキュリティドメインを選択する',
    ),
    requirement: requires(
      'jpki-card 10, empty AID',
      'inferred',
      'SELECT by an empty name is answered 9000, and the data objects of the card can be read then.',
      '空のDF名のSELECTには9000を返し、その後カードのデータオブジェクトが読める。',
    ),
    level: 'card',
    appliesTo: 'jpki & !phone & empty-name-issuer-security-domain',
    cost: 'none',
    rules: ['select/empty-name-issuer-domain'],
    given: [selected('jpki')],
    async run({ card }) {
      await card.expect('00 a4 04 00 00', '* 9000');
      await card.expect('00 ca 00 42 00', '* 9000');
    },
  }),
  defineCase({
    id: 'card/select/issuer-security-domain',
    title: t(
      'The issuer security domain is selected by name',
      '発行者セキュリティドメインをDF名で選択できる',
    ),
    requirement: requires(
      'jpki-card 1',
      'probe',
      'SELECT of A0000001510000 brings back the state after reset with its data objects.',
      'A0000001510000のSELECTはリセット直後の状態とデータオブジェクトに戻す。',
    ),
    level: 'card',
    appliesTo: 'jpki & !phone',
    cost: 'none',
    rules: ['other/data-at-master-file-only'],
    given: [selected('jpki')],
    async run({ card }) {
      await card.expect('00 a4 04 0c 07 a0 00 00 01 51 00 00', '9000');
      await card.expect('00 ca 00 42 00', '* 9000');
      await card.expect('00 a4 02 0c 02 00 0a', '6986 | 6a82 | 6a88');
    },
  }),
  defineCase({
    id: 'card/select/failure-keeps-application',
    title: t(
      'A failed SELECT leaves the application',
      'SELECTが失敗しても現在のアプリケーションは変わらない',
    ),
    requirement: requires(
      iso,
      'inferred',
      'After a SELECT by name that failed, files of the application selected before can be selected.',
      'DF名のSELECTに失敗した後も、前に選択したアプリケーションのファイルを選択できる。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    rules: ['select/failure-keeps-application'],
    given: [selected('jpki')],
    async run({ card }) {
      await card.expect(`00 a4 04 0c 07 ${unknown}`, '6a82');
      await card.expect('00 a4 02 0c 02 00 0a', '9000');
    },
  }),
  defineCase({
    id: 'card/select/clears-status',
    title: t(
      'Selecting another application and back ends the security status',
      '他アプリケーションの選択で照合状態が消える',
    ),
    requirement: requires(
      clause,
      'probe',
      'What was verified is verified no more after another application was selected.',
      '別のアプリケーションを選択すると照合済み状態は失われる。',
    ),
    level: 'card',
    appliesTo: 'jpki & text & signature-certificate',
    cost: 'none',
    secrets: ['jpki/signature'],
    cause: 'read/access-condition',
    rules: ['select/clears-security-status'],
    given: [verified('jpki/signature')],
    async run({ card }) {
      await card.require(`00 a4 04 0c 0a ${text}`);
      await card.require(`00 a4 04 0c 0a ${jpki}`);
      await card.require('00 a4 02 0c 02 00 01');
      await card.refused('00 b0 00 00 04', '6982', {
        meet: async () => {
          await card.verify('jpki/signature');
          await card.selectFile(0x0001);
        },
      });
    },
  }),
  defineCase({
    id: 'card/select/same-application-clears-status',
    title: t(
      'Selecting the same application again ends the security status',
      '同じアプリケーションの再選択で照合状態が消える',
    ),
    requirement: requires(
      'jpki-card 10, re-SELECT',
      'inferred',
      'SELECT by name of the current application clears what was verified; a client that selects between VERIFY and signing gets 6982.',
      '現在のアプリケーションの再SELECTでも照合済み状態は消える。照合と署名の間に再選択するクライアントは6982を受け取る。',
    ),
    level: 'card',
    appliesTo: 'jpki & !(phone & pre-verified) & reselect-current-cleared',
    cost: 'none',
    secrets: ['jpki/authentication'],
    cause: 'sign/needs-verified',
    rules: ['select/clears-security-status'],
    given: [verified('jpki/authentication')],
    async run({ card }) {
      const sign = '80 2a 00 80 05 54 45 53 54 21 00';
      await card.require(`00 a4 04 0c 0a ${jpki}`);
      await card.require('00 a4 02 0c 02 00 17');
      await card.refused(sign, '6982', {
        meet: async () => {
          await card.verify('jpki/authentication');
          await card.selectFile(0x0017);
        },
      });
    },
  }),
  defineCase({
    id: 'card/select/no-file-current',
    title: t('After SELECT by name no EF is current', 'DF名のSELECT直後はカレントEFがない'),
    requirement: requires(
      'jpki-card 5.2',
      'inferred',
      'READ BINARY of the current EF right after SELECT by name is answered 6986.',
      'DF名のSELECT直後、カレントEFのREAD BINARYには6986を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    cause: 'read/current-file-needed',
    rules: ['select/no-file-current'],
    given: [selected('jpki')],
    async run({ card }) {
      await card.refused('00 b0 00 00 04', '6986', { meet: () => card.selectFile(0x000a) });
    },
  }),
  defineCase({
    id: 'card/select/master-file-after-reset',
    title: t('SELECT of the master file after reset is refused', 'リセット直後のMFのSELECTは拒否される'),
    requirement: requires(
      clause,
      'probe',
      '00 A4 00 00 right after reset is answered 6A86.',
      'リセット直後の00 A4 00 00には6A86を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    cause: 'select/master-file-refused-at-start',
    async run({ card }) {
      await card.refused('00 a4 00 00', '6a86', { meet: () => card.select('jpki'), accept: '9000' });
    },
  }),
  defineCase({
    id: 'card/select/master-file-no-effect',
    title: t('SELECT of the master file changes nothing', 'MFのSELECTは何も変えない'),
    requirement: requires(
      clause,
      'probe',
      'With an application current, 00 A4 00 00 is answered 9000 and the application stays current.',
      'アプリケーション選択中の00 A4 00 00は9000を返すが、選択は変わらない。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    rules: ['select/master-file-no-effect'],
    given: [selected('jpki')],
    async run({ card }) {
      await card.expect('00 a4 00 00', '9000');
      await card.expect('00 a4 02 0c 02 00 0a', '9000');
    },
  }),
  defineCase({
    id: 'card/select/master-file-3f00',
    title: t('The master file has no identifier 3F00', 'MFの識別子3F00は存在しない'),
    requirement: requires(
      clause,
      'probe',
      'SELECT of 3F00 is answered 6A82 at any time.',
      '3F00のSELECTには常に6A82を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    cause: 'select/master-file-3f00-unknown',
    async run({ card }) {
      const control = { meet: () => card.select('jpki'), command: '00 a4 02 0c 02 00 0a' };
      await card.refused('00 a4 00 0c 02 3f 00', '6a82', control);
      await card.select('jpki');
      await card.refused('00 a4 00 0c 02 3f 00', '6a82', control);
    },
  }),
  defineCase({
    id: 'card/select/file-without-application',
    title: t('SELECT of an EF needs an application', 'EFのSELECTにはアプリケーションの選択が必要'),
    requirement: requires(
      'jpki-card 10, no application',
      'inferred',
      'SELECT of an EF with no application selected is answered 6986.',
      'アプリケーション未選択のEFのSELECTには6986を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki & no-application-6986',
    cost: 'none',
    cause: 'select/file-needs-application',
    async run({ card }) {
      await card.refused('00 a4 02 0c 02 00 0a', '6986', { meet: () => card.select('jpki') });
    },
  }),
  defineCase({
    id: 'card/select/unknown-file',
    title: t('SELECT of an unknown EF is refused', '存在しないEFのSELECTは拒否される'),
    requirement: requires(
      clause,
      'probe',
      'An EF identifier that does not exist is answered 6A82.',
      '存在しないEF識別子には6A82を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'none',
    cause: 'select/unknown-file',
    given: [selected('jpki')],
    async run({ card }) {
      await card.refused('00 a4 02 0c 02 12 34', '6a82', { command: '00 a4 02 0c 02 00 0a' });
    },
  }),
  defineCase({
    id: 'card/select/file-keeps-status',
    title: t('SELECT of an EF keeps the security status', 'EFのSELECTでは照合状態が保たれる'),
    requirement: requires(
      clause,
      'probe',
      'What was verified stays so over any number of SELECTs of EFs in the application.',
      'アプリケーション内で何度EFを選択しても照合済み状態は保たれる。',
    ),
    level: 'card',
    appliesTo: 'jpki & signature-certificate',
    cost: 'none',
    secrets: ['jpki/signature'],
    rules: ['select/file-keeps-security-status'],
    given: [verified('jpki/signature')],
    async run({ card }) {
      for (const file of ['00 0a', '00 06', '00 1a', '00 01'])
        await card.expect(`00 a4 02 0c 02 ${file}`, '9000');
      await card.expect('00 b0 00 00 04', '30 82 .. .. 9000');
    },
  }),
];
