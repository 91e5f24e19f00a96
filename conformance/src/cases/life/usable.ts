import { t } from '../support/bilingual.ts';
import { phonePassword, phonePin } from '../support/enrolment-steps.ts';
import { guide, inferred, lifeCase } from '../support/life.ts';
import { facility } from './facility-account.ts';

const android = 'android/supported';
const iphone = 'iphone/xs-ios-18-5';
const everyday = [
  ['portal-login', phonePin],
  ['portal-application', phonePassword],
  ['online-service', phonePin],
  ['convenience-store', phonePin],
] as const;

export const usableCases = [
  ...([android, iphone] as const).map((profile) =>
    lifeCase({
      id: `usable/everyday-${profile.split('/')[0]}`,
      title: t(
        `${profile === android ? 'An Android phone' : 'An iPhone'} serves for portal, services and convenience store`,
        `${profile === android ? 'Android' : 'iPhone'}でポータル、オンラインサービス、コンビニ交付を利用できる`,
      ),
      requirement: guide(
        'L-40',
        'A phone serves to log in and apply, for online services and for certificates at convenience stores.',
        'スマホはログインや申請、オンラインサービス、コンビニでの証明書の取得に使える。',
      ),
      rules: ['L-40'],
      async run(life) {
        const phone = await life.enrolled(profile);
        for (const [purpose, value] of everyday) {
          await life.phoneServes(phone, purpose, 'yes');
          await life.take('holder.usePhone', { phone, purpose, value });
        }
      },
    }),
  ),
  lifeCase({
    id: 'usable/health-insurance-start',
    title: t('Health insurance begins in September 2025', '健康保険証としての利用は2025年9月から'),
    requirement: guide(
      'L-41',
      'A phone serves as health insurance card from September 2025.',
      'スマホを健康保険証として使えるのは2025年9月からである。',
    ),
    appliesTo: 'signature-certificate & before-health-insurance',
    cause: 'L-41',
    async run(life) {
      const phone = await life.enrolled(android);
      await life.phoneServes(phone, 'health-insurance', 'L-41');
      await life.setClock(Date.parse('2025-09-01T00:00:00+09:00'));
      await life.phoneServes(phone, 'health-insurance', 'yes');
    },
  }),
  lifeCase({
    id: 'usable/facility-takes-no-phones',
    title: t('A facility that takes no phones refuses one', '対応していない施設ではスマホを使えない'),
    requirement: guide(
      'L-41',
      'A phone serves as health insurance card at those facilities that take part.',
      '健康保険証としての利用は、対応している医療機関や薬局に限られる。',
    ),
    cause: 'L-41',
    async run(life) {
      const phone = await life.enrolled(iphone);
      await facility(life, { platform: 'windows', phones: 'no' });
      await life.refused('facilityApp.checkCard', { phone });
      await facility(life, { platform: 'windows', phones: 'yes' });
      await life.take('facilityApp.checkCard', { phone });
    },
  }),
  lifeCase({
    id: 'usable/no-driving-licence',
    title: t('A phone is no driving licence', 'スマホは運転免許証にならない'),
    requirement: guide(
      'L-42',
      'A phone never serves as driving licence.',
      'スマホは運転免許証として使えない。',
    ),
    cause: 'L-42',
    async run(life) {
      const phone = await life.enrolled(iphone);
      await life.phoneServes(phone, 'driving-licence', 'L-42');
      await life.cardServes('driving-licence', 'yes');
    },
  }),
  lifeCase({
    id: 'usable/no-passport-application',
    title: t('A passport is applied for with the card', 'パスポートの申請にはカードが必要'),
    requirement: guide(
      'E-13',
      'A phone cannot replace the card everywhere: an application for a passport takes the card.',
      'パスポートの申請などはスマホではできず、カードが必要である。',
    ),
    cause: 'E-13',
    async run(life) {
      const phone = await life.enrolled(iphone);
      await life.phoneServes(phone, 'passport-application', 'E-13');
      await life.cardServes('passport-application', 'yes');
    },
  }),
  lifeCase({
    id: 'usable/biometrics-sign-nothing',
    title: t('Biometrics sign no document', '生体認証では電子文書に署名できない'),
    requirement: guide(
      'L-43',
      'Biometrics take the place of the user authentication PIN, never of the signature password.',
      '生体認証は利用者証明用の暗証番号の代わりになるが、署名用パスワードの代わりにはならない。',
    ),
    cause: 'L-43',
    async run(life) {
      const phone = await life.enrolled('android/biometric');
      await life.refused('holder.usePhone', { phone, purpose: 'document-signature' });
      await life.take('holder.usePhone', { phone, purpose: 'portal-login' });
      await life.take('holder.usePhone', { phone, purpose: 'document-signature', value: phonePassword });
    },
  }),
  lifeCase({
    id: 'usable/pin-without-biometrics',
    title: t('Without biometrics the PIN is asked for', '生体認証のない機種では暗証番号が必要である'),
    requirement: guide(
      'L-43',
      'Only some models take biometrics in place of the user authentication PIN.',
      '生体認証を暗証番号の代わりに使えるのは一部の機種だけである。',
    ),
    cause: 'L-43',
    async run(life) {
      const phone = await life.enrolled(android);
      await life.refused('holder.usePhone', { phone, purpose: 'portal-login' });
      await life.take('holder.usePhone', { phone, purpose: 'portal-login', value: phonePin });
    },
  }),
  lifeCase({
    id: 'usable/no-medical-data',
    title: t('A phone tells of no medical or bank data', 'スマホに医療や銀行の情報は保存されない'),
    requirement: guide(
      'L-09',
      'A phone stores neither medical data nor data of bank accounts.',
      'スマホの中に医療情報や銀行口座の情報は保存されない。',
    ),
    rules: ['L-09'],
    async run(life) {
      const phone = await life.enrolled(iphone);
      const told = JSON.stringify(await life.phoneState(phone)).match(/medical|bank/i)?.[0] ?? 'none';
      life.is(t('medical or bank data', '医療・銀行の情報'), told, 'none');
    },
  }),
  lifeCase({
    id: 'usable/offline-phone-serves',
    title: t('An offline phone still serves', 'オフラインのスマホも利用できる'),
    requirement: inferred(
      'L-40',
      'Whether a phone can be used does not depend on its own network.',
      'スマホが通信できるかどうかは利用に関係しない。',
    ),
    rules: ['L-40'],
    async run(life) {
      const phone = await life.enrolled(android);
      await life.need('holder.disconnectPhone', { phone });
      await life.take('holder.usePhone', { phone, purpose: 'convenience-store', value: phonePin });
    },
  }),
];
