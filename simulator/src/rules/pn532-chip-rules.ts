import { rulesOf } from './rule.ts';

const um = 'PN532 user manual UM0701-02';
const ref = 'nfc-readers reference, 4';

/** What the commands of the chip itself do. */
export const pn532ChipRules = rulesOf('pn532', {
  'diagnose-echo': [
    'The communication test of Diagnose gives its data back, all of them',
    'Diagnoseの通信テストはデータをそのまま返す',
    `${um}, 7.2.1`,
    'code',
    'the last byte is missing',
  ],
  'diagnose-memory': [
    'The tests of ROM and RAM come out as 00',
    'ROMとRAMの診断結果は00である',
    `${um}, 7.2.1`,
    'code',
    'they come out as FF',
  ],
  'diagnose-presence': [
    'The presence test of Diagnose says whether the activated card still answers',
    'Diagnoseの存在検査は、活性化したカードが応答するかどうかを返す',
    `${um}, 7.2.1`,
    'standard',
    'it always says that the card is there',
  ],
  'supports-type-b': [
    'GetFirmwareVersion tells that the chip supports type B',
    'GetFirmwareVersionはType Bへの対応を示す',
    `${um}, 7.2.2`,
    'code',
    'the bit is clear',
  ],
  'status-tells-targets': [
    'GetGeneralStatus tells the targets',
    'GetGeneralStatusはターゲットを示す',
    `${um}, 7.2.3`,
    'standard',
    'it tells none',
  ],
  'status-tells-field': [
    'GetGeneralStatus tells whether there is a field from outside',
    'GetGeneralStatusは外部磁界の有無を示す',
    `${um}, 7.2.3`,
    'inferred',
    'it tells one where there is none',
  ],
  'status-tells-error': [
    'GetGeneralStatus tells the last error of an exchange',
    'GetGeneralStatusは直近の交換のエラーを示す',
    `${um}, 7.2.3`,
    'standard',
    'it tells 00',
  ],
  'register-keeps': [
    'A register reads as what was written to it',
    'レジスタは書き込んだ値を読み出せる',
    `${um}, 7.2.5`,
    'code',
    'it reads 00',
  ],
  'registers-several': [
    'ReadRegister answers one byte for every address',
    'ReadRegisterはアドレスごとに1バイトを返す',
    `${um}, 7.2.4`,
    'code',
    'it answers the first alone',
  ],
  'gpio-keeps': [
    'WriteGPIO sets what bit 7 validates, and that alone',
    'WriteGPIOは、ビット7で有効とされたポートだけを設定する',
    `${um}, 7.2.7`,
    'standard',
    'it sets a port without the bit too',
  ],
  'sam-mode-known': [
    'SAMConfiguration takes modes 1 to 4',
    'SAMConfigurationのモードは1~4である',
    `${um}, 7.2.10`,
    'standard',
    'it takes any mode',
  ],
  'rf-configuration-known': [
    'RFConfiguration takes the items there are, each with its length',
    'RFConfigurationは定義された項目を、それぞれの長さで受け付ける',
    `${um}, 7.3.1`,
    'standard',
    'it takes anything',
  ],
  'field-off-powers-card-down': [
    'The field off takes the power from the card',
    '磁界を切るとカードの電源が切れる',
    `${um}, 7.3.1`,
    'standard',
    'the field stays on',
  ],
  'power-down-ends-field': [
    'PowerDown takes the field away',
    'PowerDownで磁界は切れる',
    `${um}, 7.2.11`,
    'standard',
    'the field stays on',
  ],
  'no-peer-in-dep': [
    'The commands of NFC-DEP come out as time-out where no peer is',
    '相手のないNFC-DEPのコマンドはタイムアウトになる',
    ref,
    'inferred',
    'they come out as done',
  ],
});
