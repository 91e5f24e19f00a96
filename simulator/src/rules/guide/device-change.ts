import { guideRulesOf, holderGuide } from './guide-rule.ts';

/** From an old phone to a new one. */
export const deviceChangeRules = guideRulesOf(holderGuide, {
  'L-70': [
    'From Android to Android the change is made on the new phone alone: password, application, reading the card, consent, new secrets and registration.',
    'AndroidからAndroidへの機種変更は、新しいスマホだけで手続きします。パスワードの入力、申請、カードの読み取り、同意、新しいパスワードと暗証番号の設定、登録の順に進みます。',
    '4-A, 4-B ①-⑭',
    'binding',
    'the certificates of the old phone stay good after the new phone has its own',
    'deviceChange',
  ],
  'L-71': [
    'From Android to iPhone the certificates on the old phone are revoked first, and then the card is added to the new one.',
    'AndroidからiPhoneに替えるときは、古いスマホの電子証明書を失効させてから、新しいiPhoneにカードを追加します。',
    '4-A',
    'binding',
    'an iPhone is enrolled while the old Android phone is still bound',
  ],
  'L-72': [
    'From iPhone to Android the card on the old phone is deleted first, and then the new one applies.',
    'iPhoneからAndroidに替えるときは、古いiPhoneのカードを削除してから、新しいスマホで申請します。',
    '4-A',
    'binding',
    'an Android phone is enrolled while the card is still on the old iPhone',
  ],
  'L-73': [
    'From iPhone to iPhone the card on the old phone is deleted first, and then it is added to the new one.',
    'iPhoneからiPhoneに替えるときは、古いiPhoneのカードを削除してから、新しいiPhoneに追加します。',
    '4-A',
    'binding',
    'the card is added to a new iPhone while it is still on the old one',
  ],
  'L-74': [
    'Nothing moves from phone to phone: what the old one has is ended, and the new one is registered anew.',
    '機種変更をしても内容は引き継がれません。古いスマホでの利用を終え、新しいスマホで改めて登録します。',
    '4-A',
    'binding',
    'the new phone answers with the keys and the secrets of the old one',
    'deviceChange',
  ],
});
