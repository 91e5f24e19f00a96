import { concat, hex, toHex } from '../../bytes/hex.ts';
import { t } from '../support/bilingual.ts';
import { code } from './chip-bench.ts';
import { chipCases } from './chip-case.ts';

const atqb = '50 a1b2c3d4 000005e0 b381a1';
const onAir = t('on the air', '送信されたフレーム');
const field = t('field', '磁界');

/** Frames on the air. */
export const rfCases = chipCases('rf', {
  'frame-answered': {
    title: ["A card's answer comes with status and bits", 'カードの応答は状態とビット数とともに届く'],
    text: ['Four bytes of status 0, 08, and the frame.', '状態0の4バイト、08、フレームの順。'],
    basis: 'probe',
    rules: ['received-bits'],
    async run(bench) {
      bench.card(hex(atqb));
      await bench.prepareTypeB();
      await bench.frame('05 00 08', `00000000 08 ${atqb}`);
    },
  },
  'whole-activation': {
    title: ['REQB, ATTRIB and a block go through', 'REQB・ATTRIB・ブロックが通る'],
    text: [
      'Each frame of the host reaches the card as it is, and each answer the host.',
      'ホストの各フレームがそのままカードに届き、応答がホストに届く。',
    ],
    basis: 'probe',
    rules: ['received-bits', 'rf-setting-used'],
    async run(bench) {
      const answers: Readonly<Record<string, string>> = {
        '050010': atqb,
        '1da1b2c3d400080100': '00',
        '0200a4040c00': '029000',
      };
      bench.card(({ modulation, bytes }) =>
        modulation === 'B' ? hex(answers[toHex(bytes)] ?? '') : 'silence',
      );
      await bench.prepareTypeB();
      await bench.frame('05 00 10', `00000000 08 ${atqb}`);
      await bench.frame('1d a1b2c3d4 00 08 01 00', '00000000 08 00');
      await bench.frame('02 00a4040c00', '00000000 08 02 90 00');
    },
  },
  'modulation-and-rate': {
    title: ['Frames go out as InSetRF says', 'フレームはInSetRFの設定で送られる'],
    text: [
      'Type B at 106, Type A at 106, Type B at 424 kbit/s.',
      'Type B 106、Type A 106、Type B 424 kbit/sの順に送る。',
    ],
    basis: 'probe',
    rules: ['rf-setting-used'],
    async run(bench) {
      bench.card('silence');
      await bench.prepareTypeB();
      for (const [setting, expected] of [
        ['03 07 0f 07', 'B 106'],
        ['02 03 0f 03', 'A 106'],
        ['03 09 0f 09', 'B 424'],
      ] as const) {
        await bench.expect(code.inSetRf, setting, '00');
        await bench.frame('05 00 08', '80000000');
        bench.onAir(onAir, bench.last && `${bench.last.modulation} ${bench.last.bitRate}`, expected);
      }
    },
  },
  'without-setting': {
    title: ['Without InSetRF nothing is sent', 'InSetRFなしでは送信しない'],
    text: ['InCommRF is told as status 00000001.', 'InCommRFは状態00000001になる。'],
    basis: 'inferred',
    rules: ['rf-setting-first'],
    async run(bench) {
      bench.card(hex(atqb));
      await bench.expect(code.inSetProtocol, '0901 0a01 0b01 0c01', '00');
      await bench.frame('05 00 08', '01000000');
      bench.onAir(onAir, bench.sent.length, 0);
    },
  },
  'field-comes-up': {
    title: ['The field comes up without SwitchRF', 'SwitchRFなしで磁界が出る'],
    text: [
      'No driver sends SwitchRF 01: InSetRF is enough.',
      'どのドライバーもSwitchRF 01を送らない。InSetRFで足りる。',
    ],
    basis: 'probe',
    rules: ['field-comes-up'],
    async run(bench) {
      bench.card(hex(atqb));
      await bench.prepareTypeB();
      bench.check.that(field, bench.chip.fieldIsOn(), 'on', 'off');
      await bench.frame('05 00 08', '00000000 08 *');
    },
  },
  'field-comes-back': {
    title: [
      'After SwitchRF 00 the next frame brings the field back',
      'SwitchRF 00の後、次のフレームで磁界が戻る',
    ],
    text: ['InCommRF takes the field up by itself.', 'InCommRFは自ら磁界を出す。'],
    basis: 'probe',
    rules: ['field-comes-up'],
    async run(bench) {
      bench.card(hex(atqb));
      await bench.prepareTypeB();
      await bench.expect(code.switchRf, '00', '00');
      await bench.frame('05 00 08', '00000000 08 *');
    },
  },
  'field-goes-off': {
    title: ['SwitchRF 00 takes the power of the card', 'SwitchRF 00でカードの電源が切れる'],
    text: ['There is no field afterwards.', '以後、磁界はない。'],
    basis: 'probe',
    rules: ['field-goes-off'],
    async run(bench) {
      await bench.prepareTypeB();
      await bench.expect(code.switchRf, '00', '00');
      bench.check.that(field, !bench.chip.fieldIsOn(), 'off', 'on');
    },
  },
  'crc-added': {
    title: ['The chip adds the CRC', 'チップがCRCを付ける'],
    text: ['05 00 08 goes out with 39 73 behind.', '05 00 08の後に39 73が付く。'],
    basis: 'probe',
    rules: ['crc-added'],
    async run(bench) {
      bench.card('silence');
      await bench.prepareTypeB();
      await bench.frame('05 00 08', '80000000');
      bench.onAir(onAir, bench.last && toHex(bench.last.air), '0500083973');
    },
  },
  'crc-left-to-host': {
    title: ['With key 01 at 0 the host makes the CRC', 'キー01が0ならCRCはホストが付ける'],
    text: ['The frame goes out as the host sent it.', 'フレームはホストが送ったとおり出る。'],
    basis: 'probe',
    rules: ['crc-left-to-host'],
    async run(bench) {
      bench.card('silence');
      await bench.prepareTypeB('0100 0200');
      await bench.frame('05 00 08 39 73', '80000000');
      bench.onAir(onAir, bench.last && toHex(bench.last.air), '0500083973');
    },
  },
  'crc-checked': {
    title: ['A wrong CRC of a card is told', 'カードのCRC誤りが伝えられる'],
    text: ['Status 00000004, and no frame.', '状態00000004で、フレームはない。'],
    basis: 'probe',
    rules: ['crc-checked'],
    async run(bench) {
      bench.card('damaged');
      await bench.prepareTypeB();
      await bench.frame('05 00 08', '04000000');
    },
  },
  'crc-checked-alone': {
    title: [
      'A wrong CRC is told also when the host makes its own',
      'ホストがCRCを付ける場合もCRC誤りが伝えられる',
    ],
    text: [
      'With key 01 at 0 and key 02 at 1 the status is 00000004.',
      'キー01が0、キー02が1でも状態00000004。',
    ],
    basis: 'inferred',
    rules: ['crc-checked'],
    async run(bench) {
      bench.card('damaged');
      await bench.prepareTypeB('0100');
      await bench.frame('05 00 08 39 73', '04000000');
    },
  },
  'crc-given': {
    title: ['With key 02 at 0 the host gets the CRC', 'キー02が0ならCRCもホストに届く'],
    text: ['A frame 00 comes as 00 and its CRC.', 'フレーム00はCRCとともに届く。'],
    basis: 'probe',
    rules: ['crc-given'],
    async run(bench) {
      bench.card(hex('00'));
      await bench.prepareTypeB('0200');
      await bench.frame('05 00 08', '00000000 08 00 78 f0');
    },
  },
  'delimiters-needed': {
    title: [
      'Without start and end of frame no card of type B hears',
      'SOF・EOFなしではType Bのカードに届かない',
    ],
    text: [
      'With keys 09 to 0C at 0 the answer is a timeout; at 1 the card answers.',
      'キー09〜0Cが0ならタイムアウト、1ならカードが応答する。',
    ],
    basis: 'probe',
    rules: ['type-b-delimiters'],
    async run(bench) {
      bench.card(hex(atqb));
      await bench.prepareTypeB('0900 0a00 0b00 0c00');
      await bench.frame('05 00 08', '80000000');
      await bench.prepareTypeB();
      await bench.frame('05 00 08', '00000000 08 *');
    },
  },
  'short-frame': {
    title: ['REQA goes out in seven bits', 'REQAは7ビットで送られる'],
    text: ['With key 07 at 7 and without CRC.', 'キー07が7、CRCなし。'],
    basis: 'probe',
    rules: ['last-byte-bits'],
    async run(bench) {
      bench.card('silence');
      await bench.prepareTypeA();
      await bench.frame('26', '80000000');
      bench.onAir(onAir, bench.last && `${toHex(bench.last.air)} ${bench.last.lastBits}`, '26 7');
    },
  },
  'timeout-unit': {
    title: ['The timeout counts in tenths of a millisecond', 'タイムアウトの単位は0.1ミリ秒'],
    text: ['36 01 is 31 ms.', '36 01は31ミリ秒。'],
    basis: 'probe',
    rules: ['timeout-unit', 'timeout-order'],
    async run(bench) {
      bench.card('silence');
      await bench.prepareTypeB();
      await bench.frame('05 00 08', '80000000');
      bench.onAir(
        t('timeout in ms', 'タイムアウト(ミリ秒)'),
        bench.last && Math.round(bench.last.timeoutMs),
        31,
      );
    },
  },
  'timeout-long': {
    title: ['The timeout has its low byte first', 'タイムアウトは下位バイトが先'],
    text: ['00 01 is 25.6 ms.', '00 01は25.6ミリ秒。'],
    basis: 'probe',
    rules: ['timeout-order'],
    async run(bench) {
      bench.card('silence');
      await bench.prepareTypeB();
      await bench.expect(code.inCommRf, '00 01 05 00 08', '80000000');
      bench.onAir(
        t('timeout in tenths of ms', 'タイムアウト(0.1ミリ秒)'),
        bench.last && Math.round(bench.last.timeoutMs * 10),
        256,
      );
    },
  },
  'no-answer': {
    title: ['No answer is told as a timeout', '無応答はタイムアウトとして伝えられる'],
    text: ['Status 00000080.', '状態00000080。'],
    basis: 'probe',
    rules: ['timeout-status'],
    async run(bench) {
      bench.card('silence');
      await bench.prepareTypeB();
      await bench.frame('05 00 08', '80000000');
    },
  },
  'error-bare': {
    title: ['An error comes without anything behind', 'エラーの後には何も続かない'],
    text: ['The answer has four bytes.', '応答は4バイト。'],
    basis: 'probe',
    rules: ['error-without-frame'],
    async run(bench) {
      bench.card('damaged');
      await bench.prepareTypeB();
      await bench.frame('05 00 08', '.. .. .. ..');
    },
  },
  'collision-type-a': {
    title: ['Two cards of type A are told as a collision', '2枚のType Aカードは衝突として伝えられる'],
    text: ['Status 00000008.', '状態00000008。'],
    basis: 'inferred',
    rules: ['collision-status'],
    async run(bench) {
      bench.card('collision');
      await bench.prepareTypeA();
      await bench.frame('26', '08000000');
    },
  },
  'collision-type-b': {
    title: ['Two cards of type B spoil the CRC', '2枚のType BカードではCRC誤りになる'],
    text: ['Status 00000004: their bits cannot be told apart.', '状態00000004。ビットは区別できない。'],
    basis: 'inferred',
    rules: ['error-without-frame'],
    async run(bench) {
      bench.card('collision');
      await bench.prepareTypeB();
      await bench.frame('05 00 08', '04000000');
    },
  },
  'frame-limit': {
    title: ['A frame of 291 bytes is not sent', '291バイトのフレームは送らない'],
    text: ['It is told as status 00000001; 290 bytes are sent.', '状態00000001になる。290バイトは送る。'],
    basis: 'inferred',
    rules: ['frame-limit'],
    async run(bench) {
      bench.card('silence');
      await bench.prepareTypeB();
      await bench.frame(new Uint8Array(291), '01000000');
      bench.onAir(onAir, bench.sent.length, 0);
      await bench.frame(concat(hex('12'), new Uint8Array(289)), '80000000');
      bench.onAir(onAir, bench.sent.length, 1);
    },
  },
  'empty-frame': {
    title: ['InCommRF without a frame is refused', 'フレームのないInCommRFは拒否される'],
    text: ['It is told as status 00000001.', '状態00000001になる。'],
    basis: 'inferred',
    rules: ['empty-frame'],
    async run(bench) {
      await bench.prepareTypeB();
      await bench.expect(code.inCommRf, '36 01', '01000000');
    },
  },
});
