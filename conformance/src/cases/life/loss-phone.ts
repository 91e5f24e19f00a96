import { t } from '../support/bilingual.ts';
import { phonePassword } from '../support/enrolment-steps.ts';
import { guide, inferred, lifeCase } from '../support/life.ts';

const android = 'android/supported';
const iphone = 'iphone/xs-ios-18-5';
const revoked = 'signature revoked, authentication revoked';
const held = 'signature held, authentication held';

export const phoneLossCases = [
  lifeCase({
    id: 'loss-phone/held-at-midnight',
    title: t('A call at midnight stops a lost phone at once', '真夜中の電話でもスマホはすぐ一時停止になる'),
    requirement: guide(
      'L-80',
      'A lost phone is stopped by a call at any hour of any day.',
      '紛失したスマホの一時停止は24時間365日受け付ける。',
    ),
    rules: ['L-80'],
    async run(life) {
      const phone = await life.enrolled(android);
      await life.until('00:00');
      await life.need('holder.losePhone', { phone });
      await life.take('callCentre.holdPhone', { phone });
      await life.phoneCertificates(phone, held);
      await life.need('holder.findPhone', { phone });
      const answer = (await life.phoneState(phone)).usable['portal-login'] ?? 'unknown';
      life.context.check.that(t('portal-login', 'portal-login'), answer !== 'yes', 'no', answer);
    },
  }),
  lifeCase({
    id: 'loss-phone/held-once',
    title: t('Nothing is left to hold on a phone on hold', '一時停止中のスマホを重ねて停止することはない'),
    requirement: inferred(
      'L-80',
      'A second call finds nothing to stop.',
      '2回目の電話では停止するものがない。',
    ),
    cause: 'L-80',
    async run(life) {
      const phone = await life.enrolled(android);
      await life.need('callCentre.holdPhone', { phone });
      await life.refused('callCentre.holdPhone', { phone });
    },
  }),
  lifeCase({
    id: 'loss-phone/wallet-suspended',
    title: t('With the call the card in Wallet is suspended', '電話でウォレットのカードも停止する'),
    requirement: guide(
      'L-80',
      'What the phone carries is stopped for the time being, the proof of attributes too.',
      'スマホに搭載した機能は、属性証明も含めて一時停止になる。',
    ),
    rules: ['L-80', 'L-28'],
    async run(life) {
      const phone = await life.enrolled(iphone);
      await life.until('00:00');
      await life.take('callCentre.holdPhone', { phone });
      life.is(t('Wallet', 'ウォレット'), (await life.phoneState(phone)).wallet, 'suspended');
      const answer = (await life.phoneState(phone)).usable['age-proof'] ?? 'unknown';
      life.context.check.that(t('age-proof', 'age-proof'), answer !== 'yes', 'no', answer);
    },
  }),
  lifeCase({
    id: 'loss-phone/card-untouched',
    title: t('A lost phone leaves the card', 'スマホの紛失はカードに影響しない'),
    requirement: inferred(
      'C-26',
      'The call about a phone does not touch the certificates of the card.',
      'スマホについての電話で、カードの証明書は停止しない。',
    ),
    rules: ['L-80'],
    async run(life) {
      const phone = await life.enrolled(android);
      await life.until('00:00');
      await life.take('callCentre.holdPhone', { phone });
      await life.phoneCertificates(phone, held);
      await life.cardCertificates('signature valid, authentication valid');
    },
  }),
  lifeCase({
    id: 'loss-phone/resume-issues-anew',
    title: t('Resuming issues new certificates', '再開すると新しい証明書が発行される'),
    requirement: guide(
      'L-83',
      'When use is resumed the held certificates end as revoked and new ones are issued.',
      '再開すると停止中の証明書は失効し、新しい証明書が発行される。',
    ),
    rules: ['L-83'],
    async run(life) {
      const phone = await life.enrolled(android);
      const old = (await life.phoneState(phone)).certificates.map(({ serial }) => serial);
      await life.need('callCentre.holdPhone', { phone });
      await life.take('portal.resume', { phone });
      await life.phoneCertificates(phone, revoked);
      await life.enrol(phone, { from: 'portal.setSignaturePassword' });
      await life.completed(phone);
      await life.phoneCertificates(phone, 'signature valid, authentication valid');
      const { certificates } = await life.state();
      for (const serial of old) {
        const state = certificates.find((certificate) => certificate.serial === serial)?.state ?? 'unknown';
        life.is(t('old certificate', '以前の証明書'), state, 'revoked');
      }
    },
  }),
  lifeCase({
    id: 'loss-phone/resume-in-the-evening',
    title: t('Resumed in the evening, the phone waits for the morning', '夜に再開すると翌朝を待つ'),
    requirement: inferred(
      'C-14',
      'What is issued anew keeps the hours of an application.',
      '再開による発行も申請の受付時間による。',
    ),
    rules: ['L-31', 'L-83'],
    async run(life) {
      const phone = await life.enrolled(android);
      await life.until('20:00');
      await life.need('callCentre.holdPhone', { phone });
      await life.need('portal.resume', { phone });
      await life.phoneCertificates(phone, revoked);
      await life.enrol(phone, { from: 'portal.setSignaturePassword' });
      await life.enrolmentIs(phone, 'submitted');
      await life.until('08:00');
      await life.completed(phone);
      await life.phoneServes(phone, 'portal-login', 'yes');
    },
  }),
  lifeCase({
    id: 'loss-phone/resume-on-an-iphone',
    title: t('An iPhone is resumed into Wallet', 'iPhoneの再開ではウォレットに追加し直す'),
    requirement: guide(
      'L-83',
      'The holder finishes as after a first application: on an iPhone by Wallet, notice and waiting.',
      '再開後は初めて申請したときと同じように、iPhoneではウォレットへの追加と通知を待つ。',
    ),
    rules: ['L-83'],
    async run(life) {
      const phone = await life.enrolled(iphone);
      await life.need('callCentre.holdPhone', { phone });
      await life.take('portal.resume', { phone });
      await life.phoneCertificates(phone, revoked);
      await life.enrol(phone, { from: 'portal.setAuthenticationPin' });
      await life.completed(phone);
      await life.phoneServes(phone, 'age-proof', 'yes');
    },
  }),
  lifeCase({
    id: 'loss-phone/resume-what-is-held',
    title: t('Only a phone on hold is resumed', '一時停止していないスマホは再開できない'),
    requirement: guide(
      'L-83',
      'Resuming is for a phone that was stopped and found.',
      '再開は一時停止したスマホについて行う。',
    ),
    cause: 'L-83',
    async run(life) {
      const phone = await life.enrolled(android);
      await life.refused('portal.resume', { phone });
    },
  }),
  lifeCase({
    id: 'loss-phone/lost-phone-applies-nothing',
    title: t('Nobody resumes on a phone that is still lost', '紛失中のスマホでは再開できない'),
    requirement: inferred(
      'L-83',
      'Use is resumed in the app on the phone, which has to be found first.',
      '再開はスマホのアプリで行うため、先に見つかっている必要がある。',
    ),
    cause: 'L-05',
    async run(life) {
      const phone = await life.enrolled(android);
      await life.need('holder.losePhone', { phone });
      await life.need('callCentre.holdPhone', { phone });
      await life.refused('portal.resume', { phone });
      await life.need('holder.findPhone', { phone });
      await life.take('portal.resume', { phone });
    },
  }),
  lifeCase({
    id: 'loss-phone/counter-lifts-no-phone',
    title: t('The counter does not bring a phone back', '窓口でスマホの一時停止は解除されない'),
    requirement: guide(
      'L-83',
      'The hold of a phone is never lifted; nothing but resuming in the app brings new certificates.',
      'スマホの一時停止は解除されず、アプリでの再開により新しい証明書が発行される。',
    ),
    rules: ['L-83', 'L-82'],
    async run(life) {
      const phone = await life.enrolled(android);
      await life.need('callCentre.holdPhone', { phone });
      await life.need('callCentre.holdCard');
      await life.need('counter.liftHold');
      await life.phoneCertificates(phone, held);
      await life.need('portal.resume', { phone });
      await life.phoneCertificates(phone, revoked);
    },
  }),
  lifeCase({
    id: 'loss-phone/factory-reset-android',
    title: t(
      'A factory reset leaves the certificates of an Android phone',
      'Androidは初期化しても証明書が残る',
    ),
    requirement: guide(
      'E-04',
      'Resetting an Android phone to its factory state leaves the certificates in its secure element.',
      'Androidは端末を初期化してもICチップの中の証明書が残る。',
    ),
    rules: ['E-04'],
    async run(life) {
      const phone = await life.enrolled(android);
      await life.need('holder.erasePhone', { phone });
      await life.phoneCertificates(phone, 'signature valid, authentication valid');
    },
  }),
  lifeCase({
    id: 'loss-phone/erased-iphone',
    title: t('Erasing an iPhone deletes its card', 'iPhoneを消去するとカードの情報も消える'),
    requirement: guide(
      'E-04',
      'Erasing an iPhone deletes the certificates on it.',
      'iPhoneは消去すると証明書も消える。',
    ),
    rules: ['E-04'],
    async run(life) {
      const phone = await life.enrolled(iphone);
      await life.need('holder.erasePhone', { phone });
      await life.phoneCertificates(phone, 'none');
      life.is(t('Wallet', 'ウォレット'), (await life.phoneState(phone)).wallet, 'removed');
    },
  }),
  lifeCase({
    id: 'loss-phone/given-up',
    title: t('A phone is given up after its certificates', 'スマホを手放す前に失効の手続きをする'),
    requirement: guide(
      'E-05',
      'Whoever gives up a phone has its certificates revoked first.',
      'スマホを手放すときは、先に電子証明書の失効の手続きをする。',
    ),
    cause: 'E-05',
    async run(life) {
      const first = await life.enrolled(android);
      await life.need('portal.revoke', { phone: first, with: 'phone', password: phonePassword });
      await life.take('holder.giveUpPhone', { phone: first });
      const second = await life.enrolled('android/biometric');
      await life.fails('holder.giveUpPhone', { phone: second }, 'warned');
    },
  }),
];
