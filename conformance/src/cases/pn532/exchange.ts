import { hex, toHex } from '../../bytes/hex.ts';
import { chipCases } from './chip-case.ts';

const jpki = '00a4040c0ad392f000260100000001';
const challenge = '00 84 00 00 08';

export const exchangeCases = chipCases('exchange', {
  'block-number': {
    title: ['The block number toggles', 'ブロック番号は交互に変わる'],
    clause: 'ISO/IEC 14443-4, 7.5.4.1',
    text: [
      'Three commands go out in blocks 0, 1 and 0, each once.',
      '3つのコマンドは番号0、1、0のブロックで一度ずつ送られる。',
    ],
    needs: 'played-card',
    rules: ['exchange-block-number'],
    async run(bench) {
      bench.play((frame) => `${frame.slice(0, 4)} 9000`);
      await bench.list();
      for (let i = 0; i < 3; i++) await bench.ask(`40 01 ${challenge}`, '41 00 90 00');
      const blocks = bench.heard.filter((frame) => /^0[ab]/.test(frame)).map((frame) => frame.slice(0, 2));
      const observed = blocks.join(' ');
      bench.check.that({ en: 'blocks', ja: 'ブロック' }, observed === '0a 0b 0a', '0a 0b 0a', observed);
    },
  },
  'with-a-card': {
    title: ['Commands of a card are answered one after the other', 'カードのコマンドに順に応答が返る'],
    clause: '7.3.8',
    text: [
      'SELECT and GET CHALLENGE get their own answers.',
      'SELECTとGET CHALLENGEにそれぞれの応答が返る。',
    ],
    needs: 'type-b',
    rules: ['cid-is-target', 'exchange-known-target'],
    async run(bench) {
      await bench.list();
      await bench.ask(`40 01 ${jpki}`, '41 00 90 00');
      await bench.ask(`40 01 ${challenge}`, `41 00 ${'.. '.repeat(8)}90 00`);
      await bench.ask(`40 02 ${challenge}`, '41 27');
      await bench.ask('42 ba 01', '43 00 *');
      await bench.ask(`40 01 ${challenge}`, '41 *');
    },
  },
  'long-command': {
    title: [
      "A command longer than the card's frame is chained",
      'カードのフレーム長を超えるコマンドは連鎖する',
    ],
    clause: 'ISO/IEC 14443-4, 7.5.2',
    text: [
      'No frame is longer than FSC, and the last is not chained.',
      'フレームはFSC以下で、最後だけ連鎖しない。',
    ],
    needs: 'played-card',
    rules: ['exchange-chains-out'],
    async run(bench) {
      // FSCI 0: 16 bytes, hence 12 of a command behind PCB and CID.
      bench.play(
        (frame) => (/^1[ab]/.test(frame) ? `a${frame[1]}01` : `0${frame[1]}01 9000`),
        '50 a1b2c3d4 000005e0 b301a1',
      );
      await bench.list();
      await bench.ask(`40 01 ${'5a'.repeat(30)}`, '41 00 90 00');
      bench.heardFrame(`1a 01 ${'5a'.repeat(12)}`);
      bench.heardFrame(`1b 01 ${'5a'.repeat(12)}`);
      bench.heardFrame(`0a 01 ${'5a'.repeat(6)}`);
    },
  },
  'long-answer': {
    title: ['A chained answer is fetched to its end', '連鎖した応答を最後まで受け取る'],
    clause: 'ISO/IEC 14443-4, 7.5.2',
    text: ['256 bytes and the status word come as one.', '256バイトとステータスワードが一度に返る。'],
    needs: 'type-b',
    rules: ['exchange-chains-in'],
    async run(bench) {
      await bench.list();
      await bench.ask('40 01 00 84 00 00 00', `41 00 ${'.. '.repeat(256)}90 00`);
    },
  },
  'more-time': {
    title: ['More time is granted with the same WTXM', '同じWTXMで時間延長に応える'],
    clause: 'ISO/IEC 14443-4, 7.3',
    text: ['S(WTX) 05 is answered S(WTX) 05, as often as it comes.', 'S(WTX) 05には毎回S(WTX) 05を返す。'],
    needs: 'played-card',
    rules: ['exchange-echoes-wtx'],
    async run(bench) {
      let asked = 0;
      bench.play((frame) => (frame.startsWith('fa') && ++asked === 3 ? '0a01 9000' : 'fa01 05'));
      await bench.list();
      await bench.ask(`40 01 ${challenge}`, '41 00 90 00');
      bench.heardFrame('fa 01 05');
    },
  },
  'answer-lost': {
    title: [
      'A lost answer is asked for, the command not sent anew',
      '失われた応答は再要求し、コマンドは再送しない',
    ],
    clause: 'ISO/IEC 14443-4, 7.5.5',
    text: [
      'R(NAK) follows the silence; the card executes once.',
      '無応答の後はR(NAK)を送り、実行は一度だけである。',
    ],
    needs: 'played-card',
    rules: ['exchange-asks-again'],
    async run(bench) {
      bench.play((frame) => (frame.startsWith('ba') ? '0a01 9000' : 'silence'));
      await bench.list();
      await bench.ask(`40 01 ${challenge}`, '41 00 90 00');
      const commands = bench.heard.filter((frame) => frame.startsWith('0a01')).length;
      bench.check.that(
        { en: 'commands sent', ja: 'コマンド送信回数' },
        commands === 1,
        '1',
        String(commands),
      );
    },
  },
  'answer-damaged': {
    title: ['A damaged answer is asked for again', '壊れた応答は再要求する'],
    clause: 'ISO/IEC 14443-4, 7.5.5',
    text: ['R(NAK) follows a frame with a wrong CRC.', 'CRCの誤ったフレームの後はR(NAK)を送る。'],
    needs: 'played-card',
    rules: ['exchange-asks-again'],
    async run(bench) {
      bench.play((frame) => (frame.startsWith('ba') ? '0a01 9000' : 'damaged'));
      await bench.list();
      await bench.ask(`40 01 ${challenge}`, '41 00 90 00');
    },
  },
  'command-lost': {
    title: ['A lost command is sent again', '失われたコマンドは再送する'],
    clause: 'ISO/IEC 14443-4, 7.5.5',
    text: [
      'R(ACK) with the other number has the block repeated.',
      '番号の異なるR(ACK)に対しブロックを再送する。',
    ],
    needs: 'played-card',
    rules: ['exchange-resends-lost'],
    async run(bench) {
      let commands = 0;
      bench.play((frame) => {
        if (frame.startsWith('ba')) return 'ab01';
        return ++commands === 2 ? '0a01 9000' : 'silence';
      });
      await bench.list();
      await bench.ask(`40 01 ${challenge}`, '41 00 90 00');
    },
  },
  'tries-limited': {
    title: ['MaxRtyCOM limits how often is asked', 'MaxRtyCOMで再要求を制限する'],
    clause: '7.3.1',
    text: ['After three retries the answer is 01.', 'リトライ3回の後は01を返す。'],
    needs: 'played-card',
    rules: ['exchange-asks-limited'],
    async run(bench) {
      bench.play(() => 'silence');
      await bench.list();
      await bench.ask('32 04 03', '33');
      await bench.ask(`40 01 ${challenge}`, '41 01', 5000);
      const asked = bench.heard.filter((frame) => frame.startsWith('ba')).length;
      bench.check.that({ en: 'asked again', ja: '再要求回数' }, asked === 3, '3', String(asked));
    },
  },
  silent: {
    title: ['A card that is gone is told as 01', 'なくなったカードは01で示す'],
    clause: '7.1',
    basis: 'probe',
    text: ['The exchange is answered 01 without data.', '交換にはデータなしの01を返す。'],
    needs: 'cards-moved',
    rules: ['exchange-timeout'],
    async run(bench) {
      await bench.list();
      bench.serial.put?.('first', false);
      await bench.ask(`40 01 ${challenge}`, '41 01', 5000);
    },
  },
  'command-in-parts': {
    title: ['A command may come in parts', 'コマンドを分割して渡せる'],
    clause: '7.3.8',
    text: ['With MI the part is kept; the card gets the whole.', 'MIがあれば蓄え、カードには全体を送る。'],
    needs: 'type-b',
    rules: ['exchange-more-from-host'],
    async run(bench) {
      await bench.list();
      await bench.ask(`40 41 ${jpki.slice(0, 12)}`, '41 00');
      await bench.ask(`40 01 ${jpki.slice(12)}`, '41 00 90 00');
    },
  },
  'answer-in-parts': {
    title: ['A long answer comes in parts', '長い応答は分割して返る'],
    clause: '7.3.8',
    text: ['262 bytes with MI, then the rest without.', 'MIつきで262バイト、残りはMIなしで返す。'],
    needs: 'played-card',
    rules: ['exchange-more-to-host'],
    async run(bench) {
      playLongAnswer(bench);
      await bench.list();
      const first = await bench.ask(`40 01 ${challenge}`, `41 40 ${'.. '.repeat(262)}`);
      const rest = await bench.ask('40 41', `41 00 ${'.. '.repeat(38)}`);
      const whole = toHex(first.subarray(2)) + toHex(rest.subarray(2));
      bench.check.that(
        { en: 'the whole answer', ja: '応答全体' },
        whole === longAnswer,
        'as the card gave it',
        whole === longAnswer ? 'as the card gave it' : 'another',
      );
    },
  },
  'answer-part-once': {
    title: ['A part of an answer is given once', '応答の各部分は一度だけ返す'],
    clause: '7.3.8',
    text: ['The second request gives the second part.', '2回目の要求には2番目の部分を返す。'],
    needs: 'played-card',
    rules: ['exchange-rest-once'],
    async run(bench) {
      playLongAnswer(bench);
      await bench.list();
      await bench.ask(`40 01 ${challenge}`, '41 40 *');
      await bench.ask('40 41', `41 00 ${longAnswer.slice(2 * 262)}`);
    },
  },
  'unknown-target': {
    title: ['A target that is not there is answered 27', '存在しないターゲットには27を返す'],
    clause: '7.1',
    basis: 'probe',
    text: ['An exchange with target 2 is answered 27.', 'ターゲット2との交換には27を返す。'],
    needs: 'type-b',
    rules: ['exchange-known-target'],
    async run(bench) {
      await bench.list();
      await bench.ask(`40 02 ${challenge}`, '41 27');
      await bench.ask(`40 01 ${challenge}`, '41 00 *');
    },
  },
});

/** 300 bytes, no two neighbours alike. */
const longAnswer = Array.from({ length: 300 }, (_, i) => (i & 0xff).toString(16).padStart(2, '0')).join('');

/** A card that answers 300 bytes in blocks of 50. */
function playLongAnswer(bench: { play(blocks: (frame: string) => string): void }): void {
  let part = 0;
  bench.play((frame) => {
    const data = longAnswer.slice(100 * part, 100 * (part + 1));
    const number = Number(hex(frame)[0]! & 1);
    part++;
    return `${part < 6 ? '1' : '0'}${number === 0 ? 'a' : 'b'}01 ${data}`;
  });
}
