import { guideRulesOf, publicFacts } from './guide-rule.ts';

/** Public facts that refine the guides and hold by default; those that do not are switches only. */
export const refinementRules = guideRulesOf(publicFacts, {
  'E-01': [
    'The card takes five wrong signature passwords and three wrong entries of each PIN; the count lasts over days, and only a right entry or a reset restores it.',
    'カードの署名用パスワードは5回、4桁の暗証番号はそれぞれ3回続けて間違えるとロックされます。間違えた回数は日をまたいでも残り、正しく入力するか初期化するまで元に戻りません。',
    'jpki.go.jp FAQ and municipal pages',
    'secret',
    'the tries of the card are full again on the next morning',
  ],
  'E-02': [
    'A JPKI secret of the card can be reset at a kiosk between 06:30 and 23:00, within 24 hours of a reservation in an app by photograph, match of the face and the other JPKI secret.',
    'JPKIの暗証番号は、アプリで顔写真の撮影・照合ともう一方の暗証番号により予約したあと、24時間以内に、午前6時30分から午後11時までコンビニなどのキオスク端末で初期化できます。',
    'J-LIS and municipal pages',
    'secret',
    'the kiosk resets a secret 25 hours after the reservation',
    'kioskResets',
  ],
  'E-04': [
    'Resetting an Android phone to its factory state leaves the certificates in its secure element; erasing an iPhone deletes them.',
    'Androidは、端末を初期化してもICチップの中の電子証明書が残ります。iPhoneは、消去するとカードの情報も消えます。',
    'digital.go.jp, points to note; for the iPhone a blog only',
    'device',
    'an Android phone that was reset to its factory state has no certificates left',
    'factoryResetClearsSecureElement',
  ],
  'E-05': [
    'Whoever gives up a phone is bound by law to have its certificates revoked first.',
    'スマホを手放すときは、電子証明書の失効の手続きをすることが法律で義務付けられています。',
    'digital.go.jp',
    'device',
    'a phone with good certificates is given up without a word about them',
  ],
  'E-07': [
    'A change of name, address, date of birth or sex ends the signature certificates and leaves those for user authentication; a certificate lasts to the fifth birthday after its issue, at most as long as the card, and is renewed from three months before.',
    '氏名、住所、生年月日、性別が変わると署名用電子証明書は失効しますが、利用者証明用電子証明書はそのまま使えます。有効期間は発行後5回目の誕生日まで(カードの有効期限が先に来る場合はその日まで)で、3か月前から更新できます。',
    'jpki.go.jp and municipal pages',
    'certificate',
    'after a change of address the signature certificate is still good',
    'basicChangeEndsPhoneSignature',
  ],
  'E-08': [
    'A certificate of the phone takes over the end date from the card, so that renewing that of the card takes a new application of the phone.',
    'スマホ用電子証明書の有効期限はカードの電子証明書に合わせて決まるため、カードの電子証明書を更新したときは、スマホでも改めて申請が必要です。',
    'press and health portal',
    'certificate',
    'renewing the certificate of the card moves the end date of that of the phone',
  ],
  'E-09': [
    'Whoever is under 15 has no signature certificate and hence cannot enrol a phone.',
    '15歳未満の方には署名用電子証明書が発行されないため、スマホに搭載できません。',
    'support pages',
    'enrolment',
    'a child of eight gets a signature certificate and enrols a phone',
  ],
  'E-11': [
    'The iPhone is an XS or a later one.',
    'iPhoneは、XS以降の機種が対象です。',
    'public pages on requirements',
    'device',
    'an iPhone from before the XS starts an enrolment',
  ],
  'E-13': [
    'An iPhone cannot replace the plastic card everywhere: an application for a passport, for one, takes the card.',
    'iPhoneでは手続きできないものもあります。たとえば、パスポートの申請にはマイナンバーカードが必要です。',
    'press of 2026-01',
    'usable',
    'an application for a passport goes through with an iPhone',
  ],
});
