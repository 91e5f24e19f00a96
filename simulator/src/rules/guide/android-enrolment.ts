import { guideRulesOf, holderGuide } from './guide-rule.ts';

/** From the application on an Android phone to certificates that can be used. */
export const androidEnrolmentRules = guideRulesOf(holderGuide, {
  'L-10': [
    'An application on an Android phone starts from the menu of the app with the signature password of the card.',
    'Androidでは、アプリのメニューから申請を始め、カードの署名用パスワードを入力します。',
    '2-C ③④',
    'enrolment',
    'the choice of certificates comes without the signature password of the card',
    'typedSecretsSpend',
  ],
  'L-11': [
    'The holder chooses which certificates the phone gets and may untick one that is not wanted.',
    '搭載する電子証明書を選びます。不要なものはチェックを外せます。',
    '2-C ⑤',
    'enrolment',
    'a certificate that was unticked is issued all the same',
    'certificateChoiceMinimum',
  ],
  'L-12': [
    'The holder can go on with the application only after ticking the acknowledgement.',
    '確認事項に同意するチェックを入れると、申請に進めます。',
    '2-C ⑥',
    'enrolment',
    'the application goes on with the acknowledgement unticked',
  ],
  'L-13': [
    'The plastic card is held still at the mark of the phone until it has been read, and only then does the application go on.',
    'スマホの読み取り位置にマイナンバーカードを当てたまま動かさずに待ち、読み取りが終わると次に進めます。',
    '2-C ⑦-⑨',
    'enrolment',
    'the application goes on although no card was read',
  ],
  'L-14': [
    'If the signature certificate was chosen, a new password for it is set on the phone: 6 to 16 capital letters and digits with both in it, typed twice alike.',
    '署名用を選んだ場合は、スマホ用の署名用パスワード(英大文字と数字を組み合わせた6文字以上16文字以下)を新しく決め、確認のため同じものを2回入力します。',
    '2-D 1',
    'secret',
    'two entries that differ are taken for the new signature password of the phone',
    'newPasswordMixed',
  ],
  'L-15': [
    'If the user authentication certificate was chosen, a new four-digit PIN for it is set on the phone, typed twice alike.',
    '利用者証明用を選んだ場合は、スマホ用の数字4桁の暗証番号を新しく決め、確認のため同じものを2回入力します。',
    '2-D 2',
    'secret',
    'a PIN of five digits is set on the phone',
  ],
  'L-16': [
    'With the secrets set the application is made, and a push notice follows when the certificates are ready.',
    'パスワードと暗証番号を設定すると申請が完了し、準備ができるとプッシュ通知が届きます。',
    '2-D ③',
    'enrolment',
    'an application is made and no notice ever follows',
    'noticeDelayMs',
  ],
  'L-17': [
    'Only after the push notice can the holder register the certificates, and they can be used once that has finished.',
    'プッシュ通知が届いてから登録の操作を行い、登録が終わると利用できるようになります。',
    '2-E ①-③, 5-A Q1',
    'enrolment',
    'the phone registers its certificates before any notice was sent',
    'registerStepPlatforms',
  ],
});
