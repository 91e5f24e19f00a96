import { guideRulesOf, holderGuide } from './guide-rule.ts';

/** How a holder ends the use of a phone. */
export const stoppingRules = guideRulesOf(holderGuide, {
  'L-60': [
    'On an Android phone the holder revokes from the menu of the app by ticking, reading the notes and entering the signature password of the phone, with whose certificate the request is signed.',
    'Androidでは、アプリのメニューから失効を選び、注意事項を確認してチェックを入れ、スマホの署名用パスワードを入力して失効させます。申込みにはスマホの署名用電子証明書で電子署名をします。',
    '2-F ①-⑧',
    'certificate',
    'the certificates are revoked after a wrong signature password of the phone',
    'revokeWhileHeld',
  ],
  'L-61': [
    'The same screen has a way for whoever does not know that password and a way with the plastic card at hand.',
    '同じ画面から、パスワードが分からない場合の手続きや、手元のマイナンバーカードを使う手続きも選べます。',
    '2-F ⑦',
    'certificate',
    'revoking with the plastic card is refused',
    'revokeWithoutSignature',
  ],
  'L-62': [
    'On an iPhone the holder deletes the card from the menu by one of several methods and the signature password, which ends its certificates as well.',
    'iPhoneでは、メニューから削除を選び、いくつかの方法の中から一つを選んで署名用パスワードを入力すると、カードが削除され、電子証明書も失効します。',
    '3-E ①-⑦',
    'walletDocument',
    'the card is gone from Wallet and its certificates stay good',
    'deleteMethods',
  ],
  'L-63': [
    'The card on another iPhone is deleted only from an iPhone that has none, with the plastic card read and its signature password.',
    '別のiPhoneに追加したカードは、カードを追加していないiPhoneからだけ削除できます。マイナンバーカードの読み取りと、カードの署名用パスワードが必要です。',
    '3-E intro, 3-F',
    'walletDocument',
    'an iPhone that has a card deletes the card on another one',
    'remoteDeletePlatforms',
  ],
});
