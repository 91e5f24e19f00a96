import { t } from '../support/bilingual.ts';
import { phonePin } from '../support/enrolment-steps.ts';
import { guide, inferred, lifeCase } from '../support/life.ts';

const iphone = 'iphone/xs-ios-18-5';
const minute = 60_000;

export const iphoneEnrolmentCases = [
  lifeCase({
    id: 'enrolment-iphone/usable-without-register',
    title: t(
      'An iPhone becomes usable without a tap on register',
      'iPhoneは登録の操作なしで使えるようになる',
    ),
    requirement: guide(
      'L-28',
      'A notice comes and the card can be used; there is nothing to register by hand.',
      '通知が届けば利用でき、登録の操作は必要ない。',
    ),
    rules: ['L-28'],
    async run(life) {
      const phone = await life.phone(iphone);
      await life.enrol(phone);
      await life.next('backOffice.notified');
      await life.refused('portal.register', { phone }, 'L-28');
      await life.next('portal.usable');
      await life.enrolmentIs(phone, 'done');
      life.is(t('Wallet', 'ウォレット'), (await life.phoneState(phone)).wallet, 'usable');
      await life.phoneCertificates(phone, 'signature valid, authentication valid');
      await life.phoneServes(phone, 'age-proof', 'yes');
    },
  }),
  lifeCase({
    id: 'enrolment-iphone/pending-in-wallet',
    title: t('In Wallet the card is pending at first', 'ウォレットに追加した直後は手続き中である'),
    requirement: guide(
      'L-27',
      'The holder adds the card to Wallet; from then on it is pending and cannot be used yet.',
      'ウォレットに追加すると手続き中となり、まだ利用できない。',
    ),
    rules: ['L-27'],
    async run(life) {
      const phone = await life.phone(iphone);
      await life.enrol(phone);
      const { wallet, usable } = await life.phoneState(phone);
      life.is(t('Wallet', 'ウォレット'), wallet, 'provisioned');
      for (const purpose of ['age-proof', 'portal-login', 'document-signature']) {
        const answer = usable[purpose] ?? 'unknown';
        life.context.check.that(t(purpose, purpose), answer !== 'yes', 'not yet', answer);
      }
    },
  }),
  lifeCase({
    id: 'enrolment-iphone/five-minutes-after-notice',
    title: t('The card works some minutes after the notice', '通知から使えるまで5分ほどかかる'),
    requirement: guide(
      'L-29',
      'After the notice it takes about five minutes until the card really works.',
      '通知が届いてから実際に使えるまで5分ほどかかる。',
    ),
    rules: ['L-29'],
    async run(life) {
      const phone = await life.phone(iphone);
      await life.enrol(phone);
      await life.next('backOffice.notified');
      await life.enrolmentIs(phone, 'warmingUp');
      await life.advance(5 * minute - 1000);
      await life.enrolmentIs(phone, 'warmingUp');
      await life.advance(1000);
      await life.enrolmentIs(phone, 'done');
    },
  }),
  lifeCase({
    id: 'enrolment-iphone/terms-first',
    title: t('No face is captured before the terms are accepted', '利用規約に同意するまで撮影に進めない'),
    requirement: guide(
      'L-20',
      'Adding the card starts with accepting the terms.',
      '追加は利用規約への同意から始まる。',
    ),
    cause: 'L-20',
    async run(life) {
      const phone = await life.phone(iphone);
      await life.enrol(phone, { before: 'portal.acceptTerms' });
      await life.refused('portal.captureFace', { phone, camera: 'allowed' });
    },
  }),
  lifeCase({
    id: 'enrolment-iphone/camera-allowed',
    title: t('The face is captured with the camera allowed', '撮影にはカメラの許可が必要である'),
    requirement: guide(
      'L-21',
      'The app must be allowed to use the camera.',
      'アプリにカメラの使用を許可しておく必要がある。',
    ),
    cause: 'L-21',
    async run(life) {
      const phone = await life.phone(iphone);
      await life.enrol(phone, { before: 'portal.captureFace' });
      await life.refused('portal.captureFace', { phone, camera: 'denied' });
      await life.take('portal.captureFace', { phone, camera: 'allowed' });
    },
  }),
  lifeCase({
    id: 'enrolment-iphone/face-first',
    title: t('The PIN comes after the face', '暗証番号の入力は撮影の後'),
    requirement: guide(
      'L-21',
      "The holder's face is captured before any secret of the card is asked for.",
      'カードの暗証番号を入力する前に顔を撮影する。',
    ),
    cause: 'L-21',
    async run(life) {
      const phone = await life.phone(iphone);
      await life.enrol(phone, { before: 'portal.captureFace' });
      await life.refused('portal.enterTextPin', { phone, value: life.secret('text/pin') });
    },
  }),
  lifeCase({
    id: 'enrolment-iphone/text-pin-needed',
    title: t('The text PIN is entered', '券面入力用暗証番号を入力する'),
    requirement: guide(
      'L-22',
      'The PIN of the text application is entered, so that number and photograph can be read.',
      'マイナンバーと顔写真を読み取るために券面入力用暗証番号を入力する。',
    ),
    cause: 'L-22',
    async run(life) {
      const phone = await life.phone(iphone);
      await life.enrol(phone, { before: 'portal.enterTextPin' });
      await life.refused('portal.enterSignaturePassword', { phone, value: life.secret('jpki/signature') });
    },
  }),
  lifeCase({
    id: 'enrolment-iphone/signature-password-needed',
    title: t('The signature password of the card is entered', 'カードの署名用パスワードを入力する'),
    requirement: guide(
      'L-23',
      'The request to add the card is signed with the signature password of the card.',
      '追加の申込みにはカードの署名用パスワードによる電子署名が必要である。',
    ),
    cause: 'L-23',
    async run(life) {
      const phone = await life.phone(iphone);
      await life.enrol(phone, { before: 'portal.enterSignaturePassword' });
      await life.refused('portal.readCard', { phone });
    },
  }),
  lifeCase({
    id: 'enrolment-iphone/card-read-needed',
    title: t('No PIN is set before the card was read', 'カードを読み取るまで暗証番号は設定できない'),
    requirement: guide(
      'L-24',
      'The card is read before any secret of the phone is set.',
      'カードを読み取ってからiPhone用の暗証番号の設定に進む。',
    ),
    cause: 'L-24',
    async run(life) {
      const phone = await life.phone(iphone);
      await life.enrol(phone, { before: 'portal.readCard' });
      await life.refused('portal.setAuthenticationPin', { phone, value: phonePin, again: phonePin });
    },
  }),
  ...(
    [
      [
        'pin-typed-twice',
        'Two entries that differ set no PIN',
        '2回の入力が異なると暗証番号は設定されない',
        '4322',
      ],
      ['pin-four-digits', 'No PIN of five digits', '5桁の暗証番号は設定できない', undefined],
    ] as const
  ).map(([name, en, ja, again]) =>
    lifeCase({
      id: `enrolment-iphone/${name}`,
      title: t(en, ja),
      requirement: guide(
        'L-25',
        'The new PIN for user authentication has four digits and is typed twice alike.',
        '利用者証明用の新しい暗証番号は数字4桁で、同じ番号を2回入力する。',
      ),
      cause: 'L-25',
      async run(life) {
        const phone = await life.phone(iphone);
        await life.enrol(phone, { before: 'portal.setAuthenticationPin' });
        const value = again === undefined ? '43210' : phonePin;
        await life.refused('portal.setAuthenticationPin', { phone, value, again: again ?? value });
      },
    }),
  ),
  lifeCase({
    id: 'enrolment-iphone/password-may-equal-card',
    title: t('The password may be that of the card', '署名用パスワードはカードと同じでもよい'),
    requirement: guide(
      'L-26',
      'The new signature password of the iPhone has 6 to 16 letters and digits and may equal that of the card.',
      'iPhoneの署名用パスワードは英数字6文字以上16文字以下で、カードと同じものでもよい。',
    ),
    cause: 'L-26',
    async run(life) {
      const phone = await life.phone(iphone);
      await life.enrol(phone, { before: 'portal.setSignaturePassword' });
      await life.refused('portal.setSignaturePassword', { phone, value: 'PHON1', again: 'PHON1' });
      const value = life.secret('jpki/signature');
      await life.take('portal.setSignaturePassword', { phone, value, again: value });
    },
  }),
  lifeCase({
    id: 'enrolment-iphone/password-typed-twice',
    title: t('Two entries that differ set no password', '2回の入力が異なるとパスワードは設定されない'),
    requirement: guide(
      'L-26',
      'The new signature password is typed twice alike.',
      '新しい署名用パスワードは同じものを2回入力する。',
    ),
    cause: 'L-26',
    async run(life) {
      const phone = await life.phone(iphone);
      await life.enrol(phone, { before: 'portal.setSignaturePassword' });
      await life.refused('portal.setSignaturePassword', { phone, value: 'PHONE1', again: 'PHONE2' });
    },
  }),
  lifeCase({
    id: 'enrolment-iphone/wrong-text-pin',
    title: t('A wrong text PIN ends at the card read', '券面入力用暗証番号が誤りなら読み取りで止まる'),
    requirement: guide(
      'L-04',
      'Adding the card takes the right PIN of the text application.',
      '追加には正しい券面入力用暗証番号が必要である。',
    ),
    cost: 'spends-tries',
    spends: { 'text/pin': 1 },
    cause: 'L-04',
    async run(life) {
      const phone = await life.phone(iphone);
      const data = { 'portal.enterTextPin': { value: life.wrong('text/pin') } };
      await life.enrol(phone, { before: 'portal.readCard', data });
      await life.fails('portal.readCard', { phone }, 'mismatch');
      await life.triesAre('text/pin', life.context.facts.tries['text/pin'] - 1);
    },
  }),
  lifeCase({
    id: 'enrolment-iphone/wrong-card-password',
    title: t('So does a wrong signature password', '署名用パスワードが誤りでも読み取りで止まる'),
    requirement: guide(
      'L-23',
      'The request to add the card takes the right signature password of the card.',
      '追加にはカードの正しい署名用パスワードが必要である。',
    ),
    cost: 'spends-tries',
    spends: { 'jpki/signature': 1 },
    cause: 'L-23',
    async run(life) {
      const phone = await life.phone(iphone);
      const data = { 'portal.enterSignaturePassword': { value: life.wrong('jpki/signature') } };
      await life.enrol(phone, { before: 'portal.readCard', data });
      await life.fails('portal.readCard', { phone }, 'mismatch');
      await life.triesAre('jpki/signature', life.context.facts.tries['jpki/signature'] - 1);
    },
  }),
  lifeCase({
    id: 'enrolment-iphone/ios-18-5',
    title: t('An iPhone with an iOS before 18.5 is refused', 'iOS 18.5より前のiPhoneでは追加できない'),
    requirement: guide('L-05', 'The iPhone has iOS 18.5 or later.', 'iOS 18.5以降のiPhoneが必要である。'),
    cause: 'L-05',
    async run(life) {
      const phone = await life.phone('iphone/outdated-ios');
      await life.refused('portal.startEnrolment', { phone });
    },
  }),
  lifeCase({
    id: 'enrolment-iphone/biometrics-set-up',
    title: t('An iPhone has biometrics set up', '生体認証を設定していないiPhoneでは追加できない'),
    requirement: inferred(
      'C-17',
      'Biometrics are set up on the iPhone before the card is added.',
      '追加の前にiPhoneで生体認証を設定しておく必要がある。',
    ),
    cause: 'L-05',
    async run(life) {
      const phone = await life.phone(iphone);
      await life.need('holder.setLock', { phone, lock: 'screenLock' });
      await life.refused('portal.startEnrolment', { phone });
      await life.need('holder.setLock', { phone, lock: 'biometrics' });
      await life.take('portal.startEnrolment', { phone });
    },
  }),
  lifeCase({
    id: 'enrolment-iphone/xs-or-later',
    title: t('An iPhone from before the XS is refused', 'XSより前のiPhoneでは追加できない'),
    requirement: guide('E-11', 'The iPhone is an XS or a later one.', 'iPhoneはXS以降が対象である。'),
    cause: 'E-11',
    async run(life) {
      const phone = await life.phone('iphone/before-xs');
      await life.refused('portal.startEnrolment', { phone });
    },
  }),
];
