import { guideRulesOf, holderGuide } from './guide-rule.ts';

/** What a phone carries, and what it takes to get there. */
export const preconditionRules = guideRulesOf(holderGuide, {
  'L-01': [
    'A phone carries up to two functions: the electronic certificates on any platform, and the proof of attributes on an iPhone only.',
    'スマホに搭載できる機能は電子証明書と属性証明の2つで、属性証明を搭載できるのはiPhoneだけです。',
    '1-A ①②',
    'walletDocument',
    'an Android phone holds a proof of attributes once it is enrolled',
  ],
  'L-02': [
    'A phone is enrolled only with the plastic card at hand and a signature certificate registered on it.',
    'スマホへの搭載には、署名用電子証明書が登録されたマイナンバーカードが手元に必要です。',
    '2-A ①, 3-A ①',
    'enrolment',
    'an enrolment starts with a card whose signature certificate is revoked',
  ],
  'L-03': [
    'Applying on an Android phone also takes the signature password of the card.',
    'Androidで申請するときは、カードの署名用パスワードも必要です。',
    '2-A ②',
    'enrolment',
    'an Android application goes through with a wrong signature password of the card',
  ],
  'L-04': [
    'Adding the card to an iPhone takes both the signature password and the four-digit PIN of the text application.',
    'iPhoneに追加するときは、カードの署名用パスワードと、数字4桁の券面入力用暗証番号の両方が必要です。',
    '3-A ②',
    'enrolment',
    'an iPhone is enrolled with a wrong PIN of the text application',
  ],
  'L-05': [
    'The phone is an Android model on the list or an iPhone with iOS 18.5 or later, with the latest Myna Portal app, which Android shows only from version 6.0 with Chrome 69.',
    '対応機種のAndroidまたはiOS 18.5以降のiPhoneと、最新版のマイナポータルアプリが必要です。Androidでは、バージョン6.0以降でChromeが69以降の場合にだけアプリが表示されます。',
    '2-A ③④, 2-B, 3-A ③④',
    'device',
    'an iPhone with iOS 18.4 starts an enrolment',
    'outdatedOs',
  ],
  'L-06': [
    'At the municipal counter the holder sets a signature password of 6 to 16 half-width capital letters and digits with both in it, and three four-digit PINs, which may be equal.',
    '市区町村の窓口で、署名用パスワード(半角の英大文字と数字を組み合わせた6文字以上16文字以下)と、3種類の数字4桁の暗証番号を設定します。4桁の暗証番号は同じ番号でもかまいませんが、パスワードに英小文字は使えません。',
    '2-A table, 3-A table',
    'secret',
    'the counter sets a signature password with lower-case letters',
  ],
  'L-07': [
    'One person has one phone and one phone has one person, whatever the platforms.',
    '機種の組み合わせにかかわらず、お一人につき搭載できるスマホは1台、1台のスマホに搭載できるのはお一人分だけです。',
    '5-A Q2',
    'binding',
    'a second phone of the person is enrolled and the first stays bound',
    'secondPhoneSupersedes',
  ],
  'L-08': [
    'There are two kinds of certificates, each enrolled by itself: signature for signing documents, user authentication for logging in.',
    '電子証明書には、電子文書に署名するための署名用と、ログインするための利用者証明用の2種類があり、それぞれ別々に登録されます。',
    '2-C',
    'certificate',
    'a login is accepted with the signature certificate of the phone',
  ],
  'L-09': [
    'A phone stores neither medical data nor data of bank accounts.',
    'スマホの中に、医療情報や銀行口座などの情報は保存されません。',
    '1-C',
    'device',
    'the contents of an enrolled phone list medical records and bank accounts',
  ],
});
