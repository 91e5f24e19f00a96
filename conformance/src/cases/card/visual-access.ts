import { defineCase } from '../../engine/case.ts';
import { selected, verified } from '../../engine/precondition.ts';
import type { SecretName } from '../../engine/secret.ts';
import { t } from '../support/bilingual.ts';
import { requires } from '../support/requirement.ts';

const clause = 'jpki-card 2.3';

interface VisualFile {
  readonly sfi: string;
  /** First bytes of the file. */
  readonly head: string;
  readonly slug: string;
  readonly en: string;
  readonly ja: string;
}
const age: VisualFile = { sfi: '81', head: 'ff 10', slug: 'age', en: 'age record', ja: '年齢確認用の記録' };
const face: VisualFile = { sfi: '82', head: 'ff 20', slug: 'face', en: 'card face', ja: '券面の情報' };
const number: VisualFile = {
  sfi: '85',
  head: 'ff 40',
  slug: 'number-image',
  en: 'number image',
  ja: '個人番号の画像',
};

const keys: Readonly<Record<'birth' | 'a' | 'b', readonly [SecretName, string, string]>> = {
  birth: ['visual/birth', 'birth key', '生年月日の照合値'],
  a: ['visual/number-a', 'number A', '照合番号A'],
  b: ['visual/number-b', 'number B', '照合番号B'],
};

const opens = (file: VisualFile, by: keyof typeof keys, rule: string) => {
  const [secret, en, ja] = keys[by];
  return defineCase({
    id: `card/visual/${file.slug}-by-${by}`,
    title: t(`The ${file.en} opens with the ${en}`, `${file.ja}は${ja}で読める`),
    requirement: requires(
      clause,
      'probe',
      `After VERIFY of the ${en} the ${file.en} is read.`,
      `${ja}の照合後、${file.ja}は読める。`,
    ),
    level: 'card',
    appliesTo: 'visual',
    cost: 'none',
    secrets: [secret],
    rules: [rule],
    given: [verified(secret)],
    async run({ card }) {
      await card.expect(`00 b0 ${file.sfi} 00 02`, `${file.head} 9000`);
    },
  });
};

/** A file that other secrets do not open, with the one that does as the control. */
const staysShut = (
  file: VisualFile,
  others: readonly (keyof typeof keys)[],
  own: keyof typeof keys,
  rule: string,
) => {
  const named = others.map((name) => keys[name]);
  const [opening] = keys[own];
  return defineCase({
    id: `card/visual/${file.slug}-not-by-${others.join('-')}`,
    title: t(
      `The ${file.en} does not open with the ${named.map(([, en]) => en).join(' or ')}`,
      `${file.ja}は${named.map(([, , ja]) => ja).join('・')}では読めない`,
    ),
    requirement: requires(
      clause,
      'probe',
      `After VERIFY of another secret the ${file.en} is answered 6982.`,
      `他の照合の後でも、${file.ja}には6982を返す。`,
    ),
    level: 'card',
    appliesTo: 'visual',
    cost: 'none',
    secrets: [...named.map(([secret]) => secret), opening],
    cause: 'read/access-condition',
    rules: [rule],
    async run({ card }) {
      for (const [secret] of named) {
        await card.verify(secret);
        await card.refused(`00 b0 ${file.sfi} 00 02`, '6982', { meet: () => card.verify(opening) });
      }
    },
  });
};

const free = (file: Omit<VisualFile, 'sfi'> & { readonly file: number }, length: number, rule: string) =>
  defineCase({
    id: `card/visual/${file.slug}-free`,
    title: t(`The ${file.en} is free`, `${file.ja}は照合なしで読める`),
    requirement: requires(
      clause,
      'probe',
      `With nothing verified the ${file.en} is read, ${length} bytes.`,
      `照合なしで${file.ja}の${length}バイトが読める。`,
    ),
    level: 'card',
    appliesTo: 'visual',
    cost: 'none',
    rules: [rule],
    given: [selected('visual')],
    async run({ card, check }) {
      const sfi = (0x80 | file.file).toString(16);
      const { data } = await card.expect(`00 b0 ${sfi} 00 00 00 00`, `${file.head} * 9000`);
      check.that(t('bytes', 'バイト数'), data.length === length, String(length), String(data.length));
    },
  });

/** Which secret opens which file of the visual application. */
export const visualAccessCases = [
  opens(age, 'birth', 'visual/age-by-birth-key'),
  staysShut(age, ['a', 'b'], 'birth', 'visual/age-not-by-numbers'),
  opens(face, 'a', 'visual/face-by-a'),
  opens(face, 'b', 'visual/face-by-b'),
  staysShut(face, ['birth'], 'a', 'visual/face-not-by-birth-key'),
  opens(number, 'a', 'visual/number-image-by-a'),
  staysShut(number, ['b', 'birth'], 'a', 'visual/number-image-not-by-b'),
  free(
    { file: 3, head: 'ff 30 82', slug: 'information', en: 'information', ja: 'AP基本情報' },
    320,
    'visual/information-free',
  ),
  free(
    { file: 4, head: '7f 21 82 02 33', slug: 'certificate', en: 'certificate', ja: 'カード検証可能証明書' },
    568,
    'visual/certificate-free',
  ),
  defineCase({
    id: 'card/visual/files-guarded',
    title: t('Three files need a VERIFY', '3つのファイルの読み出しには照合が必要'),
    requirement: requires(
      clause,
      'probe',
      'With nothing verified EF visual/0001, 0002 and 0005 are answered 6982.',
      '照合なしのEF visual/0001、0002、0005には6982を返す。',
    ),
    level: 'card',
    appliesTo: 'visual',
    cost: 'none',
    secrets: ['visual/birth', 'visual/number-a'],
    cause: 'read/access-condition',
    async run({ card }) {
      for (const [sfi, secret] of [
        ['81', 'visual/birth'],
        ['82', 'visual/number-a'],
        ['85', 'visual/number-a'],
      ] as const) {
        await card.select('visual');
        await card.refused(`00 b0 ${sfi} 00 02`, '6982', { meet: () => card.verify(secret) });
      }
    },
  }),
];
