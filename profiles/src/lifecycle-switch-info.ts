import type { LifecycleSwitches } from './lifecycle-switches.ts';
import type { Bilingual } from './text.ts';

/** A switch with the open point it settles. */
export interface LifecycleSwitchInfo {
  readonly key: keyof LifecycleSwitches;
  /** `C-nn` or `E-nn` of the phones, `S-nn` of the status services (jpki-card reference, section 7); several switches may settle one point. */
  readonly id: `${'C' | 'E' | 'S'}-${number}`;
  readonly text: Bilingual;
}

type Line = readonly [id: LifecycleSwitchInfo['id'], en: string, ja: string];

const table: Readonly<Record<keyof LifecycleSwitches, Line>> = {
  accountPasswordMax: [
    'C-01',
    'Wrong account passwords that lock the account of a facility',
    '医療機関等のアカウントがロックされるまでのパスワードの誤り回数',
  ],
  iphonePasswordFolding: [
    'C-02',
    'Lower case in a new signature password of an iPhone',
    'iPhoneの新しい署名用パスワードに英小文字が入力されたときの扱い',
  ],
  typedPasswordFolding: [
    'C-02',
    "Lower case in a card's signature password typed into the app",
    'アプリに入力したカードの署名用パスワードに英小文字があるときの扱い',
  ],
  newPasswordMixed: [
    'C-03',
    'A new signature password needs a letter and a digit',
    '新しい署名用パスワードに英字と数字の両方を必要とするか',
  ],
  deviceChange: [
    'C-05',
    'A change from Android to Android: on the new phone alone, or removed from the old one first',
    'Android同士の機種変更を新しいスマホだけで行うか、先に古いスマホから削除するか',
  ],
  stopEffects: [
    'C-06',
    'What stopping the use of a phone does to certificates and data',
    'スマホの利用をやめたときの証明書の失効とデータの消去',
  ],
  beforeOpening: [
    'C-07',
    'When an application made between 00:00 and 08:00 is ready',
    '午前0時から午前8時までの申請がいつ処理されるか',
  ],
  atClosing: ['C-07', 'Whether 19:30:00 itself is inside the hours', '午後7時30分ちょうどを受付時間に含むか'],
  registerStepPlatforms: [
    'C-08',
    'Which phones register by hand after the notice',
    '通知のあとに登録の操作が必要な機種',
  ],
  certificateChoiceMinimum: [
    'C-11',
    'How many certificates must be chosen in an application',
    '申請で選ばなければならない電子証明書の数',
  ],
  revokeWithoutSignature: [
    'C-12',
    'How a phone without signature certificate is revoked',
    '署名用電子証明書のないスマホを失効させる方法',
  ],
  remoteDeletePlatforms: [
    'C-13',
    'Which phones can be deleted from another iPhone',
    '別のiPhoneから削除できるスマホの種類',
  ],
  phoneResume: [
    'C-14',
    'Resuming a found phone: issued anew, or the hold lifted',
    '見つかったスマホの利用再開を再発行とするか、一時停止の解除とするか',
  ],
  parentRevocation: [
    'C-15',
    "Whether a hold or revocation of the card's certificates befalls the phone's",
    'カードの電子証明書の一時停止や失効がスマホに及ぶか',
  ],
  noticeDelayMs: ['C-16', 'Milliseconds from an application to the notice', '申請から通知までの時間(ミリ秒)'],
  warmUpMs: [
    'C-16',
    "Milliseconds from the notice until an iPhone's card works",
    '通知からiPhoneで使えるようになるまでの時間(ミリ秒)',
  ],
  deviceLockNeeded: [
    'C-17',
    'Biometrics or screen lock that a phone must have set up',
    'スマホに設定が必要な生体認証または画面ロック',
  ],
  passwordCounterReset: [
    'C-18',
    'What sets the count of wrong account passwords back',
    'アカウントのパスワードの誤り回数が元に戻る条件',
  ],
  passcodeCounterShared: [
    'C-19',
    'Wrong passcodes and wrong account passwords are one count',
    'パスコードとパスワードの誤り回数を合わせて数えるか',
  ],
  typedSecretsSpend: [
    'C-20',
    "Whose tries a wrong secret of the card spends during the app's procedures",
    'アプリの手続きでカードの暗証番号を間違えたときに減る残り回数',
  ],
  deleteMethods: ['C-21', "How an iPhone's card is deleted", 'iPhoneのカードを削除する方法'],
  deviceChangeKinds: [
    'C-22',
    'Which certificates the new phone gets in a change',
    '機種変更で新しいスマホに発行される電子証明書の種類',
  ],
  deviceChangeHours: [
    'C-22',
    'Whether a change waits for the hours of an application',
    '機種変更に申請と同じ受付時間があるか',
  ],
  phoneCertificateEnd: [
    'C-23',
    "Which certificate of the card sets the end of the phone's",
    'スマホ用電子証明書の有効期限の基準となるカードの電子証明書',
  ],
  deregistrationMs: [
    'C-24',
    "Milliseconds that deregistering a facility's device takes",
    '医療機関等の端末の登録解除にかかる時間(ミリ秒)',
  ],
  revokeWhileHeld: [
    'C-25',
    'Revoking on the phone while its certificates are on hold',
    '一時停止中のスマホで行う失効の申込み',
  ],
  lostPhoneTouchesCard: [
    'C-26',
    'A lost phone puts the card on hold too',
    'スマホの紛失でカードも一時停止になるか',
  ],
  unknownSecretEnds: [
    'C-27',
    'Not knowing a secret of the card ends adding it to an iPhone',
    'カードの暗証番号が分からないとiPhoneへの追加が終了するか',
  ],
  pinModeCardUse: [
    'C-28',
    'What the facility app does with a card in PIN mode',
    '資格確認アプリが暗証番号モードでカードに対して行うこと',
  ],
  sightModeCardUse: [
    'C-28',
    'What the facility app does with a card in sight mode',
    '資格確認アプリが目視確認モードでカードに対して行うこと',
  ],
  outdatedOs: ['C-29', 'What an iPhone with too old an iOS meets', 'iOSが古いiPhoneで起きること'],
  kioskResets: [
    'E-02',
    "Which of the card's secrets a kiosk resets",
    'キオスク端末で初期化できるカードの暗証番号',
  ],
  kioskOpensMs: [
    'E-02',
    'When kiosks open, in milliseconds since midnight in Japan',
    'キオスク端末の利用開始時刻(日本時間0時からのミリ秒)',
  ],
  kioskClosesMs: [
    'E-02',
    'When kiosks close, in milliseconds since midnight in Japan',
    'キオスク端末の利用終了時刻(日本時間0時からのミリ秒)',
  ],
  kioskWindowMs: [
    'E-02',
    'Milliseconds that a reservation for the kiosk lasts',
    'キオスク端末の予約が有効な時間(ミリ秒)',
  ],
  phoneSecretInit: [
    'E-03',
    'Myna Portal initialises blocked secrets of a phone',
    'ロックされたスマホの暗証番号をマイナポータルで初期化できるか',
  ],
  factoryResetClearsSecureElement: [
    'E-04',
    'Whether a factory reset clears the secure element of a phone',
    '端末の初期化でスマホのICチップの中身が消えるか',
  ],
  secondPhoneSupersedes: [
    'E-06',
    'Enrolling a second phone revokes the first instead of being refused',
    '2台目のスマホへの搭載を断らずに1台目を失効させるか',
  ],
  basicChangeEndsPhoneSignature: [
    'E-07',
    "A change of the four items ends the phone's signature certificate too",
    '基本4情報の変更でスマホの署名用電子証明書も失効するか',
  ],
  revokeLostFromOtherPhone: [
    'E-10',
    'A lost phone can be revoked from another one',
    '紛失したスマホを別のスマホから失効させられるか',
  ],
  holdReason: [
    'E-12',
    'For which holds the reason certificateHold is given',
    '失効理由をcertificateHoldとする一時停止の範囲',
  ],
  crlPublicationMs: [
    'S-01',
    'When the revocation lists of a day are published',
    '失効リストを毎日公開する時刻',
  ],
  crlWindowMs: [
    'S-02',
    "How long yesterday's revocation list is still served after the publication",
    '公開後も前日の失効リストが配布される時間',
  ],
  ocspValidityMs: ['S-03', 'How long an OCSP answer counts', 'OCSP応答の有効期間'],
  ocspNonceMaximum: ['S-04', 'The longest nonce that OCSP responders take', 'OCSPで受け付けるノンスの最大長'],
};

/** Every switch with what it settles, for people. */
export const lifecycleSwitchInfo: readonly LifecycleSwitchInfo[] = (
  Object.entries(table) as [keyof LifecycleSwitches, Line][]
).map(([key, [id, en, ja]]) => ({ key, id, text: { en, ja } }));
