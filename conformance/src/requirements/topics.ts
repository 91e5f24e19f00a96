import type { Bilingual } from '../text.ts';

/** A part of what is known of card, phones and clients that cases have to cover, whether one does or not. */
export interface Topic {
  readonly id: string;
  readonly text: Bilingual;
  /** Where it is laid down or reported. */
  readonly source: string;
  /** Beginnings of the ids of its cases; a case belongs to the first topic that has one. */
  readonly cases: readonly string[];
}

const topic = (id: string, source: string, en: string, ja: string, ...cases: readonly string[]): Topic => ({
  id,
  source,
  text: { en, ja },
  cases,
});

const references = [
  'jpki-authentication',
  'jpki-signature',
  'text-pin',
  'text-number-a',
  'text-number-b',
  'common-pin',
  'juki-pin',
  'visual-birth',
  'visual-number-a',
  'visual-number-b',
  'licence-pin',
];
const read = (...names: readonly string[]): string[] => names.map((name) => `card/read/${name}`);
const select = (...names: readonly string[]): string[] => names.map((name) => `card/select/${name}`);
const sign = (...names: readonly string[]): string[] => names.map((name) => `card/sign/${name}`);
const content = (...names: readonly string[]): string[] => names.map((name) => `card/content/${name}`);
const visual = (...names: readonly string[]): string[] => names.map((name) => `card/visual/${name}`);
const verify = (...names: readonly string[]): string[] => names.map((name) => `card/verify/${name}`);

/** What there is to require, in the order in which it is shown. */
export const topics: readonly Topic[] = [
  topic('card/power', 'jpki-card 5.1', 'Answer to Reset', 'リセット応答', 'card/reset/'),
  topic(
    'card/presence',
    'jpki-card 1.1; phone-wallet L-92',
    'Card taken away, put back, turned',
    'カードの取り外し・再設置・反転',
    'card/presence/',
  ),
  topic(
    'card/command',
    'ISO/IEC 7816-4:2020, 5',
    'Class, instruction, lengths, channels, chaining',
    'CLA・INS・長さ・チャネル・チェイニング',
    'card/command/',
  ),
  topic(
    'card/clients',
    'jpki-card 8',
    'Command sequences of the known clients',
    '既知のクライアントのコマンド列',
    'card/clients/',
  ),
  topic(
    'card/select-application',
    'jpki-card 1, 1.1',
    'SELECT by name in every form',
    'DF名によるSELECTの各形式',
    ...select(
      'jpki',
      'text',
      'common',
      'juki',
      'unknown-application',
      'opensc',
      'name',
      'control',
      'undefined',
      'next',
      'empty',
      'issuer',
      'failure',
    ),
  ),
  topic(
    'card/select-file',
    'jpki-card 1.1',
    'SELECT of files and of the master file',
    'ファイルとMFのSELECT',
    ...select('no-file', 'master', 'file-without', 'unknown-file'),
  ),
  topic(
    'card/security-status',
    'jpki-card 1.1, 3',
    'What clears the security status and what does not',
    '照合状態が消える条件と残る条件',
    ...select('clears', 'same', 'file-keeps'),
    ...verify('query-keeps', 'mismatch-clears', 'power-off', 'opens-own'),
    ...sign('after-reading', 'many'),
    'card/content/verify-value',
  ),
  topic(
    'card/read-length',
    'jpki-card 5.2',
    'READ BINARY at 1, 253 to 259, the end, Le=00, extended',
    'READ BINARYの長さ(1、253〜259、終端、Le=00、拡張)',
    ...read('length', 'extended', 'le-zero', 'pieces', 'beyond', 'last', 'offset', 'without'),
  ),
  topic(
    'card/read-file',
    'jpki-card 2, 5.2',
    'READ BINARY by short identifier and of files that are not read',
    '短縮EF識別子によるREAD BINARYと読めないファイル',
    ...read('short', 'unknown', 'key', 'record', 'internal'),
  ),
  topic(
    'card/records',
    'jpki-card 2.4',
    'Records of the common and juki applications',
    '共通・住基のレコード',
    'card/record/',
  ),
  topic(
    'card/jpki-files',
    'jpki-card 2.1',
    'Files of the JPKI application',
    '公的個人認証のファイル',
    ...content(
      'authentication-certificate-free',
      'signature-certificate-guarded',
      'certificate-length',
      'token',
      'certificates-present',
      'signature-certificate-absent',
    ),
  ),
  topic(
    'card/certificates',
    'jpki-card 6',
    'Certificate profiles and their issuers',
    '証明書プロファイルと発行者',
    ...content('authentication-certificate', 'signature-certificate'),
  ),
  topic(
    'card/text-files',
    'jpki-card 2.2',
    'Files and record signatures of the text application',
    '券面事項入力補助のファイルと署名',
    'card/content/',
  ),
  topic(
    'card/visual-signatures',
    'jpki-card 2.3, 2.7',
    'Record signatures and certificates of the visual application',
    '券面事項確認の署名と証明書',
    ...visual('age-record', 'number-image-sig', 'face-signature', 'records-one-key', 'certificate'),
  ),
  topic(
    'card/visual-pictures',
    'jpki-card 2.3',
    'Pictures of the visual application',
    '券面事項確認の画像',
    ...visual('number-picture', 'code', 'photo'),
  ),
  topic(
    'card/visual-files',
    'jpki-card 2.3',
    'Files, access and keys of the visual application',
    '券面事項確認のファイル・アクセス条件・鍵',
    'card/visual/',
  ),
  ...references.map((name) =>
    topic(
      `card/pin-${name}`,
      'jpki-card 3',
      `PIN rules of ${name.replace('-', '/')}`,
      `${name.replace('-', '/')}の照合規則`,
      `card/verify/${name}`,
    ),
  ),
  topic(
    'card/verify',
    'jpki-card 3; ISO/IEC 7816-4:2020, 11.6.6',
    'VERIFY of values and by forms',
    'VERIFYの値と形式',
    'card/verify/',
  ),
  topic('card/change', 'jpki-card 3', 'Changing a PIN', '暗証番号の変更', 'card/change/'),
  topic(
    'card/sign-scheme',
    'jpki-card 4.1',
    'Signature schemes, checked against the certificate read',
    '署名方式(読み取った証明書で検証)',
    ...sign('scheme', 'digest', 'own'),
  ),
  topic(
    'card/sign',
    'jpki-card 4.1, 4.2',
    'When a key signs and when not',
    '署名できる条件とできない条件',
    'card/sign/',
  ),
  topic('card/challenge', 'jpki-card 4.3', 'GET CHALLENGE', 'GET CHALLENGE', 'card/challenge/'),
  topic(
    'card/authenticate',
    'jpki-card 4.1, 4.3',
    'INTERNAL AUTHENTICATE',
    'INTERNAL AUTHENTICATE',
    'card/authenticate/',
  ),
  topic('card/data', 'jpki-card 2.5', 'GET DATA at the master file', 'MFのGET DATA', 'card/data/'),
  topic(
    'card/session-key',
    'jpki-card 4.4',
    'Session keys and terminal certificates',
    'セッション鍵と端末証明書',
    'card/session-key/',
  ),
  topic(
    'card/secure-messaging',
    'jpki-card 4.4',
    'Secure messaging',
    'セキュアメッセージング',
    'card/secure-messaging/',
  ),
  topic('card/licence', 'jpki-card 2.6', 'Driving-licence application', 'マイナ免許証', 'card/licence/'),
  topic(
    'card/open-points',
    'jpki-card 10',
    'Open points, as the profile of the card says',
    '未確定事項(カードのプロファイルのとおり)',
    'card/open-point/',
  ),
  topic(
    'card/desk',
    'jpki-card 3, 7; phone-wallet E-02, L-90',
    'Counter, kiosk, hold and revocation',
    '窓口・コンビニ端末・一時停止・失効',
    'card/desk/',
  ),
  topic(
    'life/enrolment',
    'phone-wallet',
    'Putting the functions on a phone',
    'スマートフォンへの搭載',
    'life/enrolment-',
  ),
  topic('life/hours', 'phone-wallet', 'Hours of service', '受付時間', 'life/batch-hours/'),
  topic('life/use', 'phone-wallet', 'What a phone is good for', 'スマートフォンでできること', 'life/usable/'),
  topic('life/expiry', 'phone-wallet', 'Expiry, renewal and moving', '有効期限・更新・転居', 'life/expiry/'),
  topic('life/stopping', 'phone-wallet', 'Giving the functions up', '利用をやめる', 'life/stopping/'),
  topic('life/device-change', 'phone-wallet', 'Change of device', '機種変更', 'life/device-change/'),
  topic('life/loss', 'phone-wallet', 'Loss of phone or card', '紛失', 'life/loss-'),
  topic(
    'life/secrets',
    'phone-wallet',
    'Secrets over life events',
    '暗証番号とライフイベント',
    'life/secrets/',
    'life/kiosk/',
  ),
  topic(
    'life/facility',
    'phone-wallet',
    'Facilities that check identity',
    '本人確認を行う施設',
    'life/facility-account/',
  ),
  topic(
    'life/card-stays-card',
    'design 5.3',
    'The card is the card',
    'カードはカードのまま',
    'life/card-stays-card/',
  ),
  topic(
    'client/contract',
    'client adapter',
    'The adapter contract',
    'アダプターの取り決め',
    'client/contract/',
  ),
  topic(
    'client/privacy',
    'lab 3, Developer 9',
    'PIN and data not left in logs',
    '暗証番号と個人情報をログに残さない',
    'client/privacy/',
  ),
  topic(
    'client/data',
    'jpki-card 2.1, 2.2',
    'Certificates and data as the card has them',
    'カードにあるとおりの証明書とデータ',
    'client/certificate/',
    'client/data/',
  ),
  topic('client/expiry', 'jpki-card 6.4, 7', 'Expired certificates', '証明書の期限切れ', 'client/expiry/'),
  topic('client/sign', 'jpki-card 4', 'Signatures', '署名', 'client/sign/'),
  topic('client/pin', 'jpki-card 3', 'PINs, tries and blocking', '暗証番号・残り回数・閉塞', 'client/pin/'),
  topic(
    'client/interruption',
    'jpki-card 1.1, 3',
    'Card removed, swapped, reset, answer lost, slow',
    'カードの取り外し・差し替え・リセット・応答喪失・遅延',
    'client/removal/',
    'client/reset/',
    'client/swap/',
    'client/lost/',
    'client/slow/',
  ),
];
