import { X509Certificate } from 'node:crypto';
import { textBytes } from '../../bytes/hex.ts';
import { ConformanceError } from '../../error.ts';
import { t } from '../support/bilingual.ts';
import { guide, inferred } from '../support/life.ts';
import { authentication, type PhoneLife, phoneLifeCase, signature } from '../support/phone-case.ts';
import { verifyCommand } from '../support/verify-command.ts';

const phone = '1';

/** How a reader says that what lies on it answers nothing: it has no Answer to Reset, or sees nothing at all. */
const silences: readonly string[] = [
  'subject/mute',
  'pcsc/mute-card',
  'pcsc/no-card',
  'pcsc/card-removed',
  'pcsc/unpowered-card',
];

/** Whether what lies on the reader gives no Answer to Reset. */
async function isMute({ context }: PhoneLife): Promise<boolean> {
  try {
    return (await context.card.reset()).length === 0;
  } catch (error) {
    if (error instanceof ConformanceError && silences.includes(error.code)) return true;
    throw error;
  }
}

export const phoneLifeCases = [
  phoneLifeCase({
    id: 'own/certificates',
    title: t('A phone holds the certificates that were issued to it', 'スマホにはスマホ用の証明書がある'),
    requirement: guide(
      'L-16',
      'What is read from the phone is the certificate in the books for it, not that of the plastic card.',
      'スマホから読める証明書は、スマホ用に発行されたものであり、カードのものではない。',
    ),
    secrets: [authentication],
    rules: ['phone/own-certificates'],
    async run(life) {
      const { card, check } = life.context;
      await card.verify(authentication);
      const read = new X509Certificate(await card.readFile(0x000a));
      const { certificates } = await life.phoneState(phone);
      const serial = certificates.find(({ kind }) => kind === 'authentication')?.serial ?? 'none';
      const observed = read.serialNumber.toLowerCase().padStart(8, '0');
      check.that(t('serial number', 'シリアル番号'), observed === serial, serial, observed);
    },
  }),
  phoneLifeCase({
    id: 'own/tries',
    title: t('A mistake on the phone costs the card nothing', 'スマホでの誤りはカードの残り回数を減らさない'),
    requirement: guide(
      'L-15',
      'PIN and tries of the phone are its own: its PIN verifies, a wrong one spends a try of the phone and none of the card.',
      'スマホの暗証番号と残り回数はスマホ専用である。誤りはスマホの残り回数だけを減らす。',
    ),
    cost: 'spends-tries',
    spends: { [authentication]: 1 },
    rules: ['phone/own-secrets'],
    async run(life) {
      const { card, check, facts, value, wrong } = life.context;
      await card.tries(authentication);
      await card.expect(verifyCommand(value(authentication)), '9000');
      await card.expect(verifyCommand(wrong(authentication)), `63 c${facts.tries[authentication] - 1}`);
      const left = (await life.cardState()).secrets[authentication]?.triesLeft ?? 0;
      check.that(t('tries of the card', 'カードの残り回数'), left === 3, '3', String(left));
      const own = (await life.phoneState(phone)).secrets.authentication?.triesLeft ?? 0;
      const expected = facts.tries[authentication] - 1;
      check.that(t('tries told', '状態の残り回数'), own === expected, String(expected), String(own));
    },
  }),
  phoneLifeCase({
    id: 'life/absent-before-usable',
    title: t(
      'The application is absent until the phone is usable',
      '利用可能になるまでアプリケーションはない',
    ),
    requirement: guide(
      'L-17',
      'While an application is under way, notified and not yet usable, SELECT of JPKI is answered 6A82; then 9000.',
      '申請中、通知後でも利用可能になるまではJPKIのSELECTに6A82を返し、その後は9000を返す。',
    ),
    cost: 'destroys',
    cause: 'select/unknown-application',
    rules: ['phone/not-before-registration'],
    async run(life) {
      await life.ended();
      await life.hasNoApplication();
      await life.enrol(phone);
      await life.hasNoApplication();
      await life.next('backOffice.notified');
      await life.hasNoApplication();
      const { enrolment } = await life.phoneState(phone);
      if (enrolment === 'notified') await life.need('portal.register', { phone });
      await life.next('portal.usable');
      await life.context.card.reset();
      await life.context.card.expect('00 a4 04 0c 0a d392f000260100000001', '9000');
    },
  }),
  phoneLifeCase({
    id: 'life/revoked-offline-signs',
    title: t('A revoked phone that is offline still signs', '失効してもオフラインのスマホは署名できる'),
    requirement: inferred(
      '0 and E-06',
      'Revocation is in the books: a phone that has not been online since is read and signs; only the status services tell.',
      '失効は発行者の記録にあり、その後オンラインになっていないスマホは読み取りも署名もできる。',
    ),
    cost: 'destroys',
    secrets: [authentication, signature],
    rules: ['phone/revoked-offline-answers'],
    async run(life) {
      await life.revokedOffline();
      await life.signs(authentication);
      await life.signs(signature);
    },
  }),
  phoneLifeCase({
    id: 'life/gone-when-online',
    title: t(
      'A revoked phone that comes online answers no more',
      '失効後オンラインになるとアプリケーションは消える',
    ),
    requirement: inferred(
      'E-06',
      'Once online the phone deletes what was revoked: SELECT of JPKI is answered 6A82.',
      'オンラインになったスマホは失効した証明書を削除し、JPKIのSELECTに6A82を返す。',
    ),
    cost: 'destroys',
    secrets: [authentication],
    cause: 'select/unknown-application',
    rules: ['phone/deleted-when-online'],
    async run(life) {
      await life.revokedOffline();
      await life.signs(authentication);
      await life.take('phone.online', { phone });
      await life.hasNoApplication();
    },
  }),
  phoneLifeCase({
    id: 'life/held-phone-signs',
    title: t('A phone on hold still signs', '一時停止中のスマホでも署名できる'),
    requirement: inferred(
      '6.5',
      'The phone knows nothing of holds, as the card does not: its PINs verify and its keys sign.',
      'スマホはカードと同じく一時停止を知らず、照合も署名もできる。',
    ),
    cost: 'destroys',
    secrets: [authentication, signature],
    rules: ['desk/hold-hides-from-card'],
    async run(life) {
      await life.need('callCentre.holdPhone', { phone });
      await life.phoneCertificates(phone, 'signature held, authentication held');
      await life.signs(authentication);
      await life.signs(signature);
    },
  }),
  phoneLifeCase({
    id: 'life/factory-reset-keeps',
    title: t('An Android phone answers after a factory reset', 'Androidは初期化してもアプリケーションが残る'),
    requirement: guide(
      'E-04',
      'The secure element of an Android phone outlasts a factory reset: PIN and key work as before.',
      'AndroidのICチップの中身は初期化しても残り、暗証番号と鍵は元のまま使える。',
    ),
    appliesTo: 'secure-element-survives-reset',
    cost: 'destroys',
    secrets: [authentication],
    rules: ['E-04'],
    async run(life) {
      await life.need('holder.erasePhone', { phone });
      await life.signs(authentication);
    },
  }),
  phoneLifeCase({
    id: 'life/factory-reset-erases',
    title: t('An erased iPhone has no application', '消去したiPhoneにアプリケーションはない'),
    requirement: inferred(
      'E-04',
      'Erasing an iPhone deletes the card with it: SELECT of JPKI is answered 6A82.',
      'iPhoneを消去するとカードの情報も消え、JPKIのSELECTに6A82を返す。',
    ),
    appliesTo: '!secure-element-survives-reset',
    cost: 'destroys',
    secrets: [authentication],
    cause: 'select/unknown-application',
    rules: ['E-04'],
    async run(life) {
      await life.signs(authentication);
      await life.need('holder.erasePhone', { phone });
      await life.hasNoApplication();
    },
  }),
  phoneLifeCase({
    id: 'life/locked-mute',
    title: t('A locked phone is mute until it is unlocked', 'ロック中のスマホは解除するまで応答しない'),
    requirement: inferred(
      '3.2',
      'A locked phone gives no Answer to Reset; unlocked it answers as before, with nothing verified.',
      'ロック中のスマホはATRを返さない。解除すると、照合していない状態で応答する。',
    ),
    appliesTo: '!pre-verified',
    secrets: [authentication],
    cause: 'read/access-condition',
    rules: ['phone/locked-silent'],
    async run(life) {
      const { card, check } = life.context;
      await life.signs(authentication);
      await life.need('holder.lockPhone', { phone });
      const mute = await isMute(life);
      check.that(t('locked', 'ロック中'), mute, 'mute', mute ? 'mute' : 'an Answer to Reset');
      await life.need('holder.unlockPhone', { phone });
      const answers = !(await isMute(life));
      check.that(
        t('unlocked', '解除後'),
        answers,
        'an Answer to Reset',
        answers ? 'an Answer to Reset' : 'mute',
      );
      await card.select('jpki');
      await card.selectFile(0x000a);
      await card.refused('00 b0 00 00 04', '6982');
    },
  }),
  phoneLifeCase({
    id: 'life/lock-needs-set-up',
    title: t('A phone without screen lock is not locked', '画面ロックのないスマホはロックできない'),
    requirement: inferred(
      'C-17',
      'Locking takes a screen lock or biometrics; a phone without either stays open.',
      'ロックには画面ロックまたは生体認証の設定が必要である。',
    ),
    cause: 'phone/lock-set-up',
    async run(life) {
      await life.need('holder.setLock', { phone, lock: 'none' });
      await life.refused('holder.lockPhone', { phone });
      const mute = await isMute(life);
      life.context.check.that(
        t('still open', '応答'),
        !mute,
        'an Answer to Reset',
        mute ? 'mute' : 'an Answer to Reset',
      );
    },
  }),
  phoneLifeCase({
    id: 'life/changed-pin',
    title: t(
      'A PIN changed over the reader is that of the phone',
      'リーダー経由で変えた暗証番号が有効になる',
    ),
    requirement: inferred(
      '2',
      'CHANGE REFERENCE DATA after VERIFY sets the PIN of the phone: the new one verifies from then on, also where the phone asks for it.',
      '照合後のCHANGE REFERENCE DATAでスマホの暗証番号が変わり、以後はスマホ上でも新しい値が有効になる。',
    ),
    appliesTo: '!pre-verified',
    cost: 'destroys',
    secrets: [authentication],
    rules: ['change/takes-new-value'],
    async run(life) {
      const { card } = life.context;
      const pin = textBytes('8642');
      await card.verify(authentication);
      await card.expect(Uint8Array.from([0x00, 0x24, 0x01, 0x80, pin.length, ...pin]), '9000');
      await card.reset();
      await card.tries(authentication);
      await card.expect(verifyCommand(pin), '9000');
      await life.take('holder.usePhone', { phone, purpose: 'portal-login', value: '8642' });
    },
  }),
];
