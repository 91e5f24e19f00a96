import { textBytes } from '../../bytes/hex.ts';
import { type SecretName, secrets } from '../../engine/secret.ts';
import { t } from '../support/bilingual.ts';
import { day, guide, inferred, type Life, lifeCase } from '../support/life.ts';
import { verifyCommand } from '../support/verify-command.ts';

const android = 'android/supported';
const authentication = 'jpki/authentication';
const signature = 'jpki/signature';

/** Wrong values at the card itself, on the way to what the case is about. */
export async function mistake(life: Life, secret: SecretName, times: number): Promise<void> {
  const { card, wrong } = life.context;
  await card.select(secrets[secret].application);
  await card.selectFile(secrets[secret].file);
  for (let i = 0; i < times; i++) await card.require(verifyCommand(wrong(secret)), '63 ..');
}

/** Values that a counter does not set, by the secret. @see phone-wallet reference, L-06 */
const badValues = [
  [
    'password-lower-case',
    signature,
    'ab1234',
    'a password with lower-case letters',
    '英小文字を含むパスワード',
  ],
  ['password-too-short', signature, 'AB123', 'a password of five characters', '5文字のパスワード'],
  ['password-digits-only', signature, '123456', 'a password of digits alone', '数字だけのパスワード'],
  ['pin-too-long', authentication, '12345', 'a PIN of five digits', '5桁の暗証番号'],
] as const;

export const secretsCases = [
  lifeCase({
    id: 'secrets/enrolment-spends-a-try',
    title: t(
      'A wrong password while enrolling spends a try of the card',
      '申請時の誤りはカードの残り回数を減らす',
    ),
    requirement: inferred(
      'C-20',
      'Secrets of the card typed while enrolling are tried at the card read; a wrong one spends a try of the card.',
      '申請時に入力したカードの暗証番号は読み取り時に照合され、誤ると残り回数が減る。',
    ),
    cost: 'spends-tries',
    spends: { [signature]: 2 },
    rules: ['L-03'],
    async run(life) {
      const phone = await life.phone(android);
      const data = { 'portal.enterSignaturePassword': { value: life.wrong(signature) } };
      await life.enrol(phone, { before: 'portal.readCard', data });
      await life.send('portal.readCard', { phone });
      await life.triesAre(signature, life.context.facts.tries[signature] - 1);
    },
  }),
  lifeCase({
    id: 'secrets/enrolment-restores-tries',
    title: t('The right one restores them', '正しいパスワードで残り回数は戻る'),
    requirement: guide(
      'E-01',
      'A right entry restores the tries of the card, in an enrolment as anywhere.',
      '正しく入力すると残り回数は元に戻る。搭載の申請でも同じである。',
    ),
    cost: 'spends-tries',
    spends: { [signature]: 3 },
    rules: ['L-03', 'L-10'],
    async run(life) {
      await mistake(life, signature, 2);
      const phone = await life.phone(android);
      const data = { 'portal.enterSignaturePassword': { value: life.wrong(signature) } };
      await life.enrol(phone, { before: 'portal.readCard', data });
      await life.fails('portal.readCard', { phone }, 'mismatch', 'L-03');
      await life.triesAre(signature, life.context.facts.tries[signature] - 3);
      await life.need('portal.enterSignaturePassword', { phone, value: life.secret(signature) });
      await life.need('portal.chooseCertificates', { phone, kinds: 'signature,authentication' });
      await life.need('portal.acknowledge', { phone });
      await life.take('portal.readCard', { phone });
      await life.triesAre(signature, life.context.facts.tries[signature]);
    },
  }),
  lifeCase({
    id: 'secrets/blocked-card-ends-enrolment',
    title: t('A blocked password ends the enrolment', 'ロックされたパスワードでは申請できない'),
    requirement: inferred(
      'C-20',
      'With the password of the card blocked, even the right one ends the enrolment and points to the counter.',
      'カードのパスワードがロックされていれば、正しい値でも申請は終わり、窓口が案内される。',
    ),
    cost: 'blocks',
    spends: { [signature]: 5 },
    cause: 'L-90',
    rules: ['L-03'],
    async run(life) {
      await mistake(life, signature, life.context.facts.tries[signature]);
      const phone = await life.phone(android);
      await life.enrol(phone, { before: 'portal.readCard' });
      await life.fails('portal.readCard', { phone }, 'blocked');
      const { step } = await life.phoneState(phone);
      life.is(t('next step', '次の手順'), step ?? 'none', 'none');
    },
  }),
  lifeCase({
    id: 'secrets/tries-last-over-days',
    title: t('Tries that were spent are still spent the next day', '減った残り回数は翌日も戻らない'),
    requirement: guide(
      'E-01',
      'The count of wrong entries lasts over days; only a right entry or a reset restores it.',
      '間違えた回数は日をまたいでも残り、正しく入力するか初期化するまで元に戻らない。',
    ),
    cost: 'spends-tries',
    secrets: [],
    spends: { [authentication]: 1 },
    rules: ['E-01'],
    async run(life) {
      await mistake(life, authentication, 1);
      await life.until('23:59');
      await life.advance(day + day / 2);
      await life.triesAre(authentication, life.context.facts.tries[authentication] - 1);
    },
  }),
  lifeCase({
    id: 'secrets/counter-heals-verify',
    title: t('After a reset at the counter the PIN verifies', '窓口での初期化の後は照合できる'),
    requirement: guide(
      'L-90',
      'A forgotten user authentication PIN is reset at the counter; the new one verifies.',
      '利用者証明用の暗証番号を忘れたときは窓口で再設定し、新しい番号で照合できる。',
    ),
    cost: 'blocks',
    secrets: [],
    spends: { [authentication]: 3 },
    rules: ['desk/counter-resets-any', 'desk/reset-sets-new-value'],
    async run(life) {
      await mistake(life, authentication, life.context.facts.tries[authentication]);
      await life.take('counter.resetSecret', { secret: authentication, value: '8642' });
      await life.triesAre(authentication, life.context.facts.tries[authentication]);
      await life.context.card.expect(verifyCommand(textBytes('8642')), '9000');
    },
  }),
  lifeCase({
    id: 'secrets/returned-card-not-reset',
    title: t('A returned card is not reset', '返納したカードの暗証番号は初期化できない'),
    requirement: inferred(
      'L-90',
      'The counter resets secrets of a card that is in force.',
      '窓口で初期化できるのは有効なカードの暗証番号である。',
    ),
    cost: 'destroys',
    secrets: [],
    cause: 'L-81',
    async run(life) {
      await life.need('counter.returnCard');
      await life.refused('counter.resetSecret', { secret: authentication });
    },
  }),
  lifeCase({
    id: 'secrets/photo-identification',
    title: t('The counter asks for photo identification', '窓口では顔写真付きの本人確認書類が必要である'),
    requirement: guide(
      'L-90',
      'A PIN is reset at the counter with photo identification.',
      '窓口での再設定には顔写真付きの本人確認書類が必要である。',
    ),
    cost: 'destroys',
    secrets: [],
    cause: 'L-90',
    async run(life) {
      await life.refused('counter.resetSecret', { secret: authentication, identification: 'none' });
      await life.take('counter.resetSecret', { secret: authentication, identification: 'photo' });
    },
  }),
  ...badValues.map(([name, secret, value, en, ja]) =>
    lifeCase({
      id: `secrets/${name}`,
      title: t(`The counter does not set ${en}`, `窓口で${ja}は設定できない`),
      requirement: guide(
        'L-06',
        'A signature password has 6 to 16 capital letters and digits with both in it, a PIN four digits.',
        '署名用パスワードは英大文字と数字を組み合わせた6文字以上16文字以下、暗証番号は数字4桁とする。',
      ),
      secrets: [],
      cause: 'L-06',
      async run(life) {
        await life.refused('counter.resetSecret', { secret, value });
      },
    }),
  ),
  lifeCase({
    id: 'secrets/equal-pins',
    title: t('The three PINs may be equal', '3種類の暗証番号は同じでもよい'),
    requirement: guide(
      'L-06',
      'The three four-digit PINs may be equal.',
      '4桁の暗証番号は同じ番号でもかまわない。',
    ),
    appliesTo: 'jpki & text & juki & signature-certificate',
    cost: 'destroys',
    secrets: [],
    rules: ['desk/reset-sets-new-value'],
    async run(life) {
      for (const secret of [authentication, 'text/pin', 'juki/pin'] as const) {
        await life.take('counter.resetSecret', { secret, value: '2468' });
        await life.triesAre(secret, life.context.facts.tries[secret]);
        await life.context.card.expect(verifyCommand(textBytes('2468')), '9000');
      }
    },
  }),
];
