import { verify } from 'node:crypto';
import { bytesText, concat, hex, textBytes } from '../../bytes/hex.ts';
import { type DataObject, readObject, readObjects } from '../../bytes/tlv.ts';
import { defineCase } from '../../engine/case.ts';
import type { CardUnderTest } from '../../engine/case-context.ts';
import { selected, verified } from '../../engine/precondition.ts';
import { t } from '../support/bilingual.ts';
import { certifiedModulus, keyOfModulus, modulusOf } from '../support/public-key.ts';
import { requires } from '../support/requirement.ts';
import { openSignature, pkcs1Encoded, sha256 } from '../support/signature.ts';

const clause = 'jpki-card 2.3';

/** The objects in the template of a file of the current application. */
async function objects(card: CardUnderTest, file: number): Promise<DataObject[]> {
  return readObjects(readObject(await card.readFile(file)).value);
}
const value = (found: readonly DataObject[], tag: number): Uint8Array =>
  found.find((object) => object.tag === tag)?.value ?? hex('');
const tagBytes = (tag: number): Uint8Array => Uint8Array.of(tag >> 8, tag & 0xff);
/** An object as it stood in the file. */
function whole(found: readonly DataObject[], tag: number): Uint8Array {
  const { length } = value(found, tag);
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return concat(tagBytes(tag), Uint8Array.from(size), value(found, tag));
}
const objectsTogether = (found: readonly DataObject[], ...tags: readonly number[]): Uint8Array =>
  concat(...tags.map((tag) => whole(found, tag)));
const shape = (found: readonly DataObject[]): string =>
  found.map(({ tag, value: { length } }) => `${tag.toString(16)}:${length}`).join(' ');

/** The key that EF 0004 certifies; the visual application is current. */
const recordSigner = async (card: CardUnderTest) =>
  keyOfModulus(certifiedModulus(await card.readFile(0x0004)));

/** DigestInfo that names SHA-256 and holds 96 bytes. */
const threeDigests = hex('30 71 30 0d 06 09 60 86 48 01 65 03 04 02 01 05 00 04 60');

const recordSignature = (
  slug: string,
  file: number,
  secret: 'visual/birth' | 'visual/number-a',
  [first, second, signature]: readonly [number, number, number],
  [en, ja]: readonly [string, string],
) =>
  defineCase({
    id: `card/visual/${slug}-signature`,
    title: t(`The ${en} is signed by the certified key`, `${ja}は証明書の鍵で署名されている`),
    requirement: requires(
      clause,
      'probe',
      'The signature covers the two objects before it, tags and lengths too, and verifies with the key in EF 0004.',
      '署名は直前の2項目をタグと長さごと含み、EF 0004の鍵で検証できる。',
    ),
    level: 'card',
    appliesTo: 'visual',
    cost: 'none',
    secrets: [secret],
    rules: ['visual/record-signature', 'visual/signed-by-certified-key'],
    given: [verified(secret)],
    async run({ card, check }) {
      const found = await objects(card, file);
      const signer = await recordSigner(card);
      const valid = verify('sha256', objectsTogether(found, first, second), signer, value(found, signature));
      check.that(t('signature', '署名'), valid, 'valid', valid ? 'valid' : 'invalid');
    },
  });

/** What the files of the visual application hold. */
export const visualContentCases = [
  defineCase({
    id: 'card/visual/age-record',
    title: t('The age record', '年齢確認用の記録'),
    requirement: requires(
      clause,
      'probe',
      'EF visual/0001 is FF10 with the birth as YYYYMMDD, a key of 265 bytes and a signature of 256.',
      'EF visual/0001はFF10で、西暦の生年月日、265バイトの公開鍵、256バイトの署名を収める。',
    ),
    level: 'card',
    appliesTo: 'visual',
    cost: 'none',
    secrets: ['visual/birth'],
    rules: ['visual/birth-gregorian'],
    given: [verified('visual/birth')],
    async run({ card, check, person }) {
      const found = await objects(card, 0x0001);
      const expected = 'df11:8 df12:265 df13:256';
      check.that(t('objects and lengths', '項目と長さ'), shape(found) === expected, expected, shape(found));
      const birth = bytesText(value(found, 0xdf11));
      const [year, month, day] = [birth.slice(0, 4), birth.slice(4, 6), birth.slice(6)].map(Number);
      const possible = year! >= 1868 && month! >= 1 && month! <= 12 && day! >= 1 && day! <= 31;
      check.that(t('a day of the Gregorian calendar', '西暦の日付'), possible, 'YYYYMMDD', birth);
      if (person?.birth !== undefined)
        check.that(t('date of birth', '生年月日'), birth === person.birth, person.birth, birth);
    },
  }),
  recordSignature(
    'age-record',
    0x0001,
    'visual/birth',
    [0xdf11, 0xdf12, 0xdf13],
    ['age record', '年齢確認用の記録'],
  ),
  recordSignature(
    'number-image',
    0x0005,
    'visual/number-a',
    [0xdf41, 0xdf42, 0xdf43],
    ['number image', '個人番号の画像'],
  ),
  defineCase({
    id: 'card/visual/face-offsets',
    title: t('The card face and its offset table', '券面の情報とオフセット表'),
    requirement: requires(
      clause,
      'probe',
      'EF visual/0002 is FF20 with DF21 to DF2A; DF21 holds nine offsets of tag bytes from the start of the file.',
      'EF visual/0002はFF20で、DF21からDF2Aを収める。DF21は9項目のタグの位置をファイル先頭から示す。',
    ),
    level: 'card',
    appliesTo: 'visual',
    cost: 'none',
    secrets: ['visual/number-b'],
    rules: ['visual/face-offsets'],
    given: [verified('visual/number-b')],
    async run({ card, check }) {
      const file = await card.readFile(0x0002);
      const outer = readObject(file);
      const [table, ...items] = readObjects(outer.value);
      const tags = items.map(({ tag }) => tag.toString(16)).join(' ');
      const expected = 'df22 df23 df24 df25 df26 df27 df28 df29 df2a';
      check.that(t('objects', '項目'), tags === expected, expected, tags);
      const offsets = items.map(({ offset }) => offset + outer.valueOffset);
      check.same(
        t('offset table', 'オフセット表'),
        table!.value,
        Uint8Array.from(offsets.flatMap((offset) => [offset >> 8, offset & 0xff])),
      );
    },
  }),
  defineCase({
    id: 'card/visual/face-signature',
    title: t(
      'The card face is signed as three digests, without expiry and security code',
      '券面の情報は3つのダイジェストとして署名され、有効期限とセキュリティコードを含まない',
    ),
    requirement: requires(
      clause,
      'probe',
      'The signature opens with the key in EF 0004 to one DigestInfo of SHA-256(DF22 DF23 DF24), SHA-256(DF25 DF26) and SHA-256(DF27).',
      '署名はEF 0004の鍵で開くと、SHA-256(DF22 DF23 DF24)、SHA-256(DF25 DF26)、SHA-256(DF27)を並べた1つのDigestInfoである。',
    ),
    level: 'card',
    appliesTo: 'visual',
    cost: 'none',
    secrets: ['visual/number-b'],
    rules: ['visual/face-three-digests', 'visual/face-unsigned-tail', 'visual/signed-by-certified-key'],
    given: [verified('visual/number-b')],
    async run({ card, check }) {
      const found = await objects(card, 0x0002);
      const digests = [
        objectsTogether(found, 0xdf22, 0xdf23, 0xdf24),
        objectsTogether(found, 0xdf25, 0xdf26),
        whole(found, 0xdf27),
      ].map((segment) => sha256(segment));
      check.same(
        t('what was signed', '署名対象'),
        openSignature(await recordSigner(card), value(found, 0xdf28)),
        pkcs1Encoded(concat(threeDigests, ...digests)),
      );
    },
  }),
  defineCase({
    id: 'card/visual/face-texts',
    title: t('Birth, sex and expiry on the card face', '券面の生年月日・性別・有効期限'),
    requirement: requires(
      clause,
      'probe',
      'DF22 is the birth and DF29 the expiry as YYYYMMDD, the latter as on the common application; DF23 is the sex.',
      'DF22は西暦の生年月日、DF29は共通カードAPと同じ有効期限、DF23は性別である。',
    ),
    level: 'card',
    appliesTo: 'visual & common',
    cost: 'none',
    secrets: ['visual/number-b'],
    rules: ['visual/face-expiry', 'visual/birth-gregorian'],
    given: [verified('visual/number-b')],
    async run({ card, check, person }) {
      const found = await objects(card, 0x0002);
      if (person !== undefined) {
        const sex = bytesText(value(found, 0xdf23));
        check.that(t('sex', '性別'), sex === person.sex, person.sex, sex);
        const birth = person.birth ?? '';
        if (birth !== '') check.same(t('date of birth', '生年月日'), value(found, 0xdf22), textBytes(birth));
      }
      await card.select('common');
      const { data } = await card.require('00 b2 01 0c 00', `01 1c ${'.. '.repeat(28)}9000`);
      check.same(t('expiry', '有効期限'), value(found, 0xdf29), data.subarray(-8));
    },
  }),
  defineCase({
    id: 'card/visual/records-one-key',
    title: t('All records hold the key that signs challenges', '各記録はチャレンジに署名する鍵を含む'),
    requirement: requires(
      clause,
      'probe',
      'DF12, DF24 and DF42 hold one key, it is not the certified one, and it verifies what 80 2A with P2=00 signs.',
      'DF12、DF24、DF42の鍵は同一で、証明書の鍵とは異なり、P2=00の80 2Aの署名を検証できる。',
    ),
    level: 'card',
    appliesTo: 'visual',
    cost: 'none',
    secrets: ['visual/birth', 'visual/number-a'],
    rules: ['visual/records-hold-card-key'],
    given: [verified('visual/birth')],
    async run({ card, check }) {
      const age = value(await objects(card, 0x0001), 0xdf12);
      await card.verify('visual/number-a');
      const face = value(await objects(card, 0x0002), 0xdf24);
      check.same(t('key of the card face', '券面の情報の鍵'), face, age);
      const number = value(await objects(card, 0x0005), 0xdf42);
      check.same(t('key of the number image', '個人番号の画像の鍵'), number, age);
      const { data } = await card.require('80 2a 03 00 04 54455354 00', `${'.. '.repeat(256)}9000`);
      const valid = verify('sha256', textBytes('TEST'), keyOfModulus(modulusOf(age)), data);
      check.that(t('signature of TEST', 'TESTへの署名'), valid, 'valid', valid ? 'valid' : 'invalid');
    },
  }),
  defineCase({
    id: 'card/visual/information',
    title: t('The visual application describes itself', '券面事項確認のAP基本情報'),
    requirement: requires(
      clause,
      'probe',
      'EF visual/0003 is FF30 with DF31 of 4, DF32 of 16, DF33 of 1, DF34 of 5 and DF35 of 272 bytes; DF34 is the municipality on the common application.',
      'EF visual/0003はFF30で、DF31(4)、DF32(16)、DF33(1)、DF34(5)、DF35(272バイト)を収め、DF34は共通カードAPの市区町村コードである。',
    ),
    level: 'card',
    appliesTo: 'visual & common',
    cost: 'none',
    rules: ['visual/information-form', 'visual/information-municipality'],
    given: [selected('visual')],
    async run({ card, check }) {
      const found = await objects(card, 0x0003);
      const expected = 'df31:4 df32:16 df33:1 df34:5 df35:272';
      check.that(t('objects and lengths', '項目と長さ'), shape(found) === expected, expected, shape(found));
      await card.select('common');
      const { data } = await card.require('00 b2 01 0c 00', `01 1c ${'.. '.repeat(28)}9000`);
      check.same(t('municipality', '市区町村コード'), value(found, 0xdf34), data.subarray(17, 22));
    },
  }),
  defineCase({
    id: 'card/visual/certificate',
    title: t('The certificate of the record key', '記録の署名鍵の証明書'),
    requirement: requires(
      'jpki-card 2.7',
      'probe',
      'EF visual/0004 is 7F21 with 5F4E of 297 bytes (two key identifiers and a key) and 5F37 of 256.',
      'EF visual/0004は7F21で、鍵ID2つと公開鍵からなる297バイトの5F4Eと256バイトの5F37を収める。',
    ),
    level: 'card',
    appliesTo: 'visual',
    cost: 'none',
    rules: ['visual/certificate-wrapped'],
    given: [selected('visual')],
    async run({ card }) {
      const identifier = `${'.. '.repeat(7)} 08 05 ${'.. '.repeat(7)}`;
      await card.expect(
        '00 b0 84 00 00 00 00',
        `7f 21 82 02 33 5f 4e 82 01 29 ${identifier} ${identifier} 90 03 01 00 01 91 82 01 00 ${'.. '.repeat(256)} 5f 37 82 01 00 ${'.. '.repeat(256)} 9000`,
      );
    },
  }),
  defineCase({
    id: 'card/visual/filler-file',
    title: t('EF visual/0006 holds sixteen FF', 'EF visual/0006は16バイトのFF'),
    requirement: requires(
      clause,
      'probe',
      'After VERIFY of number A, EF visual/0006 is sixteen FF.',
      '照合番号Aの照合後、EF visual/0006は16バイトのFFである。',
    ),
    level: 'card',
    appliesTo: 'visual',
    cost: 'none',
    secrets: ['visual/number-a'],
    rules: ['visual/filler-file'],
    given: [verified('visual/number-a')],
    async run({ card }) {
      await card.expect('00 b0 86 00 00', `${'ff '.repeat(16)}9000`);
    },
  }),
];
