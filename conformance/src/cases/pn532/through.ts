import { chipCases } from './chip-case.ts';

const reference = 'nfc-readers 4';

export const throughCases = chipCases('through', {
  raw: {
    title: ['A raw frame goes out as it is', '生フレームをそのまま送る'],
    clause: '7.3.9',
    basis: 'probe',
    text: ['Bytes out and back are those of host and card.', '送受信のバイトは変えない。'],
    needs: 'played-card',
    rules: ['through-raw'],
    async run(bench) {
      bench.play((frame) => (frame === 'aabbcc' ? '112233' : 'silence'));
      await bench.list();
      await bench.ask('42 aa bb cc', '43 00 11 22 33');
      bench.heardFrame('aa bb cc');
    },
  },
  unanswered: {
    title: ['A raw frame that nobody answers is told as 01', '応答のない生フレームは01'],
    clause: '7.1',
    basis: 'probe',
    text: ['InCommunicateThru is answered 01 without data.', 'InCommunicateThruにはデータなしの01を返す。'],
    needs: 'type-b',
    rules: ['through-timeout'],
    async run(bench) {
      await bench.list();
      await bench.ask('42 01 0b 3f 80', '43 01', 5000);
    },
  },
  damaged: {
    title: ['A damaged answer to a raw frame is told as 02', '壊れた応答は02'],
    clause: '7.1',
    basis: 'probe',
    text: ['A wrong CRC is told, not recovered from.', 'CRC誤りは回復せずそのまま示す。'],
    needs: 'played-card',
    rules: ['through-raw'],
    async run(bench) {
      bench.play((frame) => (frame === 'aabbcc' ? 'damaged' : 'silence'));
      await bench.list();
      await bench.ask('42 aa bb cc', '43 02');
    },
  },
  'field-on': {
    title: ['A raw frame turns the field on', '生フレームの送信で磁界が生じる'],
    clause: reference,
    basis: 'inferred',
    text: ['WUPB after the field was off is answered ATQB.', '磁界を切った後のWUPBにATQBが返る。'],
    needs: 'type-b',
    rules: ['through-turns-field-on'],
    async run(bench) {
      await bench.list();
      await bench.ask('32 01 00', '33');
      await bench.ask('42 05 00 08', '43 00 50 *');
    },
  },
});
