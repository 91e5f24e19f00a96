import { toHex } from '../../bytes/hex.ts';
import { readObject, readObjects } from '../../bytes/tlv.ts';
import { defineCase } from '../../engine/case.ts';
import type { CardUnderTest, Checks } from '../../engine/case-context.ts';
import { verified } from '../../engine/precondition.ts';
import { ConformanceError } from '../../error.ts';
import { t } from '../support/bilingual.ts';
import { columns, type Picture, readPng } from '../support/png.ts';
import { requires } from '../support/requirement.ts';

const clause = 'jpki-card 2.3';

async function picture(card: CardUnderTest, file: number, tag: number): Promise<Uint8Array> {
  const found = readObjects(readObject(await card.readFile(file)).value);
  return found.find((object) => object.tag === tag)?.value ?? new Uint8Array(0);
}

/** A PNG that is none fails the case; it is no fault of the harness. */
function png(check: Checks, bytes: Uint8Array, name: readonly [string, string]): Picture {
  try {
    return readPng(bytes);
  } catch (error) {
    if (!(error instanceof ConformanceError)) throw error;
    check.that(t(`${name[0]}: PNG`, `${name[1]}:PNG`), false, 'a PNG with right CRCs', error.message);
    throw error;
  }
}

function checkForm(check: Checks, { width, height, depth, colourType }: Picture, expected: string): void {
  const form = `${width} x ${height}, depth ${depth}, colour type ${colourType}`;
  check.that(t('size and form', '大きさと形式'), form === expected, expected, form);
}

/** Alike cells for alike digits and different ones for different digits: that is what makes a row of digits. */
function checkDigits(check: Checks, shown: Picture, digits: string): void {
  const width = shown.width / digits.length;
  const cells = Array.from(digits, (_, index) => columns(shown, index * width, (index + 1) * width));
  const first = cells.map((cell) => cells.indexOf(cell));
  const expected = Array.from(digits, (digit) => digits.indexOf(digit));
  check.that(
    t('first place of each digit', '各数字が初めて現れる位置'),
    String(first) === String(expected),
    String(expected),
    String(first),
  );
}

/** Boxes of a JP2 file one after another. @see ISO/IEC 15444-1, annex I.4 */
function boxes(bytes: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = new Map<string, Uint8Array>();
  for (let at = 0; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at) || bytes.length - at;
    found.set(toHex(bytes.subarray(at + 4, at + 8)), bytes.subarray(at + 8, at + length));
    at += Math.max(8, length);
  }
  return found;
}
const box = { fileType: '66747970', header: '6a703268', codestream: '6a703263', image: '69686472' };

/** The pictures of the card face. */
export const visualPictureCases = [
  defineCase({
    id: 'card/visual/number-picture',
    title: t('The number image', '個人番号の画像'),
    requirement: requires(
      clause,
      'probe',
      'DF41 is a greyscale PNG of depth 1 and 72 by 12 pixels, and shows the individual number.',
      'DF41は72×12画素・1ビットのグレースケールPNGで、個人番号を示す。',
    ),
    level: 'card',
    appliesTo: 'visual',
    cost: 'none',
    secrets: ['visual/number-a'],
    rules: ['visual/picture-sizes', 'visual/number-drawn'],
    given: [verified('visual/number-a')],
    async run({ card, check, person }) {
      const shown = png(check, await picture(card, 0x0005, 0xdf41), ['number image', '個人番号の画像']);
      checkForm(check, shown, '72 x 12, depth 1, colour type 0');
      // The digits of a real card are printed with other spacing, and nobody knows the font.
      if (person !== undefined) checkDigits(check, shown, person.individualNumber);
    },
  }),
  defineCase({
    id: 'card/visual/code-picture',
    title: t('The pictures of the card face', '券面の画像'),
    requirement: requires(
      clause,
      'probe',
      'DF25, DF26 and DF2A are greyscale PNGs of depth 1; DF2A has 24 by 12 pixels and shows the last four digits of number B.',
      'DF25、DF26、DF2Aは1ビットのグレースケールPNGで、DF2Aは24×12画素で照合番号Bの末尾4桁を示す。',
    ),
    level: 'card',
    appliesTo: 'visual',
    cost: 'none',
    secrets: ['visual/number-b'],
    rules: ['visual/picture-sizes', 'visual/code-drawn'],
    given: [verified('visual/number-b')],
    async run({ card, check, person, value }) {
      for (const [tag, en, ja] of [
        [0xdf25, 'name', '氏名'],
        [0xdf26, 'address', '住所'],
      ] as const) {
        const { depth, colourType } = png(check, await picture(card, 0x0002, tag), [en, ja]);
        const form = `depth ${depth}, colour type ${colourType}`;
        check.that(t(en, ja), form === 'depth 1, colour type 0', 'depth 1, colour type 0', form);
      }
      const code = png(check, await picture(card, 0x0002, 0xdf2a), ['security code', 'セキュリティコード']);
      checkForm(check, code, '24 x 12, depth 1, colour type 0');
      if (person !== undefined)
        checkDigits(check, code, String.fromCharCode(...value('visual/number-b').subarray(-4)));
    },
  }),
  defineCase({
    id: 'card/visual/photo',
    title: t('The photo', '顔写真'),
    requirement: requires(
      clause,
      'probe',
      'DF27 is a JP2 file (JPEG 2000) with one component.',
      'DF27は1成分のJP2ファイル(JPEG 2000)である。',
    ),
    level: 'card',
    appliesTo: 'visual',
    cost: 'none',
    secrets: ['visual/number-b'],
    rules: ['visual/photo-in-jp2'],
    given: [verified('visual/number-b')],
    async run({ card, check }) {
      const photo = await picture(card, 0x0002, 0xdf27);
      const begin = toHex(photo.subarray(0, 12));
      check.that(
        t('signature box', '署名ボックス'),
        begin === '0000000c6a5020200d0a870a',
        '0000000c6a5020200d0a870a',
        begin,
      );
      const found = boxes(photo);
      const missing = [box.fileType, box.header, box.codestream].filter((type) => !found.has(type));
      check.that(
        t('boxes', 'ボックス'),
        missing.length === 0,
        'ftyp jp2h jp2c',
        `missing: ${missing.join(' ')}`,
      );
      const image = boxes(found.get(box.header)!).get(box.image);
      const components = image === undefined ? 0 : image[8]! * 256 + image[9]!;
      check.that(t('components', '成分数'), components === 1, '1', String(components));
      const start = toHex(found.get(box.codestream)!.subarray(0, 4));
      check.that(t('codestream', 'コードストリーム'), start === 'ff4fff51', 'ff4fff51', start);
    },
  }),
];
