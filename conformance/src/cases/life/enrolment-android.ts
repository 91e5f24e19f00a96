import { t } from '../support/bilingual.ts';
import { phonePassword } from '../support/enrolment-steps.ts';
import { guide, inferred, lifeCase } from '../support/life.ts';

const android = 'android/supported';

/** New signature passwords that a phone does not take. @see phone-wallet reference, L-14, C-03 */
const badPasswords = [
  ['too-short', '5 characters', '5文字', 'PHON1'],
  ['too-long', '17 characters', '17文字', 'PHONE123456789012'],
  ['lower-case', 'lower-case letters', '英小文字', 'phone1'],
  ['letters-only', 'letters alone', '英字のみ', 'PHONES'],
  ['digits-only', 'digits alone', '数字のみ', '123456'],
] as const;

export const androidEnrolmentCases = [
  lifeCase({
    id: 'enrolment-android/notice-then-register',
    title: t(
      'An application leads to certificates that can be used',
      '申請から登録までで証明書が使えるようになる',
    ),
    requirement: guide(
      'L-16, L-17',
      'After the application a notice comes, and once the holder has registered both certificates are valid.',
      '申請の後に通知が届き、登録が終わると両方の証明書が有効になる。',
    ),
    rules: ['L-16', 'L-17'],
    async run(life) {
      const phone = await life.phone(android);
      await life.enrol(phone);
      await life.next('backOffice.notified');
      await life.enrolmentIs(phone, 'notified');
      await life.phoneCertificates(phone, 'signature pending, authentication pending');
      await life.take('portal.register', { phone });
      await life.next('portal.usable');
      await life.enrolmentIs(phone, 'done');
      await life.phoneCertificates(phone, 'signature valid, authentication valid');
      await life.phoneServes(phone, 'portal-login', 'yes');
    },
  }),
  lifeCase({
    id: 'enrolment-android/register-needs-notice',
    title: t('Nothing is registered before the notice', '通知の前には登録できない'),
    requirement: guide(
      'L-17',
      'The holder registers only after the push notice.',
      'プッシュ通知が届くまで登録の操作はできない。',
    ),
    cause: 'L-17',
    async run(life) {
      const phone = await life.phone(android);
      await life.enrol(phone);
      await life.refused('portal.register', { phone });
      await life.next('backOffice.notified');
      for (const [purpose, answer] of Object.entries((await life.phoneState(phone)).usable)) {
        life.context.check.that(t(purpose, purpose), answer !== 'yes', 'not yet', answer);
      }
    },
  }),
  lifeCase({
    id: 'enrolment-android/password-first',
    title: t('The certificates are chosen after the password', '証明書の選択はパスワードの後'),
    requirement: guide(
      'L-10',
      'The application starts with the signature password of the card.',
      '申請はカードの署名用パスワードの入力から始まる。',
    ),
    cause: 'L-10',
    async run(life) {
      const phone = await life.phone(android);
      await life.enrol(phone, { before: 'portal.enterSignaturePassword' });
      await life.refused('portal.chooseCertificates', { phone, kinds: 'signature,authentication' });
    },
  }),
  lifeCase({
    id: 'enrolment-android/unticked-not-issued',
    title: t('An unticked certificate is not issued', 'チェックを外した証明書は発行されない'),
    requirement: guide(
      'L-11',
      'The phone gets the certificates that were chosen and no other.',
      'スマホには選んだ証明書だけが発行される。',
    ),
    rules: ['L-11'],
    async run(life) {
      const kinds = { 'portal.chooseCertificates': { kinds: 'authentication' } };
      const phone = await life.phone(android);
      await life.enrol(phone, { data: kinds, without: ['portal.setSignaturePassword'] });
      await life.completed(phone);
      await life.phoneCertificates(phone, 'authentication valid');
    },
  }),
  lifeCase({
    id: 'enrolment-android/one-certificate-at-least',
    title: t('One certificate at least is chosen', '証明書を1つ以上選ぶ必要がある'),
    requirement: inferred(
      'C-11',
      'An application with neither certificate is refused.',
      'どちらの証明書も選ばない申請は受け付けない。',
    ),
    cause: 'L-11',
    async run(life) {
      const phone = await life.phone(android);
      await life.enrol(phone, { before: 'portal.chooseCertificates' });
      await life.refused('portal.chooseCertificates', { phone, kinds: '' });
    },
  }),
  lifeCase({
    id: 'enrolment-android/acknowledgement-needed',
    title: t('Nothing is read before the acknowledgement', '確認事項に同意するまで読み取りに進めない'),
    requirement: guide(
      'L-12',
      'The application goes on only after the acknowledgement was ticked.',
      '確認事項にチェックを入れないと先に進めない。',
    ),
    cause: 'L-12',
    async run(life) {
      const phone = await life.phone(android);
      await life.enrol(phone, { before: 'portal.acknowledge' });
      await life.refused('portal.readCard', { phone });
    },
  }),
  lifeCase({
    id: 'enrolment-android/card-read-needed',
    title: t(
      'No secret is set before the card was read',
      'カードを読み取るまで新しいパスワードは設定できない',
    ),
    requirement: guide(
      'L-13',
      'The application goes on only after the card was read.',
      'カードの読み取りが終わるまで先に進めない。',
    ),
    cause: 'L-13',
    async run(life) {
      const phone = await life.phone(android);
      await life.enrol(phone, { before: 'portal.readCard' });
      await life.refused('portal.setSignaturePassword', { phone, value: 'PHONE1', again: 'PHONE1' });
    },
  }),
  lifeCase({
    id: 'enrolment-android/lost-card-not-read',
    title: t('A card that was reported lost is not read', '紛失を届け出たカードは読み取れない'),
    requirement: guide(
      'L-02',
      'The plastic card has to be at hand.',
      'マイナンバーカードが手元に必要である。',
    ),
    cause: 'L-02',
    async run(life) {
      const phone = await life.phone(android);
      await life.enrol(phone, { before: 'portal.readCard' });
      await life.need('counter.reportLost');
      await life.refused('portal.readCard', { phone });
    },
  }),
  lifeCase({
    id: 'enrolment-android/card-held-still',
    title: t('A card that is moved is not read', '動かしたカードは読み取れない'),
    requirement: guide(
      'L-13',
      'The card is held still until it has been read.',
      '読み取りが終わるまでカードを当てたまま動かさない。',
    ),
    cause: 'L-13',
    async run(life) {
      const phone = await life.phone(android);
      await life.enrol(phone, { before: 'portal.readCard' });
      await life.refused('portal.readCard', { phone, held: 'moved' });
      await life.take('portal.readCard', { phone, held: 'still' });
    },
  }),
  lifeCase({
    id: 'enrolment-android/password-typed-twice',
    title: t('Two entries that differ set no password', '2回の入力が異なるとパスワードは設定されない'),
    requirement: guide(
      'L-14',
      'The new signature password is typed twice alike.',
      '新しい署名用パスワードは同じものを2回入力する。',
    ),
    cause: 'L-14',
    async run(life) {
      const phone = await life.phone(android);
      await life.enrol(phone, { before: 'portal.setSignaturePassword' });
      await life.refused('portal.setSignaturePassword', { phone, value: 'PHONE1', again: 'PHONE2' });
    },
  }),
  ...badPasswords.map(([name, en, ja, value]) =>
    lifeCase({
      id: `enrolment-android/password-${name}`,
      title: t(`No new password of ${en}`, `${ja}のパスワードは設定できない`),
      requirement: guide(
        'L-14',
        'The new signature password has 6 to 16 capital letters and digits, with both in it.',
        '新しい署名用パスワードは英大文字と数字を組み合わせた6文字以上16文字以下とする。',
      ),
      cause: 'L-14',
      async run(life) {
        const phone = await life.phone(android);
        await life.enrol(phone, { before: 'portal.setSignaturePassword' });
        await life.refused('portal.setSignaturePassword', { phone, value, again: value });
        await life.take('portal.setSignaturePassword', { phone, value: 'A1B2C3', again: 'A1B2C3' });
      },
    }),
  ),
  lifeCase({
    id: 'enrolment-android/pin-four-digits',
    title: t('The PIN of the phone has four digits', 'スマホの暗証番号は数字4桁'),
    requirement: guide(
      'L-15',
      'A PIN of five digits, or with a letter, is not set.',
      '5桁の番号や英字を含む番号は設定できない。',
    ),
    cause: 'L-15',
    async run(life) {
      const phone = await life.phone(android);
      await life.enrol(phone, { before: 'portal.setAuthenticationPin' });
      await life.refused('portal.setAuthenticationPin', { phone, value: '43210', again: '43210' });
      await life.refused('portal.setAuthenticationPin', { phone, value: '43A1', again: '43A1' });
    },
  }),
  lifeCase({
    id: 'enrolment-android/pin-typed-twice',
    title: t('Two entries that differ set no PIN', '2回の入力が異なると暗証番号は設定されない'),
    requirement: guide(
      'L-15',
      'The new PIN is typed twice alike.',
      '新しい暗証番号は同じものを2回入力する。',
    ),
    cause: 'L-15',
    async run(life) {
      const phone = await life.phone(android);
      await life.enrol(phone, { before: 'portal.setAuthenticationPin' });
      await life.refused('portal.setAuthenticationPin', { phone, value: '4321', again: '4322' });
    },
  }),
  lifeCase({
    id: 'enrolment-android/applies-with-secrets-set',
    title: t('The application is made with the secrets set', '暗証番号を設定してから申請が完了する'),
    requirement: guide(
      'L-16',
      'The application is complete only once password and PIN are set.',
      'パスワードと暗証番号を設定するまで申請は完了しない。',
    ),
    cause: 'L-15',
    async run(life) {
      const phone = await life.phone(android);
      await life.enrol(phone, { before: 'portal.setAuthenticationPin' });
      await life.refused('portal.apply', { phone });
    },
  }),
  lifeCase({
    id: 'enrolment-android/wrong-card-password',
    title: t(
      'A wrong signature password of the card ends at the card read',
      'カードの署名用パスワードが誤りなら読み取りで止まる',
    ),
    requirement: guide(
      'L-03',
      'An application takes the right signature password of the card.',
      '申請にはカードの正しい署名用パスワードが必要である。',
    ),
    cost: 'spends-tries',
    spends: { 'jpki/signature': 1 },
    cause: 'L-03',
    async run(life) {
      const phone = await life.phone(android);
      await life.enrol(phone, {
        before: 'portal.readCard',
        data: { 'portal.enterSignaturePassword': { value: life.wrong('jpki/signature') } },
      });
      await life.fails('portal.readCard', { phone }, 'mismatch');
      const { step } = await life.phoneState(phone);
      life.is(t('next step', '次の手順'), step ?? 'none', 'enterSignaturePassword');
    },
  }),
  lifeCase({
    id: 'enrolment-android/signature-certificate-needed',
    title: t(
      'No enrolment without signature certificate on the card',
      'カードに署名用証明書がなければ申請できない',
    ),
    requirement: guide(
      'L-02',
      'A phone is enrolled only with a signature certificate registered on the card.',
      'スマホへの搭載にはカードの署名用電子証明書が必要である。',
    ),
    cost: 'destroys',
    cause: 'L-02',
    async run(life) {
      await life.need('counter.revokeCertificate', { certificate: 'signature' });
      const phone = await life.phone(android);
      await life.refused('portal.startEnrolment', { phone });
    },
  }),
  lifeCase({
    id: 'enrolment-android/under-fifteen',
    title: t(
      'A child without signature certificate cannot enrol',
      '署名用証明書のない15歳未満は搭載できない',
    ),
    requirement: guide(
      'E-09',
      'Whoever is under 15 has no signature certificate and cannot enrol a phone.',
      '15歳未満には署名用電子証明書がなく、スマホに搭載できない。',
    ),
    appliesTo: '!signature-certificate',
    secrets: [],
    cause: 'E-09',
    async run(life) {
      const phone = await life.phone(android);
      await life.refused('portal.startEnrolment', { phone });
    },
  }),
  lifeCase({
    id: 'enrolment-android/model-on-the-list',
    title: t('A model that is not on the list is refused', '対応機種でないAndroidでは申請できない'),
    requirement: guide('L-05', 'The Android model is on the list.', '対応機種のAndroidが必要である。'),
    cause: 'L-05',
    async run(life) {
      const phone = await life.phone('android/unsupported');
      await life.refused('portal.startEnrolment', { phone });
    },
  }),
  lifeCase({
    id: 'enrolment-android/latest-app',
    title: t('The app is the latest one', '最新版のアプリが必要である'),
    requirement: guide(
      'L-05',
      'The latest Myna Portal app is installed.',
      '最新版のマイナポータルアプリが必要である。',
    ),
    cause: 'L-05',
    async run(life) {
      const phone = await life.phone(android);
      for (const app of ['outdated', 'removed']) {
        await life.need('holder.setApp', { phone, app });
        await life.refused('portal.startEnrolment', { phone });
      }
      await life.need('holder.setApp', { phone, app: 'latest' });
      await life.take('portal.startEnrolment', { phone });
    },
  }),
  lifeCase({
    id: 'enrolment-android/one-phone',
    title: t('A second phone of the person is refused', '2台目のスマホには搭載できない'),
    requirement: guide('L-07', 'One person has one phone.', '搭載できるスマホはお一人につき1台である。'),
    cause: 'L-07',
    async run(life) {
      await life.enrolled(android);
      const second = await life.phone('android/biometric');
      await life.refused('portal.startEnrolment', { phone: second });
    },
  }),
  lifeCase({
    id: 'enrolment-android/one-application',
    title: t('Nor is one while the first is being enrolled', '1台目の申請中にも2台目は申請できない'),
    requirement: guide('L-07', 'One person has one phone.', '搭載できるスマホはお一人につき1台である。'),
    cause: 'L-07',
    async run(life) {
      await life.enrol(await life.phone(android));
      const second = await life.phone('iphone/xs-ios-18-5');
      await life.refused('portal.startEnrolment', { phone: second });
    },
  }),
  lifeCase({
    id: 'enrolment-android/no-attribute-proof',
    title: t('An Android phone holds no proof of attributes', 'Androidに属性証明は搭載されない'),
    requirement: guide(
      'L-01',
      'The proof of attributes is on an iPhone only.',
      '属性証明を搭載できるのはiPhoneだけである。',
    ),
    cause: 'L-01',
    async run(life) {
      const phone = await life.enrolled(android);
      await life.phoneServes(phone, 'age-proof', 'L-01');
      life.is(t('Wallet', 'ウォレット'), (await life.phoneState(phone)).wallet, 'absent');
    },
  }),
  lifeCase({
    id: 'enrolment-android/signature-alone',
    title: t('With the signature certificate alone nobody logs in', '署名用だけではログインできない'),
    requirement: guide(
      'L-08',
      'Signature is for signing documents, user authentication for logging in; each is enrolled by itself.',
      '署名用は電子文書の署名、利用者証明用はログインに使い、別々に登録される。',
    ),
    cause: 'L-08',
    async run(life) {
      const phone = await life.phone(android);
      await life.enrol(phone, {
        data: { 'portal.chooseCertificates': { kinds: 'signature' } },
        without: ['portal.setAuthenticationPin'],
      });
      await life.completed(phone);
      await life.phoneServes(phone, 'document-signature', 'yes');
      await life.phoneServes(phone, 'portal-login', 'L-08');
      await life.refused('holder.usePhone', { phone, purpose: 'portal-login', value: phonePassword });
    },
  }),
  lifeCase({
    id: 'enrolment-android/password-not-known',
    title: t(
      'Whoever does not know the password is sent to the counter',
      'パスワードが分からなければ窓口へ案内する',
    ),
    requirement: inferred(
      'C-27',
      '"I do not know the PIN" ends the enrolment and says where it is reset.',
      '「暗証番号がわからない」を選ぶと申請は終わり、再設定の方法が示される。',
    ),
    cause: 'L-90',
    rules: ['L-10'],
    async run(life) {
      const phone = await life.phone(android);
      await life.refused('portal.unknownSecret', { phone }, 'L-10');
      await life.enrol(phone, { before: 'portal.enterSignaturePassword' });
      await life.fails('portal.unknownSecret', { phone }, 'ended');
      await life.enrolmentIs(phone, 'failed');
    },
  }),
  lifeCase({
    id: 'enrolment-android/offline',
    title: t('An application is not made offline', 'オフラインでは申請できない'),
    requirement: inferred(
      'L-05',
      'A phone that is offline cannot apply; once online it goes on where it was.',
      'オフラインのスマホは申請できず、オンラインに戻ると続きから進められる。',
    ),
    cause: 'L-05',
    async run(life) {
      const phone = await life.phone(android);
      await life.enrol(phone, { before: 'portal.apply' });
      await life.need('holder.disconnectPhone', { phone });
      await life.refused('portal.apply', { phone });
      await life.need('holder.connectPhone', { phone });
      await life.take('portal.apply', { phone });
    },
  }),
];
