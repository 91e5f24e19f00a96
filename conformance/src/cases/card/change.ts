import { concat, textBytes } from '../../bytes/hex.ts';
import { defineCase } from '../../engine/case.ts';
import { selectedReference, verified } from '../../engine/precondition.ts';
import { type SecretName, secrets } from '../../engine/secret.ts';
import { t } from '../support/bilingual.ts';
import { requires } from '../support/requirement.ts';
import { verifyCommand } from '../support/verify-command.ts';

const clause = 'jpki-card 3, CHANGE';

/** CHANGE REFERENCE DATA with the new value alone, for JPKI and text. */
const changeReferenceData = (value: Uint8Array, p1 = 0x01): Uint8Array =>
  concat(Uint8Array.of(0x00, 0x24, p1, 0x80, value.length), value);
/** JICSAP CHANGE KEY, for common and juki. */
const changeKey = (value: Uint8Array): Uint8Array =>
  concat(Uint8Array.of(0x80, 0x32, 0x00, 0x80, value.length), value);

const forms: readonly (readonly [SecretName, string, string, typeof changeKey, typeof changeKey])[] = [
  ['jpki/authentication', 'jpki', '7913', changeReferenceData, changeKey],
  ['jpki/signature', 'jpki & signature-certificate', 'TEST2026ABCDEF78', changeReferenceData, changeKey],
  ['text/pin', 'text', '7913', changeReferenceData, changeKey],
  ['common/pin', 'common', '7913', changeKey, changeReferenceData],
  ['juki/pin', 'juki', '7913', changeKey, changeReferenceData],
];

const slug = (secret: SecretName): string => secret.replace('/', '-');

const perSecret = forms.flatMap(([secret, appliesTo, text, change, otherForm]) => {
  const { title } = secrets[secret];
  const value = textBytes(text);
  return [
    defineCase({
      id: `card/change/${slug(secret)}`,
      title: t(`The ${title.en} is changed after it was verified`, `${title.ja}は照合後に変更できる`),
      requirement: requires(
        clause,
        'probe',
        'After VERIFY the change is answered 9000; after power-off the new value verifies and the old one spends a try.',
        'VERIFY後の変更には9000を返す。電源断の後、新しい値は照合に成功し、古い値は試行回数を減らす。',
      ),
      level: 'card',
      appliesTo,
      cost: 'destroys',
      spends: { [secret]: 1 },
      rules: ['change/takes-new-value'],
      given: [verified(secret)],
      async run({ card, facts, value: right }) {
        const left = `63 c${(facts.tries[secret] - 1).toString(16)}`;
        await card.expect(change(value), '9000');
        await card.reset();
        await card.tries(secret);
        await card.expect(verifyCommand(right(secret)), left);
        await card.expect(verifyCommand(value), '9000');
        await card.expect(change(right(secret)), '9000');
      },
    }),
    defineCase({
      id: `card/change/${slug(secret)}-unverified`,
      title: t(`The ${title.en} is not changed without VERIFY`, `${title.ja}は照合なしに変更できない`),
      requirement: requires(
        clause,
        'inferred',
        'A change without a VERIFY before it is answered 6982.',
        '事前の照合のない変更には6982を返す。',
      ),
      level: 'card',
      appliesTo: secret === 'jpki/authentication' ? 'jpki & !(phone & pre-verified)' : appliesTo,
      cost: 'destroys',
      secrets: [secret],
      cause: 'change/needs-verified',
      given: [selectedReference(secret)],
      async run({ card, value: right }) {
        // The right value as the new one: should the card take it, nothing is lost.
        await card.refused(change(right(secret)), '6982', {
          meet: () => card.verify(secret),
          accept: '9000',
        });
      },
    }),
    defineCase({
      id: `card/change/${slug(secret)}-other-form`,
      title: t(`The ${title.en} has one form of change`, `${title.ja}の変更コマンドは一つだけである`),
      requirement: requires(
        clause,
        'probe',
        'JPKI and text take 00 24, common and juki 80 32; the other form is answered 6D00.',
        'JPKIと券面事項入力補助は00 24、共通と住基は80 32で変更する。他方には6D00を返す。',
      ),
      level: 'card',
      appliesTo,
      cost: 'destroys',
      secrets: [secret],
      cause: 'change/form-of-application',
      given: [verified(secret)],
      async run({ card, value: right }) {
        await card.refused(otherForm(right(secret)), '6d00', {
          command: change(right(secret)),
          accept: '9000',
        });
      },
    }),
  ];
});

export const changeCases = [
  ...perSecret,
  defineCase({
    id: 'card/change/parameter-1',
    title: t(
      'CHANGE REFERENCE DATA takes the new value alone',
      'CHANGE REFERENCE DATAは新しい値だけを受け取る',
    ),
    requirement: requires(
      clause,
      'probe',
      'P1 other than 01 is answered 6A86.',
      '01以外のP1には6A86を返す。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'destroys',
    secrets: ['jpki/authentication'],
    cause: 'change/p1-new-value-only',
    given: [verified('jpki/authentication')],
    async run({ card, value }) {
      const right = value('jpki/authentication');
      await card.refused(changeReferenceData(right, 0x00), '6a86', {
        command: changeReferenceData(right),
        accept: '9000',
      });
    },
  }),
  defineCase({
    id: 'card/change/format',
    title: t('A new PIN of impossible form is refused', '形式の不正な新しい暗証番号は拒否される'),
    requirement: requires(
      clause,
      'inferred',
      'A new value of wrong length or characters is answered 6A80 and the old one stays.',
      '長さや文字種の不正な新しい値には6A80を返し、古い値が残る。',
    ),
    level: 'card',
    appliesTo: 'jpki',
    cost: 'destroys',
    secrets: ['jpki/authentication'],
    cause: 'change/format-checked',
    given: [verified('jpki/authentication')],
    async run({ card, value }) {
      const right = value('jpki/authentication');
      const control = { command: changeReferenceData(right), accept: '9000' };
      for (const malformed of ['12345', '123', '12A4']) {
        await card.refused(changeReferenceData(textBytes(malformed)), '6a80', control);
      }
      await card.expect(verifyCommand(right), '9000');
    },
  }),
];
