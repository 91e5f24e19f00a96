import { sameBytes, textBytes } from '../../bytes/hex.ts';
import { defineCase } from '../../engine/case.ts';
import { selected, selectedFile } from '../../engine/precondition.ts';
import { t } from '../support/bilingual.ts';
import { requires } from '../support/requirement.ts';

const clause = 'jpki-card 2.4';
const serialRecord = selectedFile('common', 0x0001);
/** 15 digits serial number, 5 municipality, 8 expiry. */
const digits = `01 1c ${'.. '.repeat(28)}`;

export const recordCases = [
  defineCase({
    id: 'card/record/common-serial',
    title: t('Record 1 of the common application', '共通アプリケーションのレコード1'),
    requirement: requires(
      clause,
      'probe',
      'READ RECORD of record 1 gives 01 1C and 28 ASCII digits: serial number, municipality, expiry date.',
      'レコード1のREAD RECORDは01 1Cと28桁のASCII数字(製造番号・市区町村コード・有効期限)を返す。',
    ),
    level: 'card',
    appliesTo: 'common',
    cost: 'none',
    rules: ['content/common-record', 'read/record-le-exact'],
    given: [serialRecord],
    async run({ card, check }) {
      const answer = await card.expect('00 b2 01 04 00', `${digits} 9000`);
      const value = answer.data.subarray(2);
      check.that(
        t('digits only', '数字のみ'),
        value.every((byte) => byte >= 0x30 && byte <= 0x39),
        '28 digits',
        'other bytes',
      );
    },
  }),
  defineCase({
    id: 'card/record/common-serial-content',
    title: t('The serial record says what the card was issued with', 'レコードの内容は発行内容と一致する'),
    requirement: requires(
      clause,
      'probe',
      'Serial number and municipality are those of the card.',
      '製造番号と市区町村コードはカードのものである。',
    ),
    level: 'card',
    appliesTo: 'common & person-known',
    cost: 'none',
    rules: ['content/common-record'],
    given: [selected('common')],
    async run({ card, check, person }) {
      const { data } = await card.expect('00 b2 01 0c 00', `${digits} 9000`);
      check.same(
        t('serial number and municipality', '製造番号と市区町村コード'),
        data.subarray(2, 22),
        textBytes(person!.cardSerial + person!.municipality),
      );
    },
  }),
  defineCase({
    id: 'card/record/short-identifier',
    title: t('READ RECORD by short identifier', '短縮EF識別子によるREAD RECORD'),
    requirement: requires(
      clause,
      'probe',
      '00 B2 01 0C 00 gives the same record as SELECT and 00 B2 01 04 00.',
      '00 B2 01 0C 00は、SELECT後の00 B2 01 04 00と同じレコードを返す。',
    ),
    level: 'card',
    appliesTo: 'common',
    cost: 'none',
    rules: ['read/record-le-exact'],
    given: [selected('common')],
    async run({ card, check }) {
      const direct = await card.expect('00 b2 01 0c 00', `${digits} 9000`);
      await card.selectFile(0x0001);
      const current = await card.expect('00 b2 01 04 00', `${digits} 9000`);
      check.same(t('both records', '両方のレコード'), direct.data, current.data);
    },
  }),
  defineCase({
    id: 'card/record/past-end',
    title: t('A record past the last is refused', '最終レコードより後は拒否される'),
    requirement: requires(
      'JICSAP 1.1, READ RECORD',
      'probe',
      'A record number past the last is answered 6A83.',
      '最終レコードより後の番号には6A83を返す。',
    ),
    level: 'card',
    appliesTo: 'common',
    cost: 'none',
    cause: 'read/record-past-end',
    given: [serialRecord],
    async run({ card }) {
      for (const record of ['02', 'fe']) {
        await card.refused(`00 b2 ${record} 04 00`, '6a83', { command: '00 b2 01 04 00' });
      }
    },
  }),
  defineCase({
    id: 'card/record/all-records',
    title: t('Reading all records at once is refused', '全レコードの一括読み出しは拒否される'),
    requirement: requires(
      clause,
      'inferred',
      'READ RECORD of all records (P2=05) is answered 6A81.',
      '全レコードのREAD RECORD(P2=05)には6A81を返す。',
    ),
    level: 'card',
    appliesTo: 'common',
    cost: 'none',
    cause: 'read/record-all-refused',
    given: [serialRecord],
    async run({ card }) {
      await card.refused('00 b2 01 05 00', '6a81', { command: '00 b2 01 04 00' });
    },
  }),
  defineCase({
    id: 'card/record/transparent-file',
    title: t('READ RECORD of a transparent file is refused', '透過構造のEFのREAD RECORDは拒否される'),
    requirement: requires(
      'ISO/IEC 7816-4:2020, 11.4',
      'standard',
      'READ RECORD of an EF without records is answered 6981.',
      'レコードのないEFのREAD RECORDには6981を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki & common',
    cost: 'none',
    cause: 'read/record-structure',
    given: [selectedFile('jpki', 0x0006)],
    async run({ card }) {
      await card.refused('00 b2 01 04 00', '6981', {
        meet: async () => {
          await card.select('common');
          await card.selectFile(0x0001);
        },
      });
    },
  }),
  defineCase({
    id: 'card/record/key-identifier-shared',
    title: t('Common and juki hold the same key identifier', '共通と住基の鍵識別子は同一である'),
    requirement: requires(
      clause,
      'probe',
      'Record 1 of EF 0002 in the common and in the juki application is the same.',
      '共通と住基のEF 0002のレコード1は同一である。',
    ),
    level: 'card',
    appliesTo: 'common & juki',
    cost: 'none',
    rules: ['content/key-identifier-shared'],
    given: [selectedFile('common', 0x0002)],
    async run({ card, check }) {
      const common = await card.expect('00 b2 01 04 00', '.. .. * 9000');
      await card.select('juki');
      await card.selectFile(0x0002);
      const juki = await card.expect('00 b2 01 04 00', '.. .. * 9000');
      check.that(
        t('the same record', '同じレコード'),
        sameBytes(common.data, juki.data),
        'equal',
        'different',
      );
    },
  }),
];
