import { guideRulesOf, holderGuide } from './guide-rule.ts';

/** What an enrolled phone is good for. */
export const useRules = guideRulesOf(holderGuide, {
  'L-40': [
    'A phone serves to log in to Myna Portal and apply there, for private online services, for certificates at convenience stores and for health insurance, and on an iPhone to prove identity or age and to fill in name and date of birth.',
    'スマホは、マイナポータルへのログインや申請、民間のオンラインサービス、コンビニでの証明書の取得、健康保険証としての利用に使えます。iPhoneでは、本人確認や年齢確認、氏名や生年月日の入力にも使えます。',
    '1-B, 5-A Q3',
    'usable',
    'a convenience store turns away a phone whose certificate is good',
  ],
  'L-41': [
    'From September 2025 a phone serves as health insurance card at those facilities that take part.',
    '健康保険証としての利用は、2025年9月から、対応している医療機関や薬局で順次できるようになります。',
    '1-B ④, 5-A Q5',
    'usable',
    'a facility that does not take part accepts a phone for health insurance',
  ],
  'L-42': [
    'A phone never serves as driving licence: that takes the plastic card.',
    'スマホを運転免許証として使うことはできません。運転免許証と一体化したカードは、カードそのものが必要です。',
    '5-A Q6',
    'usable',
    'a phone is accepted as driving licence',
  ],
  'L-43': [
    'Some models take biometrics in place of the user authentication PIN, but never in place of the signature password.',
    '機種によっては、利用者証明用の暗証番号の代わりに指紋や顔などの生体認証を使えます。署名用パスワードの代わりにはなりません。',
    '1-A, 1-C ③',
    'usable',
    'a document is signed by biometrics alone',
    'deviceLockNeeded',
  ],
});
