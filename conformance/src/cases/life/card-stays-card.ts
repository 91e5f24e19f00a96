import { textBytes } from '../../bytes/hex.ts';
import type { CaseContext } from '../../engine/case-context.ts';
import { t } from '../support/bilingual.ts';
import { phonePassword } from '../support/enrolment-steps.ts';
import { guide, inferred, type Life, lifeCase } from '../support/life.ts';
import { digestInfo, sha256 } from '../support/signature.ts';
import { verifyCommand } from '../support/verify-command.ts';
import { mistake } from './secrets.ts';

const authentication = 'jpki/authentication';
const signature = 'jpki/signature';
const android = 'android/supported';
const keys = { [authentication]: 0x0017, [signature]: 0x001a } as const;

/** The card signs with the key of that secret. */
async function signs({ card }: CaseContext, secret: typeof authentication | typeof signature): Promise<void> {
  await card.verify(secret);
  await card.selectFile(keys[secret]);
  const data = digestInfo(sha256(textBytes('TEST')));
  await card.expect(
    Uint8Array.from([0x80, 0x2a, 0, 0x80, data.length, ...data, 0]),
    `${'.. '.repeat(256)}9000`,
  );
}

/** The user authentication certificate, as it is read from the card. */
async function certificate({ context }: Life): Promise<Uint8Array> {
  await context.card.select('jpki');
  return context.card.readFile(0x000a);
}

export const cardStaysCardCases = [
  lifeCase({
    id: 'card-stays-card/held-card-signs',
    title: t('A card on hold still signs', '一時停止中のカードでも署名できる'),
    requirement: inferred(
      '6.5',
      'The card knows nothing of holds: PINs verify and keys sign; only the status services tell.',
      'カードは一時停止を知らず、照合も署名もできる。それを示すのは失効情報の提供サービスだけである。',
    ),
    secrets: [authentication, signature],
    rules: ['desk/hold-hides-from-card'],
    async run(life) {
      await life.need('callCentre.holdCard');
      await signs(life.context, authentication);
      await signs(life.context, signature);
    },
  }),
  lifeCase({
    id: 'card-stays-card/enrolment-leaves-the-card',
    title: t('An enrolled phone leaves the card as it was', '搭載してもカードは元のまま使える'),
    requirement: guide(
      'L-02',
      'The phone gets certificates of its own; those of the card stay good and its keys sign.',
      'スマホには専用の証明書が発行され、カードの証明書と鍵はそのまま使える。',
    ),
    secrets: [authentication, signature, 'text/pin'],
    rules: ['L-60'],
    async run(life) {
      const before = await certificate(life);
      const phone = await life.enrolled(android);
      await life.fails('portal.revoke', { phone, with: 'phone', password: 'WRONG1' }, 'mismatch', 'L-60');
      await life.need('portal.revoke', { phone, with: 'phone', password: phonePassword });
      await life.cardCertificates('signature valid, authentication valid');
      life.context.check.same(
        t('certificate of the card', 'カードの証明書'),
        await certificate(life),
        before,
      );
      await life.triesAre(signature, life.context.facts.tries[signature]);
      await signs(life.context, signature);
    },
  }),
  lifeCase({
    id: 'card-stays-card/phone-password-is-not-the-cards',
    title: t('The password of the phone does not open the card', 'スマホのパスワードではカードを開けない'),
    requirement: guide(
      'L-14',
      'The phone has a signature password of its own, which the card does not know.',
      'スマホには専用の署名用パスワードがあり、カードでは使えない。',
    ),
    cost: 'spends-tries',
    spends: { [signature]: 1 },
    secrets: ['text/pin'],
    rules: ['L-61'],
    async run(life) {
      const phone = await life.enrolled(android);
      await life.fails('portal.revoke', { phone, with: 'card', password: phonePassword }, 'mismatch', 'L-61');
      await life.triesAre(signature, life.context.facts.tries[signature] - 1);
    },
  }),
  lifeCase({
    id: 'card-stays-card/new-certificate-is-read',
    title: t('After a renewal the card holds the new certificate', '更新後のカードには新しい証明書がある'),
    requirement: guide(
      'L-51',
      'The counter renews the certificate on the card: what is read from it is another one.',
      '窓口で更新するとカードに新しい証明書が書き込まれる。',
    ),
    cost: 'destroys',
    secrets: [authentication],
    rules: ['E-07'],
    cause: 'E-07',
    async run(life) {
      const before = await certificate(life);
      await life.refused('counter.issueCertificate', { certificate: 'authentication' });
      await life.need('counter.revokeCertificate', { certificate: 'authentication' });
      await life.need('counter.issueCertificate', { certificate: 'authentication' });
      life.context.check.differ(t('certificate read', '読み出した証明書'), await certificate(life), before);
      await signs(life.context, authentication);
    },
  }),
  lifeCase({
    id: 'card-stays-card/renewal-keeps-tries',
    title: t('Writing to the card restores no tries', 'カードへの書き込みで残り回数は戻らない'),
    requirement: guide(
      'E-01',
      'Only a right entry or a reset restores tries, not a new address or a new certificate.',
      '残り回数は、正しい入力か初期化でのみ戻り、住所の書き換えや更新では戻らない。',
    ),
    cost: 'destroys',
    spends: { [authentication]: 1 },
    secrets: [],
    rules: ['E-01', 'E-07'],
    async run(life) {
      await mistake(life, authentication, 1);
      await life.need('counter.changeBasicData', { address: '見本県テスト市見本町9丁目' });
      await life.advance(24 * 3_600_000);
      await life.triesAre(authentication, life.context.facts.tries[authentication] - 1);
    },
  }),
  lifeCase({
    id: 'card-stays-card/new-address-is-read',
    title: t('A new address is read from the card', '新しい住所がカードから読み出せる'),
    requirement: guide(
      'E-07',
      'The counter writes a new address to the card, whose signature certificate ends with it.',
      '転居すると窓口がカードの住所を書き換え、署名用証明書は失効する。',
    ),
    appliesTo: 'text & signature-certificate',
    cost: 'destroys',
    secrets: ['text/pin'],
    rules: ['E-07'],
    async run(life) {
      const address = '見本県テスト市見本町9丁目';
      const { card, check } = life.context;
      await life.take('counter.changeBasicData', { address });
      await card.verify('text/pin');
      const text = new TextDecoder().decode(await card.readFile(0x0002));
      check.that(t('address read', '読み出した住所'), text.includes(address), address, 'another address');
      await life.cardCertificates('signature revoked, authentication valid');
    },
  }),
  lifeCase({
    id: 'card-stays-card/revoked-card-signs',
    title: t('A card with revoked certificates still signs', '証明書が失効したカードでも署名できる'),
    requirement: inferred(
      '6.5',
      'Revocation is in the books, not in the card; what is revoked there stays revoked.',
      '失効は発行者の記録にあり、カードにはない。失効した証明書は失効したままである。',
    ),
    cost: 'destroys',
    secrets: [authentication],
    cause: 'desk/revoked-final',
    async run(life) {
      const revoke = { certificate: 'authentication' };
      await life.need('counter.revokeCertificate', revoke);
      await life.refused('counter.revokeCertificate', revoke);
      await signs(life.context, authentication);
    },
  }),
  lifeCase({
    id: 'card-stays-card/reset-heals-verify',
    title: t('A counter reset heals what an enrolment blocked', '搭載の申請でロックしても窓口で戻せる'),
    requirement: guide(
      'L-90',
      'What wrong entries in an app have blocked, the counter resets, and the old value verifies again.',
      'アプリでの誤りでロックされた暗証番号も窓口で初期化でき、元の値で照合できる。',
    ),
    cost: 'blocks',
    spends: { [signature]: 5 },
    secrets: ['text/pin'],
    cause: 'L-90',
    rules: ['desk/counter-resets-any'],
    async run(life) {
      await mistake(life, signature, life.context.facts.tries[signature] - 1);
      const phone = await life.phone(android);
      const data = { 'portal.enterSignaturePassword': { value: life.wrong(signature) } };
      await life.enrol(phone, { before: 'portal.readCard', data });
      await life.fails('portal.readCard', { phone }, 'blocked');
      await life.triesAre(signature, 0);
      await life.context.card.expect(verifyCommand(life.context.value(signature)), '6984');
      await life.take('counter.resetSecret', { secret: signature });
      await life.triesAre(signature, life.context.facts.tries[signature]);
      await life.context.card.expect(verifyCommand(life.context.value(signature)), '9000');
    },
  }),
];
