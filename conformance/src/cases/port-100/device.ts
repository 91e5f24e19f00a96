import { hex } from '../../bytes/hex.ts';
import { t } from '../support/bilingual.ts';
import { code } from './chip-bench.ts';
import { chipCases } from './chip-case.ts';

/** What the chip tells of itself, and how it is set up. */
export const deviceCases = chipCases('device', {
  'firmware-version': {
    title: ['The firmware version has its minor part first', 'ファームウェア版はマイナーが先'],
    text: [
      'Two bytes; the major part of every version seen is 01.',
      '2バイトで、既知の版のメジャーはすべて01。',
    ],
    basis: 'probe',
    rules: ['version-order'],
    run: async (bench) => void (await bench.expect(code.getFirmwareVersion, '', '.. 01')),
  },
  'firmware-part': {
    title: ['An unknown part of the firmware is refused', '未知のファームウェア部分は拒否される'],
    text: ['Part 60 is told, part 00 is answered with status 01.', '部分60には応答し、00には状態01を返す。'],
    basis: 'inferred',
    rules: ['version-part'],
    async run(bench) {
      await bench.expect(code.getFirmwareVersion, '60', '.. ..');
      await bench.expect(code.getFirmwareVersion, '00', '01');
    },
  },
  'package-version': {
    title: ['The version of the data package has two bytes', 'データパッケージの版は2バイト'],
    text: ['Hosts ask for it at the start.', 'ホストは開始時に問い合わせる。'],
    basis: 'probe',
    rules: ['package-version'],
    run: async (bench) => void (await bench.expect(code.getPdDataVersion, '', '.. ..')),
  },
  'command-types': {
    title: ['Command types 0 and 1 are told', 'コマンドタイプ0と1を示す'],
    text: ['Linux takes no chip whose eight bytes are zero.', 'Linuxは8バイトがすべて0のチップを使わない。'],
    basis: 'probe',
    rules: ['command-types'],
    run: async (bench) => void (await bench.expect(code.getCommandType, '', '00 00 00 00 00 00 00 03')),
  },
  'set-command-type': {
    title: ['An unknown command type is refused', '未知のコマンドタイプは拒否される'],
    text: ['Type 1 is taken, type 2 is answered with status 07.', 'タイプ1を受け付け、2には状態07を返す。'],
    basis: 'inferred',
    rules: ['command-type-known'],
    async run(bench) {
      await bench.expect(code.setCommandType, '02', '07');
      await bench.expect(code.setCommandType, '01', '00');
    },
  },
  'rf-setting': {
    title: ['Every RF setting of the drivers is taken', 'ドライバーが使うRF設定をすべて受け付ける'],
    text: [
      'Type A and B at 106, 212 and 424 kbit/s, FeliCa at 212 and 424.',
      'Type A・Bの106・212・424 kbit/sとFeliCaの212・424。',
    ],
    basis: 'probe',
    rules: ['answer-code', 'ack-form'],
    async run(bench) {
      const settings = [
        '02030f03',
        '04040f04',
        '05050f05',
        '03070f07',
        '03080f08',
        '03090f09',
        '01010f01',
        '01020f02',
      ];
      for (const setting of settings) await bench.expect(code.inSetRf, setting, '00');
    },
  },
  'unknown-rf-setting': {
    title: ['An unknown RF setting is refused', '未知のRF設定は拒否される'],
    text: ['It is answered with status 01.', '状態01を返す。'],
    basis: 'inferred',
    rules: ['rf-setting-known'],
    async run(bench) {
      await bench.expect(code.inSetRf, '07 07 0f 07', '01');
      await bench.expect(code.inSetRf, '03 07 0f 07', '00');
    },
  },
  'short-rf-setting': {
    title: ['An RF setting of three bytes is refused', '3バイトのRF設定は拒否される'],
    text: ['It is answered with status 01.', '状態01を返す。'],
    basis: 'inferred',
    rules: ['rf-setting-length'],
    async run(bench) {
      await bench.expect(code.inSetRf, '03 07 0f', '01');
      await bench.expect(code.inSetRf, '03 07 0f 07', '00');
    },
  },
  'refused-setting-changes-nothing': {
    title: ['A refused RF setting leaves the one before', '拒否されたRF設定は元の設定を変えない'],
    text: ['The next frame goes out as it would have before.', '次のフレームは以前と同じく送られる。'],
    basis: 'inferred',
    rules: ['rf-setting-kept-on-error', 'rf-setting-known'],
    async run(bench) {
      bench.card(hex('50'));
      await bench.prepareTypeB();
      await bench.expect(code.inSetRf, '07 07 0f 07', '01');
      await bench.frame('05 00 08', '00000000 08 50');
    },
  },
  'odd-protocol': {
    title: ['Half a pair in InSetProtocol is refused', 'InSetProtocolの半端な組は拒否される'],
    text: ['It is answered with status 01.', '状態01を返す。'],
    basis: 'inferred',
    rules: ['protocol-pairs'],
    async run(bench) {
      await bench.expect(code.inSetProtocol, '00 14 09', '01');
      await bench.expect(code.inSetProtocol, '00 14', '00');
    },
  },
  'unknown-protocol-key': {
    title: ['An unknown key in InSetProtocol is refused', 'InSetProtocolの未知のキーは拒否される'],
    text: ['It is answered with status 01.', '状態01を返す。'],
    basis: 'inferred',
    rules: ['protocol-key-known'],
    async run(bench) {
      await bench.expect(code.inSetProtocol, '20 01', '01');
      await bench.expect(code.inSetProtocol, '00 14', '00');
    },
  },
  'refused-protocol-changes-nothing': {
    title: ['A refused InSetProtocol changes no setting', '拒否されたInSetProtocolは何も変えない'],
    text: ['Not even those that stand before the unknown key.', '未知のキーの前の設定も変わらない。'],
    basis: 'inferred',
    rules: ['protocol-all-or-none'],
    async run(bench) {
      await bench.expect(code.inSetProtocol, '00 14', '00');
      await bench.expect(code.inSetProtocol, '00 22 20 01', '01');
      await bench.expect(code.inGetProtocol, '00', '14');
    },
  },
  'protocol-told': {
    title: ['InGetProtocol tells what was set', 'InGetProtocolは設定した値を返す'],
    text: ['Key 00 set to 14 is told as 14.', 'キー00に設定した14を返す。'],
    basis: 'inferred',
    rules: ['protocol-told'],
    async run(bench) {
      await bench.expect(code.inSetProtocol, '00 14', '00');
      await bench.expect(code.inGetProtocol, '00', '14');
    },
  },
  'protocol-kept': {
    title: ['What InSetProtocol does not name stays', 'InSetProtocolで触れない設定は変わらない'],
    text: [
      'A second InSetProtocol leaves the keys of the first.',
      '2回目のInSetProtocolは1回目のキーを変えない。',
    ],
    basis: 'probe',
    rules: ['protocol-kept'],
    async run(bench) {
      await bench.expect(code.inSetProtocol, '00 14', '00');
      await bench.expect(code.inSetProtocol, '13 08', '00');
      await bench.expect(code.inGetProtocol, '00', '14');
    },
  },
  'switch-values': {
    title: ['SwitchRF takes 00 and 01', 'SwitchRFは00と01を受け付ける'],
    text: ['02 is answered with status 01 and changes nothing.', '02には状態01を返し、何も変えない。'],
    basis: 'inferred',
    rules: ['switch-values'],
    async run(bench) {
      await bench.expect(code.switchRf, '00', '00');
      await bench.expect(code.switchRf, '02', '01');
      bench.check.that(t('field', '磁界'), !bench.chip.fieldIsOn(), 'off', 'on');
    },
  },
  reset: {
    title: ['ResetDevice forgets everything', 'ResetDeviceですべて初期値に戻る'],
    text: ['The field is off and the settings are those of the start.', '磁界は消え、設定は初期値になる。'],
    basis: 'inferred',
    rules: ['reset-to-defaults'],
    async run(bench) {
      await bench.prepareTypeB();
      await bench.expect(code.resetDevice, '00 00', '00');
      bench.check.that(t('field', '磁界'), !bench.chip.fieldIsOn(), 'off', 'on');
      await bench.expect(code.inGetProtocol, '00', '18');
    },
  },
  'no-type-b-target': {
    title: ['The chip is no card of type B', 'チップはType Bのカードにならない'],
    text: [
      'TgSetRF for Type A is taken, another type is answered with status 01.',
      'Type AのTgSetRFを受け付け、他の種別には状態01を返す。',
    ],
    basis: 'probe',
    rules: ['no-type-b-target'],
    async run(bench) {
      await bench.expect(code.tgSetRf, '08 0b', '00');
      await bench.expect(code.tgSetRf, '08 07', '01');
    },
  },
});
