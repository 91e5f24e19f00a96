import { concat, hex } from '../../bytes/hex.ts';
import { t } from '../support/bilingual.ts';
import type { FieldBench } from './field-bench.ts';
import type { FieldCase } from './field-case.ts';

/** SELECT of the JPKI application, in an I-block of number 0: the first block after activation. */
export const selectJpki = '02 00a4040c 0a d392f000260100000001';
export const selectCertificate = '03 00a4020c 02 000a';
/** A challenge is never the same twice: what is executed again is seen. */
const challenge = '00 84 00 00 08';

/** JPKI and its certificate selected; the next block has number 0. */
export async function ready(bench: FieldBench, fsdi = 8): Promise<void> {
  await bench.activate({ fsdi });
  await bench.expect(selectJpki, '02 90 00');
  await bench.expect(selectCertificate, '03 90 00');
}

/** READ BINARY of 32 bytes to a reader with frames of 16: 13 bytes a block, three blocks. */
const readChained = '02 00 b0 00 00 20';

/** Numbers, what is sent again, and chains in both directions. */
export const blockOrder: Readonly<Record<string, FieldCase>> = {
  'first-number': {
    title: ['The first answer has block number 0', '最初の応答のブロック番号は0'],
    clause: '4, 7.5.4.2 rule C',
    text: [
      'An I-block of number 0 right after activation is answered with one of number 0.',
      '活性化直後の番号0のIブロックに番号0で応答する。',
    ],
    rules: ['number-starts-at-one'],
    async run(bench) {
      await bench.activate();
      await bench.expect(selectJpki, '02 90 00');
    },
  },
  'numbers-toggle': {
    title: ['Block numbers alternate', 'ブロック番号は交互に変わる'],
    clause: '4, 7.5.4.2 rule D',
    text: ['The second answer has number 1, the third 0.', '2番目の応答は番号1、3番目は0。'],
    rules: ['number-toggles'],
    async run(bench) {
      await ready(bench);
      await bench.expect('02 00 b0 00 00 02', '02 30 82 90 00');
    },
  },
  'resent-on-nak': {
    title: ['R(NAK) brings the last answer once more', 'R(NAK)で直前の応答が再送される'],
    clause: '4, 7.5.4.3 rule 11',
    text: [
      'R(NAK) with the number of the last answer brings the same block.',
      '直前の応答と同じ番号のR(NAK)に同じブロックを返す。',
    ],
    rules: ['resend-on-nak'],
    async run(bench) {
      await bench.activate();
      await bench.expect(selectJpki, '02 90 00');
      await bench.expect('b2', '02 90 00');
    },
  },
  'resent-without-executing': {
    title: ['What is sent again is not executed again', '再送ではコマンドを再実行しない'],
    clause: '4, 7.5.4.3 rule 11',
    text: [
      'GET CHALLENGE, then R(NAK) twice: three times the same challenge.',
      'GET CHALLENGEの後にR(NAK)を2回。3回とも同じチャレンジ。',
    ],
    rules: ['resend-without-executing'],
    async run(bench) {
      await bench.activate();
      await bench.expect(selectJpki, '02 90 00');
      const first = await bench.expect(`03 ${challenge}`, `03 ${'.. '.repeat(8)} 90 00`);
      await bench.expect('b3', first);
      await bench.expect('b3', first);
    },
  },
  'resent-on-ack': {
    title: [
      'R(ACK) with the own number brings the last block too',
      '自分の番号のR(ACK)でも直前のブロックが再送される',
    ],
    clause: '4, 7.5.4.3 rule 11',
    text: [
      'R(ACK) with the number of the last answer brings the same block.',
      '直前の応答と同じ番号のR(ACK)に同じブロックを返す。',
    ],
    rules: ['resend-on-ack'],
    async run(bench) {
      await bench.activate();
      await bench.expect(selectJpki, '02 90 00');
      await bench.expect('a2', '02 90 00');
    },
  },
  'nak-acknowledged': {
    title: [
      'R(NAK) for a block that never came is acknowledged',
      '届かなかったブロックのR(NAK)にはR(ACK)を返す',
    ],
    clause: '4, 7.5.4.3 rule 12',
    text: [
      'R(NAK) 0 right after activation is answered with R(ACK) 1.',
      '活性化直後のR(NAK) 0にR(ACK) 1を返す。',
    ],
    rules: ['nak-acknowledged'],
    async run(bench) {
      await bench.activate();
      await bench.expect('b2', 'a3');
    },
  },
  'ack-number': {
    title: ['R(ACK) has the number of the card', 'R(ACK)はカードの番号を持つ'],
    clause: '4, 7.5.4.3 rule 12',
    text: [
      'After one command the card stands at 0: R(NAK) 1 is answered with R(ACK) 0.',
      '1コマンド後のカードの番号は0。R(NAK) 1にR(ACK) 0を返す。',
    ],
    rules: ['ack-number-own'],
    async run(bench) {
      await bench.activate();
      await bench.expect(selectJpki, '02 90 00');
      await bench.expect('b3', 'a2');
    },
  },
  'lost-command': {
    title: [
      'A command that was lost is executed once, when it comes',
      '失われたコマンドは届いたときに1回だけ実行される',
    ],
    clause: '4, 7.5.4.3 rule 12',
    text: [
      'R(NAK) in its place is acknowledged with the other number; then the command itself is answered.',
      '代わりに届いたR(NAK)には異なる番号で応答し、コマンド自体にも応答する。',
    ],
    rules: ['nak-acknowledged', 'ack-number-own'],
    async run(bench) {
      await bench.activate();
      await bench.expect(selectJpki, '02 90 00');
      await bench.expect('b3', 'a2');
      await bench.expect(selectCertificate, '03 90 00');
    },
  },
  presence: {
    title: ['R(NAK) serves to ask for presence as often as one likes', 'R(NAK)で何度でも存在確認できる'],
    clause: '4, 7.5.6',
    text: [
      'Five R(NAK) in a row are answered, and the next command too.',
      'R(NAK)を5回続けて送っても応答し、次のコマンドにも応答する。',
    ],
    rules: ['nak-acknowledged'],
    async run(bench) {
      await bench.activate();
      for (let time = 0; time < 5; time++) await bench.expect('b2', 'a3');
      await bench.expect(selectJpki, '02 90 00');
    },
  },
  'chain-fetched': {
    title: [
      'A long answer comes in blocks that are fetched by R(ACK)',
      '長い応答はR(ACK)で受け取る連鎖になる',
    ],
    clause: '4, 7.5.4.3 rule 13',
    text: [
      'R(ACK) with the other number brings the next part, each time another one.',
      '異なる番号のR(ACK)で、毎回次の部分を返す。',
    ],
    rules: ['chaining-continued'],
    async run(bench) {
      await ready(bench, 0);
      const first = await bench.expect(readChained, `12 ${'.. '.repeat(12)} *`);
      const second = await bench.expect('a3', `13 ${'.. '.repeat(12)} *`);
      bench.check.differ(t('second part', '2番目の部分'), hex(second).subarray(1), hex(first).subarray(1));
      await bench.expect('a2', '02 * 90 00');
    },
  },
  'chain-whole': {
    title: ['The parts of a long answer make the whole', '長い応答の各部分をつなぐと全体になる'],
    clause: '4, 7.5.2',
    text: [
      'The 32 bytes read in parts are those that are read in one block.',
      '分割して読んだ32バイトは1ブロックで読んだものと一致する。',
    ],
    rules: ['chaining-continued', 'number-toggles-on-ack'],
    async run(bench) {
      await ready(bench);
      const whole = hex(await bench.expect(readChained, '02 * 90 00')).subarray(1);
      await bench.powerCycle();
      await ready(bench, 0);
      const parts = [
        await bench.expect(readChained, '12 *'),
        await bench.expect('a3', '13 *'),
        await bench.expect('a2', '02 *'),
      ];
      const joined = concat(...parts.map((part) => hex(part).subarray(1)));
      bench.check.same(t('what was read', '読み取った内容'), joined, whole);
    },
  },
  'chain-numbers': {
    title: ['In a chained answer the numbers go on alternating', '連鎖応答でもブロック番号は交互に変わる'],
    clause: '4, 7.5.4.2 rule E',
    text: [
      'R(ACK) with the other number toggles the number of the card.',
      '異なる番号のR(ACK)でカードの番号が反転する。',
    ],
    rules: ['number-toggles-on-ack'],
    async run(bench) {
      await ready(bench, 0);
      await bench.expect(readChained, '12 *');
      await bench.expect('a3', '13 *');
      await bench.expect('a2', '02 *');
      await bench.expect('03 00 b0 00 00 02', '03 30 82 90 00');
    },
  },
  'chain-resent': {
    title: ['A part that was lost comes again', '失われた部分は再送される'],
    clause: '4, 7.5.4.3 rule 11',
    text: [
      'R(NAK) in the middle of a chained answer brings the same part.',
      '連鎖応答の途中のR(NAK)に同じ部分を返す。',
    ],
    rules: ['resend-on-nak', 'resend-without-executing'],
    async run(bench) {
      await ready(bench, 0);
      await bench.expect(readChained, '12 *');
      const second = await bench.expect('a3', '13 *');
      await bench.expect('b3', second);
      await bench.expect('a2', '02 *');
    },
  },
  'ack-without-chain': {
    title: [
      'R(ACK) where nothing is to be fetched is not answered',
      '取り出すものがないR(ACK)には応答しない',
    ],
    clause: '4, 7.5.5.2',
    text: [
      'R(ACK) with the other number after a whole answer is met with silence; the next command is answered.',
      '全体を返した後の異なる番号のR(ACK)には応答せず、次のコマンドには応答する。',
    ],
    rules: ['ack-without-chain'],
    async run(bench) {
      await bench.activate();
      await bench.expect(selectJpki, '02 90 00');
      await bench.expect('a3', 'silence');
      await bench.expect(selectCertificate, '03 90 00');
    },
  },
  'command-chain-acknowledged': {
    title: ['A part of a command is acknowledged', 'コマンドの一部にはR(ACK)を返す'],
    clause: '4, 7.5.4.3 rule 2',
    text: [
      'A chained I-block of number 0 is answered with R(ACK) 0.',
      '番号0の連鎖IブロックにR(ACK) 0を返す。',
    ],
    rules: ['chain-acknowledged'],
    async run(bench) {
      await bench.activate();
      await bench.expect('12 00a4040c 0a d392', 'a2');
      await bench.expect('03 f000260100000001', '03 90 00');
    },
  },
  'command-chain-joined': {
    title: ['The parts of a command are executed as one', 'コマンドの各部分は結合して実行される'],
    clause: '4, 7.5.2',
    text: ['SELECT in three parts is answered 9000.', '3分割したSELECTに9000を返す。'],
    rules: ['chain-joined'],
    async run(bench) {
      await bench.activate();
      await bench.expect('12 00a4040c 0a d3', 'a2');
      await bench.expect('13 92f000260100', 'a3');
      await bench.expect('02 000001', '02 90 00');
    },
  },
  'command-chain-repeated': {
    title: ['The acknowledgement of a part that was lost comes again', '失われたR(ACK)は再送される'],
    clause: '4, 7.5.4.3 rule 11',
    text: [
      'R(NAK) after a part of a command brings R(ACK) again, and the command is executed whole.',
      'コマンドの一部の後のR(NAK)にR(ACK)を再送し、コマンドは全体で実行される。',
    ],
    rules: ['chain-joined'],
    async run(bench) {
      await bench.activate();
      await bench.expect('12 00a4040c 0a d392', 'a2');
      await bench.expect('b2', 'a2');
      await bench.expect('03 f000260100000001', '03 90 00');
    },
  },
  'within-reader-frame': {
    title: ['No block is longer than the reader said', 'リーダーが示した長さを超えるブロックを送らない'],
    clause: '4, 5.1',
    text: [
      'To a reader with frames of 16 bytes, CRC included, 32 bytes do not come in one block.',
      'CRC込み16バイトのリーダーには32バイトを1ブロックで送らない。',
    ],
    rules: ['block-within-fsd'],
    async run(bench) {
      await ready(bench, 0);
      const block = hex(await bench.expect(readChained, '12 *'));
      bench.check.that(
        t('length of the block', 'ブロックの長さ'),
        block.length <= 14,
        '14 at most',
        String(block.length),
      );
    },
  },
  'larger-frames': {
    title: ['A reader with frames of 64 bytes gets them', '64バイトのフレームのリーダーにはその長さで送る'],
    clause: '4, 5.1',
    text: [
      '256 bytes come in blocks of at most 62 bytes and more than 32.',
      '256バイトが33〜62バイトのブロックで届く。',
    ],
    rules: ['block-within-fsd'],
    async run(bench) {
      await ready(bench, 5);
      const block = hex(await bench.expect('02 00 b0 00 00 00', '12 *'));
      bench.check.that(
        t('length of the block', 'ブロックの長さ'),
        block.length <= 62 && block.length > 32,
        '33 to 62',
        String(block.length),
      );
    },
  },
  'reserved-reader-frame': {
    title: [
      'A reserved frame size of the reader means 256 bytes',
      '予約されたフレーム長は256バイトを意味する',
    ],
    clause: '3, 7.10.4',
    text: ['With FSDI 15 the 32 bytes come in one block.', 'FSDI 15なら32バイトが1ブロックで届く。'],
    rules: ['fsdi-reserved'],
    async run(bench) {
      await ready(bench, 15);
      await bench.expect(readChained, '02 * 90 00');
    },
  },
  'beyond-card-frame': {
    title: [
      'A block longer than the card takes is not answered',
      'カードの上限を超えるブロックには応答しない',
    ],
    clause: '4, 7.5.5.2',
    basis: 'inferred',
    text: [
      'A frame of 257 bytes is met with silence; one of 256 is acknowledged.',
      '257バイトのフレームには応答せず、256バイトならR(ACK)を返す。',
    ],
    rules: ['frame-within-fsc'],
    async run(bench) {
      await bench.activate();
      const filler = new Uint8Array(253);
      await bench.expect(concat(hex('12'), filler, hex('00')), 'silence');
      await bench.expect(concat(hex('12'), filler), 'a2');
    },
  },
  'chaining-bit': {
    title: ['Every part of an answer but the last says that more comes', '最後以外の部分は続きを示す'],
    clause: '4, 7.1.1.1',
    text: [
      'The first two of three parts have the chaining bit, the third has not.',
      '3部分のうち最初の2つは連鎖ビットを持ち、3つ目は持たない。',
    ],
    rules: ['chaining-marked'],
    async run(bench) {
      await ready(bench, 0);
      await bench.expect(readChained, '12 *');
      await bench.expect('a3', '13 *');
      await bench.expect('a2', '02 *');
    },
  },
};
