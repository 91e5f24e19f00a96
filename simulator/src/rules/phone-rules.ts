import { rulesOf } from './rule.ts';

/** What a phone does that is held to a reader like a card, as far as it differs from the plastic one. */
export const phoneRules = rulesOf('phone', {
  'token-label': [
    'EF 0006 of a phone names the token of its platform: JPKIAPGPSETOKEN on Android, JPKIAPIOSTOKEN on an iPhone',
    'スマホのEF 0006はプラットフォームのトークン名(AndroidはJPKIAPGPSETOKEN、iPhoneはJPKIAPIOSTOKEN)を示す',
    'phone-wallet reference, 1.3 and 2',
    'code',
    'it names the token of the plastic card',
  ],
  'authentication-certificate-guarded': [
    'A phone gives its user authentication certificate only after the PIN or biometrics',
    'スマホの利用者証明用電子証明書は、暗証番号の照合または生体認証の後にのみ読める',
    'phone-wallet reference, 2; jpki/myna, commit f68cefd',
    'code',
    'it is free, as on the plastic card',
  ],
  'other-applications-absent': [
    'A phone has the JPKI application and none of the other applications of the card',
    'スマホには公的個人認証のアプリケーションのみがあり、カードの他のアプリケーションはない',
    'phone-wallet reference, 2',
    'code',
    'it has the text application too',
  ],
  'own-certificates': [
    'A phone has keys and certificates of its own, under the same CA certificates as the card',
    'スマホには専用の鍵と証明書があり、CA証明書はカードと同じである',
    'phone-wallet reference, 1.3',
    'probe',
    'it has those of the plastic card',
  ],
  'own-secrets': [
    'PIN and password of a phone are its own, each with its own count of tries',
    'スマホの暗証番号とパスワードはスマホ専用であり、残り回数も別に数える',
    'phone-wallet reference, L-14, L-15, L-25 and L-26',
    'guide',
    'it compares with the secrets of the plastic card',
  ],
  'not-before-registration': [
    'The application is there once the phone is usable, not while an application is under way',
    '申請中のスマホにはアプリケーションがなく、利用可能になって初めて現れる',
    'phone-wallet reference, L-17, L-28 and L-29',
    'guide',
    'it answers with certificates that were issued and not registered yet',
  ],
  'revoked-offline-answers': [
    'A phone that is offline when its certificates are revoked is still read and signs',
    'オフラインの間に証明書が失効しても、スマホは読み取りと署名ができる',
    'phone-wallet reference, E-06: the old phone deletes its data when online',
    'inferred',
    'its data are gone at the revocation',
  ],
  'deleted-when-online': [
    'When a phone is online it deletes the keys of certificates that are revoked',
    'スマホはオンラインになると、失効した証明書の鍵を削除する',
    'phone-wallet reference, E-06',
    'inferred',
    'it keeps them',
  ],
  'biometrics-before-tap': [
    'Where biometrics come before the phone is held to the reader, user authentication is satisfied from the start',
    '生体認証を済ませてからかざす機種では、最初から利用者証明の照合が済んでいる',
    'phone-wallet reference, 0 and 1.3',
    'inferred',
    'the PIN is asked for all the same',
  ],
  'biometrics-never-sign': [
    'Biometrics never stand in for the signature password',
    '生体認証は署名用パスワードの代わりにならない',
    'phone-wallet reference, 1.3 and L-43',
    'guide',
    'the signature password is satisfied too',
  ],
  'locked-silent': [
    'A locked phone answers no reader until it is unlocked',
    'ロック中のスマホは、ロックを解除するまでリーダーに応答しない',
    'phone-wallet reference, 3.2: a locked phone gives nothing before it is unlocked',
    'inferred',
    'it answers while it is locked',
  ],
  'lock-set-up': [
    'Only a phone on which a screen lock or biometrics are set up can be locked',
    '画面ロックまたは生体認証を設定したスマホだけがロックできる',
    'phone-wallet reference, C-17',
    'inferred',
    'one without any is locked',
  ],
});
