import { t } from '../support/bilingual.ts';
import { phonePassword, phonePin } from '../support/enrolment-steps.ts';
import { guide, inferred, type Life, lifeCase } from '../support/life.ts';

const android = 'android/supported';
const iphone = 'iphone/xs-ios-18-5';

/** From the start of a change on the new phone to its application, on the way to what the case is about. */
async function change(life: Life, from: string, phone: string): Promise<void> {
  await life.need('portal.changeDevice', { phone, from });
  await life.enrol(phone, {
    from: 'portal.enterSignaturePassword',
    without: ['portal.chooseCertificates'],
  });
}

const validOnes = async (life: Life): Promise<string> =>
  (await life.state()).certificates
    .filter(({ carrier, state }) => carrier === 'phone' && state === 'valid')
    .map(({ kind }) => kind)
    .sort()
    .join(', ');

export const deviceChangeCases = [
  lifeCase({
    id: 'device-change/android-to-android',
    title: t('The change is made on the new phone alone', '機種変更は新しいスマホだけで手続きする'),
    requirement: guide(
      'L-70',
      'From Android to Android the change is made on the new phone; then the certificates of the old one are revoked.',
      'AndroidからAndroidへの機種変更は新しいスマホだけで行い、古いスマホの証明書は失効する。',
    ),
    rules: ['L-70'],
    async run(life) {
      const old = await life.enrolled(android);
      const phone = await life.phone('android/biometric');
      await change(life, old, phone);
      await life.completed(phone);
      await life.phoneCertificates(phone, 'signature valid, authentication valid');
      life.is(
        t('valid phone certificates', '有効なスマホ用証明書'),
        await validOnes(life),
        'authentication, signature',
      );
      life.is(t('bound phone', '紐づくスマホ'), (await life.state()).persons[0]?.phone ?? 'none', phone);
    },
  }),
  lifeCase({
    id: 'device-change/old-phone-until-then',
    title: t('Until then the old phone can be used', '登録が終わるまでは古いスマホを使える'),
    requirement: inferred(
      'C-05',
      'The certificates of the old phone end when those of the new one are issued, not before.',
      '古いスマホの証明書が失効するのは、新しいスマホの証明書が発行されたときである。',
    ),
    rules: ['L-70'],
    async run(life) {
      const old = await life.enrolled(android);
      const phone = await life.phone('android/biometric');
      await change(life, old, phone);
      await life.next('backOffice.notified');
      await life.phoneServes(old, 'portal-login', 'yes');
      await life.need('portal.register', { phone });
      await life.next('portal.usable');
      await life.phoneCertificates(old, 'signature revoked, authentication revoked');
    },
  }),
  lifeCase({
    id: 'device-change/nothing-moves',
    title: t('New certificates, new secrets', '証明書も暗証番号も引き継がれない'),
    requirement: guide(
      'L-74',
      'Nothing moves from phone to phone: the new one is registered anew.',
      '機種変更をしても引き継がれず、新しいスマホで改めて登録する。',
    ),
    rules: ['L-74'],
    async run(life) {
      const old = await life.enrolled(android);
      const before = (await life.phoneState(old)).certificates.map(({ serial }) => serial);
      const phone = await life.phone('android/biometric');
      await life.need('portal.changeDevice', { phone, from: old });
      await life.enrol(phone, {
        from: 'portal.enterSignaturePassword',
        without: ['portal.chooseCertificates'],
        data: { 'portal.setAuthenticationPin': { value: '2468', again: '2468' } },
      });
      await life.completed(phone);
      const kept = (await life.phoneState(phone)).certificates.filter(({ serial }) =>
        before.includes(serial),
      );
      life.is(t('serial numbers kept', '引き継がれたシリアル番号'), String(kept.length), '0');
      const login = { phone, purpose: 'portal-login' };
      await life.fails('holder.usePhone', { ...login, value: phonePin }, 'mismatch', 'L-40');
      await life.take('holder.usePhone', { ...login, value: '2468' });
    },
  }),
  lifeCase({
    id: 'device-change/same-kinds',
    title: t('The new phone gets the kinds of the old one', '新しいスマホには同じ種類の証明書が発行される'),
    requirement: inferred(
      'C-22',
      'A change shows no choice: the new phone gets the kinds of certificates that the old one has.',
      '機種変更では証明書を選ばず、古いスマホと同じ種類が発行される。',
    ),
    rules: ['L-70', 'L-11'],
    async run(life) {
      const old = await life.phone(android);
      await life.enrol(old, {
        data: { 'portal.chooseCertificates': { kinds: 'authentication' } },
        without: ['portal.setSignaturePassword'],
      });
      await life.completed(old);
      const phone = await life.phone('android/biometric');
      await life.need('portal.changeDevice', { phone, from: old });
      await life.enrol(phone, {
        from: 'portal.enterSignaturePassword',
        without: ['portal.chooseCertificates', 'portal.setSignaturePassword'],
      });
      await life.completed(phone);
      await life.phoneCertificates(phone, 'authentication valid');
      await life.phoneCertificates(old, 'authentication revoked');
    },
  }),
  lifeCase({
    id: 'device-change/evening',
    title: t('A change waits for the hours of an application', '機種変更も申請の受付時間による'),
    requirement: inferred(
      'C-22',
      'A change that is applied for at eight in the evening is done from the next 08:00 on.',
      '午後8時の機種変更は次の午前8時以降に処理される。',
    ),
    rules: ['L-31'],
    async run(life) {
      const old = await life.enrolled(android);
      const phone = await life.phone('android/biometric');
      await life.need('portal.changeDevice', { phone, from: old });
      await life.enrol(phone, {
        from: 'portal.enterSignaturePassword',
        before: 'portal.apply',
        without: ['portal.chooseCertificates'],
      });
      await life.until('20:00');
      await life.need('portal.apply', { phone });
      await life.enrolmentIs(phone, 'submitted');
    },
  }),
  ...(
    [
      ['android-to-iphone', android, iphone, 'L-71', 'From Android to iPhone', 'AndroidからiPhone'],
      ['iphone-to-android', iphone, android, 'L-72', 'From iPhone to Android', 'iPhoneからAndroid'],
      ['iphone-to-iphone', iphone, iphone, 'L-73', 'From iPhone to iPhone', 'iPhoneからiPhone'],
    ] as const
  ).map(([name, from, to, rule, en, ja]) =>
    lifeCase({
      id: `device-change/${name}`,
      title: t(`${en} the old phone is ended first`, `${ja}へは古いスマホの手続きが先`),
      requirement: guide(
        rule,
        `${en} the use of the old phone is ended first, and then the new one is enrolled.`,
        `${ja}に替えるときは、先に古いスマホの利用を終えてから新しいスマホに搭載する。`,
      ),
      cause: rule,
      async run(life) {
        const old = await life.enrolled(from);
        const phone = await life.phone(to);
        await life.refused('portal.changeDevice', { phone, from: old });
        const end = from === android ? 'portal.revoke' : 'portal.delete';
        await life.need(end, { phone: old, with: 'phone', password: phonePassword });
        await life.take('portal.startEnrolment', { phone });
      },
    }),
  ),
  lifeCase({
    id: 'device-change/from-an-enrolled-phone',
    title: t('A change starts from a phone that is enrolled', '搭載していないスマホからの機種変更はできない'),
    requirement: guide(
      'L-70',
      'The old phone of a change is the one that carries the certificates.',
      '機種変更の元になるのは、証明書を搭載しているスマホである。',
    ),
    cause: 'L-70',
    async run(life) {
      const old = await life.phone(android);
      const phone = await life.phone('android/biometric');
      await life.refused('portal.changeDevice', { phone, from: old });
    },
  }),
  lifeCase({
    id: 'device-change/giving-up',
    title: t('Giving the change up leaves the old phone', '機種変更をやめると古いスマホが残る'),
    requirement: inferred(
      'L-70',
      'Whoever gives a change up keeps the old phone as it was.',
      '機種変更を途中でやめても、古いスマホはそのまま使える。',
    ),
    rules: ['L-70'],
    async run(life) {
      const old = await life.enrolled(android);
      const phone = await life.phone('android/biometric');
      await life.need('portal.changeDevice', { phone, from: old });
      await life.take('portal.cancelEnrolment', { phone });
      await life.phoneServes(old, 'portal-login', 'yes');
    },
  }),
];
