import { bytesText, textBytes } from '../../bytes/hex.ts';
import { defineCase } from '../../engine/case.ts';
import type { CaseContext } from '../../engine/case-context.ts';
import { type SecretName, secrets } from '../../engine/secret.ts';
import { t } from '../support/bilingual.ts';
import { certificateState } from '../support/certificate-state.ts';
import { requires } from '../support/requirement.ts';
import { digestInfo, sha256 } from '../support/signature.ts';
import { verifyCommand } from '../support/verify-command.ts';

const authentication = 'jpki/authentication';

/** Wrong values until none is left. */
async function block({ card, wrong, facts }: CaseContext, secret: SecretName): Promise<void> {
  await card.select(secrets[secret].application);
  await card.selectFile(secrets[secret].file);
  for (let i = 0; i < facts.tries[secret]; i++) await card.require(verifyCommand(wrong(secret)), '63 ..');
}

async function event(
  { check, benchHand }: CaseContext,
  type: string,
  data?: Readonly<Record<string, string>>,
  refusedBy?: string,
): Promise<void> {
  const answer = await benchHand!.event(type, data);
  const observed = answer.taken ? 'taken' : `refused by ${answer.rule}`;
  const expected = refusedBy === undefined ? 'taken' : `refused by ${refusedBy}`;
  check.that(t(type, type), observed === expected, expected, observed);
}

/** Reserves a reset of the user authentication PIN in the app, which the kiosk asks for. @see phone-wallet, E-02 */
async function reserve({ benchHand, value }: CaseContext): Promise<void> {
  const other = bytesText(value('jpki/signature'));
  await benchHand!.event('portal.prepareKioskReset', { secret: authentication, other });
}

async function expectState(
  context: CaseContext,
  kind: 'signature' | 'authentication',
  expected: string,
): Promise<void> {
  const observed = certificateState(await context.benchHand!.state(), kind) ?? 'unknown';
  context.check.that(
    t(`${kind} certificate`, kind === 'signature' ? '署名用証明書' : '利用者証明用証明書'),
    observed === expected,
    expected,
    observed,
  );
}

export const deskCases = [
  ...(['jpki/authentication', 'jpki/signature', 'text/pin', 'common/pin', 'juki/pin'] as const).map(
    (secret) =>
      defineCase({
        id: `card/desk/counter-resets-${secret.replace('/', '-')}`,
        title: t(
          `The counter unblocks the ${secrets[secret].title.en}`,
          `窓口で${secrets[secret].title.ja}の閉塞を解除できる`,
        ),
        requirement: requires(
          'phone-wallet L-90',
          'guide',
          'The municipal counter restores all tries of a blocked secret; the value that is known then verifies.',
          '市区町村窓口は閉塞した暗証番号の残り回数をすべて戻す。その後、元の値で照合できる。',
        ),
        level: 'card',
        appliesTo: `bench-hand & !phone & ${secrets[secret].application}${secret === 'jpki/signature' ? ' & signature-certificate' : ''}`,
        cost: 'blocks',
        spends: { [secret]: secrets[secret].tries },
        rules: ['desk/counter-resets-any'],
        async run(context) {
          await block(context, secret);
          await event(context, 'counter.resetSecret', { secret });
          const left = await context.card.tries(secret);
          const full = context.facts.tries[secret];
          context.check.that(t('tries left', '残り回数'), left === full, String(full), String(left));
          await context.card.expect(verifyCommand(context.value(secret)), '9000');
        },
      }),
  ),
  defineCase({
    id: 'card/desk/reset-sets-value',
    title: t('A reset may set a new value', '初期化で新しい値を設定できる'),
    requirement: requires(
      'jpki-card 3, unblock',
      'guide',
      'After a reset with a new value that value verifies and the old one spends a try.',
      '新しい値を設定した初期化の後、その値は照合に成功し、古い値は試行回数を減らす。',
    ),
    level: 'card',
    appliesTo: 'bench-hand & !phone & jpki',
    cost: 'destroys',
    spends: { [authentication]: 1 },
    rules: ['desk/reset-sets-new-value'],
    async run(context) {
      await event(context, 'counter.resetSecret', { secret: authentication, value: '8642' });
      await context.card.tries(authentication);
      await context.card.expect(verifyCommand(textBytes('8642')), '9000');
      await context.card.expect(verifyCommand(context.value(authentication)), '63 c2');
    },
  }),
  defineCase({
    id: 'card/desk/kiosk-resets-jpki',
    title: t('The kiosk unblocks the JPKI secrets', 'コンビニ端末で公的個人認証の暗証番号を初期化できる'),
    requirement: requires(
      'phone-wallet E-02',
      'guide',
      'After a reservation in the app the kiosk resets the authentication PIN.',
      'アプリでの予約の後、コンビニ端末は利用者証明用の暗証番号を初期化できる。',
    ),
    level: 'card',
    appliesTo: 'bench-hand & !phone & signature-certificate',
    cost: 'blocks',
    secrets: ['jpki/signature'],
    spends: { [authentication]: 3 },
    rules: ['desk/kiosk-resets-jpki-only', 'desk/kiosk-hours'],
    async run(context) {
      await block(context, authentication);
      await reserve(context);
      await event(context, 'kiosk.resetSecret', { secret: authentication });
      const left = await context.card.tries(authentication);
      const full = context.facts.tries[authentication];
      context.check.that(t('tries left', '残り回数'), left === full, String(full), String(left));
    },
  }),
  defineCase({
    id: 'card/desk/kiosk-refuses-others',
    title: t('The kiosk does not reset the text PIN', 'コンビニ端末では券面用の暗証番号を初期化できない'),
    requirement: requires(
      'phone-wallet E-02',
      'guide',
      'The kiosk resets the two JPKI secrets and no other.',
      'コンビニ端末が初期化できるのは公的個人認証の2つだけである。',
    ),
    level: 'card',
    appliesTo: 'bench-hand & !phone & text & juki',
    cost: 'none',
    rules: ['desk/kiosk-resets-jpki-only'],
    async run(context) {
      await event(context, 'kiosk.resetSecret', { secret: 'text/pin' }, 'desk/kiosk-resets-jpki-only');
      await event(context, 'kiosk.resetSecret', { secret: 'juki/pin' }, 'desk/kiosk-resets-jpki-only');
    },
  }),
  defineCase({
    id: 'card/desk/kiosk-hours',
    title: t('The kiosk is closed at night', 'コンビニ端末は夜間は使えない'),
    requirement: requires(
      'phone-wallet E-02',
      'guide',
      'The kiosk works from 06:30 to 23:00.',
      'コンビニ端末の受付は6:30から23:00である。',
    ),
    level: 'card',
    appliesTo: 'bench-hand & !phone & signature-certificate',
    cost: 'none',
    secrets: ['jpki/signature'],
    rules: ['desk/kiosk-hours'],
    async run(context) {
      // Whatever the hour at the start, one of 24 hours in a row is closed and one is open.
      const answers: string[] = [];
      for (let hour = 0; hour < 24; hour++) {
        await reserve(context);
        const answer = await context.benchHand!.event('kiosk.resetSecret', { secret: authentication });
        answers.push(answer.taken ? 'taken' : answer.rule);
        await context.benchHand!.advance(3_600_000);
      }
      const closed = answers.filter((answer) => answer === 'desk/kiosk-hours').length;
      context.check.that(
        t('hours closed', '受付時間外の時間数'),
        closed === 7 || closed === 8,
        '7 or 8',
        String(closed),
      );
      const open = answers.filter((answer) => answer === 'taken').length;
      context.check.that(
        t('hours open', '受付時間内の時間数'),
        open + closed === 24,
        String(24 - closed),
        String(open),
      );
    },
  }),
  defineCase({
    id: 'card/desk/hold-does-not-show',
    title: t('A card on hold still signs', '一時停止中のカードでも署名できる'),
    requirement: requires(
      'jpki-card 7',
      'inferred',
      'The card knows nothing of hold or revocation: PINs verify and keys sign; only the status services tell.',
      'カードは一時停止や失効を知らない。照合も署名もでき、それを示すのは失効情報の提供サービスだけである。',
    ),
    level: 'card',
    appliesTo: 'bench-hand & !phone & jpki',
    cost: 'none',
    secrets: [authentication],
    rules: ['desk/hold-hides-from-card'],
    async run(context) {
      const { card } = context;
      await event(context, 'callCentre.holdCard');
      await expectState(context, 'authentication', 'held');
      await card.verify(authentication);
      await card.selectFile(0x0017);
      const data = digestInfo(sha256(textBytes('TEST')));
      await card.expect(
        Uint8Array.from([0x80, 0x2a, 0, 0x80, data.length, ...data, 0]),
        `${'.. '.repeat(256)}9000`,
      );
    },
  }),
  defineCase({
    id: 'card/desk/lift-hold',
    title: t(
      'Lifting a hold brings back the authentication certificate alone',
      '一時停止の解除で戻るのは利用者証明用証明書だけである',
    ),
    requirement: requires(
      'phone-wallet L-82',
      'guide',
      'When the card is found the authentication certificate is released; a held signature certificate never is and is revoked.',
      'カードが見つかると利用者証明用証明書は回復する。一時停止した署名用証明書は回復せず、失効する。',
    ),
    level: 'card',
    appliesTo: 'bench-hand & !phone & signature-certificate',
    cost: 'none',
    rules: ['desk/hold-signature-final', 'desk/hold-authentication-lifted'],
    async run(context) {
      await event(context, 'callCentre.holdCard');
      await expectState(context, 'signature', 'held');
      await event(context, 'counter.liftHold');
      await expectState(context, 'authentication', 'valid');
      await expectState(context, 'signature', 'revoked');
    },
  }),
  defineCase({
    id: 'card/desk/revoked-is-final',
    title: t('A revoked certificate stays revoked', '失効した証明書は失効したままである'),
    requirement: requires(
      'jpki-card 7',
      'guide',
      'No event makes a revoked certificate good again.',
      'どの手続きでも、失効した証明書は有効に戻らない。',
    ),
    level: 'card',
    appliesTo: 'bench-hand & !phone & jpki',
    cost: 'destroys',
    rules: ['desk/revoked-final'],
    async run(context) {
      await event(context, 'counter.revokeCertificate', { certificate: 'authentication' });
      await expectState(context, 'authentication', 'revoked');
      await event(
        context,
        'counter.revokeCertificate',
        { certificate: 'authentication' },
        'desk/revoked-final',
      );
      await context.benchHand!.event('callCentre.holdCard');
      await context.benchHand!.event('counter.liftHold');
      await expectState(context, 'authentication', 'revoked');
    },
  }),
];
