import { hex } from '../../bytes/hex.ts';
import { t } from '../support/bilingual.ts';
import { slow } from './bench-cards.ts';
import { type FieldBench, waitingMs } from './field-bench.ts';
import { fieldCases } from './field-case.ts';

const selectJpki = '02 00a4040c 0a d392f000260100000001';
const multiplierOf = (block: string): number => hex(block)[1]! & 0x3f;

/** Grants what the card asks for until it answers; the answer. */
async function granted(bench: FieldBench, block: string): Promise<string> {
  let answer = block;
  for (let times = 0; times < 20 && answer.startsWith('f2'); times++) {
    answer = await bench.send(answer, { timeoutMs: waitingMs * multiplierOf(answer) });
  }
  return answer;
}

const subject = { needs: 'type-b', lies: [slow] };

/** A card whose commands take longer than its waiting time. */
export const waitingTimeCases = fieldCases('time', subject, {
  'extension-asked': {
    title: ['A slow card asks for more time before its time is over', '遅いカードは時間内に延長を求める'],
    clause: '4, 7.3',
    text: [
      'Within the frame waiting time there is an answer or S(WTX).',
      '待ち時間内に応答またはS(WTX)を返す。',
    ],
    rules: ['extension-asked'],
    async run(bench) {
      await bench.activate();
      await bench.expect(selectJpki, 'f2 .. | 02 *');
      bench.check.that(
        t('time until the answer', '応答までの時間'),
        bench.afterMs <= waitingMs,
        `${waitingMs} ms at most`,
        `${Math.round(bench.afterMs)} ms`,
      );
    },
  },
  multiplier: {
    title: ['The multiplier of S(WTX) is 1 to 59', 'S(WTX)の乗数は1〜59'],
    clause: '4, 7.3',
    text: ['0 and 60 to 63 are reserved.', '0と60〜63は予約。'],
    rules: ['extension-multiplier'],
    async run(bench) {
      await bench.activate();
      const multiplier = multiplierOf(await bench.expect(selectJpki, 'f2 ..'));
      bench.check.that(
        t('multiplier', '乗数'),
        multiplier >= 1 && multiplier <= 59,
        '1 to 59',
        String(multiplier),
      );
    },
  },
  'answer-after-extension': {
    title: ['After the extension the answer comes', '延長後に応答が届く'],
    clause: '4, 7.3',
    text: [
      'S(WTX) with the same multiplier is followed by the answer, in the number of the command.',
      '同じ乗数のS(WTX)の後に、コマンドの番号で応答が届く。',
    ],
    rules: ['extension-asked'],
    async run(bench) {
      await bench.activate();
      const first = await bench.expect(selectJpki, 'f2 ..');
      bench.fits(t('answer in the end', '最終的な応答'), await granted(bench, first), '02 90 00');
    },
  },
  'other-multiplier': {
    title: ['S(WTX) with another multiplier grants nothing', '異なる乗数のS(WTX)は承認にならない'],
    clause: '4, 7.3',
    basis: 'inferred',
    text: [
      'It is met with silence; with the same multiplier the card goes on.',
      '応答せず、同じ乗数なら続ける。',
    ],
    rules: ['extension-matched'],
    async run(bench) {
      await bench.activate();
      const first = await bench.expect(selectJpki, 'f2 ..');
      const other = multiplierOf(first) === 2 ? 3 : 2;
      await bench.expect(Uint8Array.of(0xf2, other), 'silence');
      bench.fits(t('answer in the end', '最終的な応答'), await granted(bench, first), '02 90 00');
    },
  },
  'extension-resent': {
    title: ['S(WTX) that was lost comes again', '失われたS(WTX)は再送される'],
    clause: '4, 7.5.4.3 rule 11',
    text: [
      'R(NAK) with the number of the card brings S(WTX) again.',
      'カードの番号のR(NAK)にS(WTX)を再送する。',
    ],
    rules: ['resend-on-nak', 'extension-asked'],
    async run(bench) {
      await bench.activate();
      const first = await bench.expect(selectJpki, 'f2 ..');
      await bench.expect('b2', first);
      bench.fits(t('answer in the end', '最終的な応答'), await granted(bench, first), '02 90 00');
    },
  },
  'extensions-in-time': {
    title: ['Each extension is asked for within the one before', '延長は直前の延長時間内に求められる'],
    clause: '4, 7.3',
    text: [
      'A command of two seconds: each S(WTX) and the answer come within the time granted.',
      '2秒かかるコマンドで、S(WTX)と応答はいずれも認めた時間内に届く。',
    ],
    lies: [{ modulation: 'B', executionTimeMs: 2000 }],
    rules: ['extension-asked', 'extension-multiplier'],
    async run(bench) {
      await bench.activate();
      let answer = await bench.expect(selectJpki, 'f2 ..');
      let wholeMs = bench.afterMs;
      for (let times = 0; times < 60 && answer.startsWith('f2'); times++) {
        const limitMs = waitingMs * multiplierOf(answer);
        answer = await bench.expect(answer, 'f2 .. | 02 *', { timeoutMs: 2 * limitMs });
        wholeMs += bench.afterMs;
        bench.check.that(
          t('time until the next block', '次のブロックまでの時間'),
          bench.afterMs <= limitMs,
          `${limitMs} ms at most`,
          `${bench.afterMs} ms`,
        );
      }
      bench.fits(t('answer in the end', '最終的な応答'), answer, '02 90 00');
      bench.check.that(t('time in all', '合計時間'), wholeMs >= 2000, '2000 ms or more', `${wholeMs} ms`);
    },
  },
  'quick-enough': {
    title: ['A card that is quick enough asks for no extension', '時間内に終わるカードは延長を求めない'],
    clause: '4, 7.2',
    text: [
      'A command of 200 ms, within the waiting time, is answered without S(WTX).',
      '待ち時間内の200 msのコマンドにはS(WTX)なしで応答する。',
    ],
    lies: [{ modulation: 'B', executionTimeMs: 200 }],
    rules: ['number-starts-at-one'],
    async run(bench) {
      await bench.activate();
      await bench.expect(selectJpki, '02 90 00');
      bench.check.that(
        t('time until the answer', '応答までの時間'),
        bench.afterMs <= waitingMs,
        `${waitingMs} ms at most`,
        `${bench.afterMs} ms`,
      );
    },
  },
  'block-amid-extension': {
    title: ['A block in the place of S(WTX) is not answered', 'S(WTX)の代わりのブロックには応答しない'],
    clause: '4, 7.5.4.3 rule 3',
    text: [
      'An I-block and R(ACK) of the other number are met with silence; S(WTX) then goes on.',
      'Iブロックと異なる番号のR(ACK)には応答せず、その後のS(WTX)で続く。',
    ],
    rules: ['extension-asked'],
    async run(bench) {
      await bench.activate();
      const first = await bench.expect(selectJpki, 'f2 ..');
      await bench.expect('03 00 84 00 00 08', 'silence');
      await bench.expect('a3', 'silence');
      bench.fits(t('answer in the end', '最終的な応答'), await granted(bench, first), '02 90 00');
    },
  },
  'deselect-amid-extension': {
    title: ['S(DESELECT) is answered in the place of S(WTX)', 'S(WTX)の代わりのS(DESELECT)に応答する'],
    clause: '4, 8.2',
    text: ['The card is halted, and begins anew with WUPB.', 'カードは停止し、WUPBで最初から始まる。'],
    rules: ['deselect-answered', 'deselect-halts'],
    async run(bench) {
      await bench.activate();
      await bench.expect(selectJpki, 'f2 ..');
      await bench.expect('c2', 'c2');
      await bench.expect('05 00 00', 'silence');
      await bench.activate();
      await bench.expect('b2', 'a3');
    },
  },
  'power-amid-extension': {
    title: ['A field that goes amid an extension ends everything', '延長中の磁界断ですべてが終わる'],
    clause: '3, 7.4.2',
    text: [
      'Then S(WTX) is met with silence, and the card can be activated.',
      'その後S(WTX)には応答せず、活性化できる。',
    ],
    rules: ['power-off-forgets'],
    async run(bench) {
      await bench.activate();
      const first = await bench.expect(selectJpki, 'f2 ..');
      await bench.powerCycle();
      await bench.expect(first, 'silence');
      await bench.activate();
      await bench.expect('b2', 'a3');
    },
  },
});
