import { rulesOf } from './rule.ts';

const ref = 'jpki-card reference, 2.6';

/** The driving licence on the card (マイナ免許証). */
export const licenceRules = rulesOf('licence', {
  'instance-only': [
    'The licence is selected by its instance; load file and module are answered 6A82',
    '運転免許APはインスタンスのAIDで選択し、ELFとモジュールのAIDには6A82を返す',
    ref,
    'probe',
    'the name of the load file selects it too',
  ],
  'setting-free': ['EF 001A is free', 'EF 001Aは照合なしで読める', ref, 'probe', 'it needs the PIN'],
  'setting-tells': [
    'EF 001A tells with C1 whether the holder has set a PIN',
    'EF 001AはC1で暗証番号の設定の有無を示す',
    ref,
    'code',
    'it says that none is set',
  ],
  'pin-at-0006': [
    'The PIN is reference 0006',
    '暗証番号の参照データは0006である',
    ref,
    'probe',
    'it is 0002',
  ],
  'pin-ten-tries': ['The PIN has ten tries', '暗証番号は10回まで試行できる', ref, 'probe', 'it has three'],
  'data-guarded': [
    'The licence data open with the PIN',
    '免許情報は暗証番号の照合後に読める',
    ref,
    'code',
    'they are free',
  ],
  'security-data-guarded': [
    'The security data open with the PIN',
    'セキュリティデータは暗証番号の照合後に読める',
    ref,
    'inferred',
    'they are free',
  ],
  'empty-objects-first': [
    'The licence data begin with the empty objects C2 and C3',
    '免許情報は空のC2とC3で始まる',
    ref,
    'code',
    'they begin with C4',
  ],
  'expiry-in-era': [
    'C5 is the expiry: era digit 5 and YYMMDD of that era',
    'C5の有効期限は元号の5と和暦YYMMDDである',
    ref,
    'code',
    'the year is Gregorian',
  ],
  'locked-warning': [
    'SELECT of the licence is answered 6283 once its PIN is blocked',
    '暗証番号の閉塞後は、運転免許APのSELECTに6283を返す',
    ref,
    'inferred',
    'it is answered 9000',
  ],
  'locked-selected': [
    'A licence answered 6283 is selected all the same',
    '6283で応答しても運転免許APは選択されている',
    ref,
    'inferred',
    'nothing is selected',
  ],
  'pin-fixed': [
    'The licence PIN cannot be changed with CHANGE commands: 6D00',
    '運転免許の暗証番号はCHANGE系コマンドでは変更できない(6D00)',
    ref,
    'inferred',
    'it takes a new value after it was verified',
  ],
});
