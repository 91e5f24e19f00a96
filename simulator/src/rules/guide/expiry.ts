import { guideRulesOf, holderGuide } from './guide-rule.ts';

/** How the end of the card is the end of the phone. */
export const expiryRules = guideRulesOf(holderGuide, {
  'L-50': [
    'The certificates of a phone end when the certificate of the card that they were applied for with ends.',
    'スマホ用電子証明書の有効期間は、申請に使ったマイナンバーカードの電子証明書の有効期間が終わるまでです。',
    '5-A Q4',
    'certificate',
    'a certificate of the phone is good on the day after that of the card has ended',
    'phoneCertificateEnd',
  ],
  'L-51': [
    'Once the card or its certificate has expired, it is renewed at the counter, and then the phone is enrolled again.',
    'カードまたはカードの電子証明書の有効期限が切れたときは、窓口で更新したうえで、スマホへの搭載をもう一度申請します。',
    '5-A Q4',
    'enrolment',
    'the phone can be used again as soon as the card is renewed',
  ],
});
