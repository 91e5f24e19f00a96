import { t } from '../support/bilingual.ts';
import { day, guide, type Life, lifeCase } from '../support/life.ts';

const android = 'android/supported';

/** End of the card's own certificate of a kind. */
async function endOfCard(life: Life, kind: string): Promise<number> {
  const { certificates } = await life.cardState();
  return Date.parse(certificates.find((certificate) => certificate.kind === kind)!.notAfter);
}

const endsOf = async (life: Life, phone: string): Promise<string> =>
  (await life.phoneState(phone)).certificates.map(({ kind, notAfter }) => `${kind} ${notAfter}`).join(', ');

export const expiryCases = [
  lifeCase({
    id: 'expiry/phone-ends-with-card',
    title: t(
      'The phone ends with the certificate of the card',
      'スマホの証明書はカードの証明書とともに終わる',
    ),
    requirement: guide(
      'L-50',
      'The certificates of a phone end when that of the card that they were applied for with ends.',
      'スマホ用電子証明書は、申請に使ったカードの電子証明書の有効期間が終わるまで有効である。',
    ),
    cause: 'L-50',
    async run(life) {
      const phone = await life.enrolled(android);
      const end = await endOfCard(life, 'signature');
      await life.setClock(end);
      await life.phoneServes(phone, 'document-signature', 'yes');
      await life.setClock(end + day);
      await life.phoneServes(phone, 'document-signature', 'L-50');
      await life.phoneServes(phone, 'portal-login', 'L-50');
    },
  }),
  lifeCase({
    id: 'expiry/end-date-from-card',
    title: t('The phone takes over the end date of the card', 'スマホの証明書の期限はカードに合わせる'),
    requirement: guide(
      'E-08, L-50',
      'A certificate of the phone takes over its end date from the card.',
      'スマホ用電子証明書の有効期限はカードの電子証明書に合わせて決まる。',
    ),
    rules: ['L-50'],
    async run(life) {
      const phone = await life.enrolled(android);
      const end = await endOfCard(life, 'signature');
      for (const { kind, notAfter } of (await life.phoneState(phone)).certificates) {
        const label = t(`end of the ${kind} certificate`, `${kind}の期限`);
        life.is(label, new Date(notAfter).toISOString(), new Date(end).toISOString());
      }
    },
  }),
  lifeCase({
    id: 'expiry/renewal-moves-no-phone',
    title: t('Renewing the card does not renew the phone', 'カードの更新でスマホの期限は延びない'),
    requirement: guide(
      'E-08',
      'Renewing the certificate of the card takes a new application of the phone.',
      'カードの電子証明書を更新したときは、スマホでも改めて申請が必要である。',
    ),
    cost: 'destroys',
    rules: ['E-08'],
    async run(life) {
      const phone = await life.enrolled(android);
      const before = await endsOf(life, phone);
      const end = await endOfCard(life, 'signature');
      await life.setClock(end - 30 * day);
      await life.need('counter.issueCertificate', { certificate: 'signature' });
      await life.need('counter.issueCertificate', { certificate: 'authentication' });
      life.is(t('ends of the phone', 'スマホの期限'), await endsOf(life, phone), before);
      await life.setClock(end + day);
      const answer = (await life.phoneState(phone)).usable['portal-login'] ?? 'unknown';
      life.context.check.that(t('portal-login', 'portal-login'), answer !== 'yes', 'no', answer);
    },
  }),
  lifeCase({
    id: 'expiry/expired-card-enrols-nothing',
    title: t('An expired card enrols no phone', '期限の切れたカードでは搭載できない'),
    requirement: guide(
      'L-51',
      'Once the card has expired it is renewed at the counter before a phone is enrolled.',
      'カードの有効期限が切れたら、窓口で更新してから搭載を申請する。',
    ),
    cause: 'L-51',
    async run(life) {
      const { expires } = await life.cardState();
      const date = `${expires.slice(0, 4)}-${expires.slice(4, 6)}-${expires.slice(6)}`;
      await life.setClock(Date.parse(`${date}T10:00:00+09:00`) + day);
      const phone = await life.phone(android);
      await life.refused('portal.startEnrolment', { phone });
    },
  }),
  lifeCase({
    id: 'expiry/enrol-again-after-renewal',
    title: t('After the renewal the phone is enrolled again', '更新した後はスマホをもう一度申請する'),
    requirement: guide(
      'L-51',
      'Renewing at the counter does not bring the phone back; it is enrolled again.',
      '窓口での更新だけではスマホは使えるようにならず、もう一度申請する。',
    ),
    cost: 'destroys',
    rules: ['L-51'],
    async run(life) {
      const phone = await life.enrolled(android);
      await life.setClock((await endOfCard(life, 'signature')) + day);
      for (const certificate of ['signature', 'authentication']) {
        await life.need('counter.issueCertificate', { certificate });
      }
      const { usable } = await life.phoneState(phone);
      const answer = usable['document-signature'] ?? 'unknown';
      life.context.check.that(t('document-signature', 'document-signature'), answer !== 'yes', 'no', answer);
      await life.until('10:00');
      await life.enrol(phone);
      await life.completed(phone);
      await life.phoneServes(phone, 'document-signature', 'yes');
    },
  }),
  lifeCase({
    id: 'expiry/renewal-three-months-before',
    title: t('A certificate is renewed from three months before its end', '証明書の更新は期限の3か月前から'),
    requirement: guide(
      'E-07',
      'A certificate that is good is renewed from three months before its end on, not earlier.',
      '有効な電子証明書を更新できるのは期限の3か月前からである。',
    ),
    cost: 'destroys',
    cause: 'E-07',
    async run(life) {
      await life.refused('counter.issueCertificate', { certificate: 'authentication' });
      await life.setClock((await endOfCard(life, 'authentication')) - 85 * day);
      await life.take('counter.issueCertificate', { certificate: 'authentication' });
    },
  }),
  lifeCase({
    id: 'expiry/move-ends-signature',
    title: t('A move ends the signature certificates', '転居で署名用証明書は失効する'),
    requirement: guide(
      'E-07',
      'A change of address ends the signature certificate of the card and leaves that for user authentication.',
      '住所が変わるとカードの署名用電子証明書は失効し、利用者証明用は残る。',
    ),
    cost: 'destroys',
    rules: ['E-07'],
    async run(life) {
      await life.take('counter.changeBasicData', { address: '見本県テスト市見本町9丁目' });
      await life.cardCertificates('signature revoked, authentication valid');
    },
  }),
  lifeCase({
    id: 'expiry/move-ends-signature-of-phone',
    title: t('So it does on the phone', '転居でスマホの署名用証明書も失効する'),
    requirement: guide(
      'E-07',
      'The signature certificate of the phone holds the same four items and ends with them.',
      'スマホの署名用電子証明書も基本4情報を含むため失効する。',
    ),
    cost: 'destroys',
    rules: ['E-07'],
    async run(life) {
      const phone = await life.enrolled(android);
      await life.need('counter.changeBasicData', { address: '見本県テスト市見本町9丁目' });
      await life.phoneCertificates(phone, 'signature revoked, authentication valid');
    },
  }),
];
