import { verify } from 'node:crypto';
import { concat, hex, textBytes } from '../../bytes/hex.ts';
import { readObject, readObjects } from '../../bytes/tlv.ts';
import { defineCase } from '../../engine/case.ts';
import { selected, verified } from '../../engine/precondition.ts';
import { t } from '../support/bilingual.ts';
import { keyOfModulus, modulusOf } from '../support/public-key.ts';
import { requires } from '../support/requirement.ts';
import { verifyCommand } from '../support/verify-command.ts';

const clause = 'jpki-card 2.3';
const open = 'jpki-card 10';

const signs = (slug: string, p2: string, en: string, ja: string, basis: 'probe' | 'inferred') =>
  defineCase({
    id: `card/visual/signs-${slug}`,
    title: t(
      `The key of the visual application signs without a secret, ${en}`,
      `券面事項確認の鍵は照合なしで署名する(${ja})`,
    ),
    requirement: requires(
      clause,
      basis,
      '80 2A is answered 256 bytes that the key in the age record verifies, with nothing verified.',
      '照合なしの80 2Aに、年齢確認用の記録の鍵で検証できる256バイトを返す。',
    ),
    level: 'card',
    appliesTo: 'visual',
    cost: 'none',
    secrets: ['visual/birth'],
    rules: ['visual/default-key', 'visual/signs-without-secret'],
    given: [selected('visual')],
    async run({ card, check }) {
      const { data } = await card.expect(`80 2a 03 ${p2} 04 54455354 00`, `${'.. '.repeat(256)}9000`);
      await card.verify('visual/birth');
      const record = readObjects(readObject(await card.readFile(0x0001)).value);
      const modulus = modulusOf(record.find(({ tag }) => tag === 0xdf12)?.value ?? hex(''));
      const valid = verify('sha256', textBytes('TEST'), keyOfModulus(modulus), data);
      check.that(t('signature of TEST', 'TESTへの署名'), valid, 'valid', valid ? 'valid' : 'invalid');
    },
  });

/** Key, references and internal files of the visual application. */
export const visualKeyCases = [
  signs('by-default', '00', 'named by P2=00', 'P2=00', 'probe'),
  signs('by-identifier', '9a', 'named by short identifier', '短縮EF識別子', 'inferred'),
  defineCase({
    id: 'card/visual/authenticate',
    title: t('INTERNAL AUTHENTICATE is refused', 'INTERNAL AUTHENTICATEは拒否される'),
    requirement: requires(
      'jpki-card 4.1',
      'probe',
      'INTERNAL AUTHENTICATE on EF visual/001A is answered 6985; the key signs through 80 2A.',
      'EF visual/001AでのINTERNAL AUTHENTICATEには6985を返す。この鍵は80 2Aで署名する。',
    ),
    level: 'card',
    appliesTo: 'visual',
    cost: 'none',
    cause: 'visual/authenticate-refused',
    given: [selected('visual')],
    async run({ card }) {
      await card.refused('00 88 00 9a 04 54455354 00', '6985', { command: '80 2a 03 9a 04 54455354 00' });
    },
  }),
  defineCase({
    id: 'card/visual/birth-key-era',
    title: t('The birth key is a date of the Japanese era', '生年月日の照合値は和暦'),
    requirement: requires(
      'jpki-card 3',
      'probe',
      'VERIFY of 0011 with YYMMDD, the year counted in its era, is answered 9000.',
      '和暦のYYMMDDによる0011の照合には9000を返す。',
    ),
    level: 'card',
    appliesTo: 'visual',
    cost: 'none',
    secrets: ['visual/birth'],
    rules: ['visual/birth-key-era'],
    given: [selected('visual')],
    async run({ card, value }) {
      await card.expect(verifyCommand(value('visual/birth'), 0x91), '9000');
    },
  }),
  defineCase({
    id: 'card/visual/counters-own',
    title: t(
      'A wrong number A is counted in its own application alone',
      '照合番号Aの誤りはそのアプリケーションだけで数える',
    ),
    requirement: requires(
      open,
      'inferred',
      'A wrong number A in the visual application leaves the counter in the text application as it was.',
      '券面事項確認での照合番号Aの誤りは、券面事項入力補助の残り回数を変えない。',
    ),
    level: 'card',
    appliesTo: 'visual & text',
    cost: 'spends-tries',
    spends: { 'visual/number-a': 1 },
    rules: ['visual/counters-own'],
    async run({ card, check, facts, wrong }) {
      const before = await card.tries('text/number-a');
      await card.select('visual');
      const left = facts.tries['visual/number-a'] - 1;
      await card.expect(verifyCommand(wrong('visual/number-a'), 0x93), `63 c${left.toString(16)}`);
      const after = await card.tries('text/number-a');
      check.that(
        t('tries in the text application', '券面事項入力補助の残り回数'),
        after === before,
        String(before),
        String(after),
      );
    },
  }),
  defineCase({
    id: 'card/visual/unidentified-references',
    title: t('References 0014 and 0015 tell three tries', '0014と0015の残り回数は3回'),
    requirement: requires(
      open,
      'probe',
      'An empty VERIFY of visual/0014 and 0015 is answered 63C3.',
      'visual/0014と0015へのデータなしのVERIFYには63C3を返す。',
    ),
    level: 'card',
    appliesTo: 'visual & unidentified-files-internal',
    cost: 'none',
    rules: ['visual/unidentified-references'],
    given: [selected('visual')],
    async run({ card }) {
      for (const p2 of ['94', '95']) await card.expect(`00 20 00 ${p2}`, '63 c3');
    },
  }),
  defineCase({
    id: 'card/visual/internal-files',
    title: t('Internal files are selectable and cannot be read', '内部ファイルは選択できるが読めない'),
    requirement: requires(
      open,
      'inferred',
      'EF visual/001C and 001E are selected with 9000; READ BINARY is answered 6981.',
      'EF visual/001Cと001EのSELECTには9000、READ BINARYには6981を返す。',
    ),
    level: 'card',
    appliesTo: 'visual & unidentified-files-internal',
    cost: 'none',
    cause: 'content/internal-file-unreadable',
    rules: ['visual/internal-files'],
    given: [selected('visual')],
    async run({ card }) {
      for (const file of [0x1c, 0x1e]) {
        await card.expect(concat(hex('00 a4 02 0c 02 00'), Uint8Array.of(file)), '9000');
        await card.refused('00 b0 00 00 04', '6981', { meet: () => card.selectFile(0x0003) });
      }
    },
  }),
  defineCase({
    id: 'card/visual/secrets-fixed',
    title: t('Number A cannot be changed', '照合番号Aは変更できない'),
    requirement: requires(
      'jpki-card 3, CHANGE',
      'inferred',
      'CHANGE REFERENCE DATA after VERIFY of number A is answered 6D00.',
      '照合番号Aの照合後のCHANGE REFERENCE DATAには6D00を返す。',
    ),
    level: 'card',
    // A card that took it would be spoilt.
    appliesTo: 'visual & bench-hand',
    cost: 'destroys',
    secrets: ['visual/number-a'],
    cause: 'change/form-of-application',
    rules: ['visual/secrets-fixed'],
    given: [verified('visual/number-a')],
    async run({ card, wrong }) {
      await card.refused(concat(hex('00 24 01 93 0c'), wrong('visual/number-a')), '6d00');
    },
  }),
];
