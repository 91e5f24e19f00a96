import { hex } from '../../bytes/hex.ts';
import { t } from '../support/bilingual.ts';
import { type AntennaCase, activated, antennaCases, heard, received } from './antenna-case.ts';
import { atqbWith, PlayedTypeB } from './played-card.ts';

const challenge = '00 84 00 00 08';
const first = `02 ${challenge}`;

/** Frame waiting time in ms. @see ISO/IEC 14443-4, 7.2 */
const waitingMs = (fwi: number): number => (4096 * 2 ** fwi) / 13_560;
const longestMs = waitingMs(14);
const roundMs = (milliseconds: number): string => `${Math.round(milliseconds * 10) / 10} ms`;

/** How long the reader listened after the nth block: at least so long, and no second longer. */
function listened({ check }: AntennaCase, card: PlayedTypeB, n: number, leastMs: number): void {
  const observed = card.timeouts[n] ?? 0;
  check.that(
    t('how long the reader listens', 'リーダーの待ち時間'),
    observed >= leastMs && observed <= leastMs + 1000,
    `${roundMs(leastMs)} at least, ${roundMs(leastMs + 1000)} at most`,
    roundMs(observed),
  );
}

const waits = (fwi: number) =>
  ({
    title: [
      `The reader waits for a card of FWI ${fwi} as long as it needs`,
      `FWI ${fwi}のカードを必要な時間だけ待つ`,
    ],
    clause: '4, 7.2',
    text: [`It listens for ${roundMs(waitingMs(fwi))} at least.`, `${roundMs(waitingMs(fwi))}以上待つ。`],
    rules: ['waiting-time'],
    async run(at: AntennaCase) {
      const card = new PlayedTypeB({ atqb: atqbWith({ fwi }) });
      await activated(at, card);
      card.answer('02 90 00');
      await at.antenna.transmit(hex(challenge));
      listened(at, card, 0, waitingMs(fwi));
    },
  }) as const;

/** Reserved multipliers: no valid block, which is asked for again. */
const reserved = (multiplier: string) =>
  ({
    title: [
      `S(WTX) with the reserved multiplier ${multiplier} is not granted`,
      `予約値${multiplier}のS(WTX)は認めない`,
    ],
    clause: '4, 7.3',
    text: ['It is no valid block, and is asked after by R(NAK).', '不正なブロックとし、R(NAK)で求め直す。'],
    rules: ['extension-multiplier'],
    commands: [challenge],
    answers: [`f2 ${multiplier}`, '02 90 00'],
    blocks: [first, 'b2'],
    response: '90 00',
  }) as const;

/** Waiting time and its extension as a reader plays them. */
export const antennaWaitingCases = antennaCases('waiting', {
  'waits-fwi-8': waits(8),
  'waits-fwi-10': waits(10),
  'waits-fwi-14': waits(14),
  'extension-granted': {
    title: ['S(WTX) is granted with the same multiplier', 'S(WTX)には同じ乗数で応える'],
    clause: '4, 7.3',
    text: ['F2 07 is answered with F2 07, and the answer is taken.', 'F2 07にF2 07で応え、応答を受け取る。'],
    rules: ['extension-answered', 'extension-granted'],
    commands: [challenge],
    answers: ['f2 07', '02 90 00'],
    blocks: [first, 'f2 07'],
    response: '90 00',
  },
  'extension-again': {
    title: ['A card may ask for more time several times', 'カードは繰り返し延長を求められる'],
    clause: '4, 7.3',
    text: ['Ten S(WTX) are granted, one after another.', 'S(WTX)を10回続けて認める。'],
    rules: ['extension-granted'],
    commands: [challenge],
    answers: [...Array.from({ length: 10 }, () => 'f2 02'), '02 90 00'],
    blocks: [first, ...Array.from({ length: 10 }, () => 'f2 02')],
    response: '90 00',
  },
  'extension-amid-parts': {
    title: ['A card may ask for more time amid a chained answer', '連鎖応答の途中でも延長を認める'],
    clause: '4, 7.3',
    text: ['S(WTX) changes no number; the chain goes on.', 'S(WTX)で番号は変わらず、連鎖は続く。'],
    rules: ['extension-granted', 'chain-fetched'],
    commands: [challenge],
    answers: ['12 01', 'f2 03', '03 90 00'],
    blocks: [first, 'a3', 'f2 03'],
    response: '01 90 00',
  },
  'extension-lost': {
    title: ['An extension whose answer was lost is asked after', '延長後に失われた応答を求める'],
    clause: '4, 7.5.4.2 rule 4',
    text: [
      'After a granted extension silence brings R(NAK), not the command.',
      '延長後の無応答にはR(NAK)を送り、コマンドは送らない。',
    ],
    rules: ['silence-asked-after'],
    commands: [challenge],
    answers: ['f2 02', 'silence', '02 90 00'],
    blocks: [first, 'f2 02', 'b2'],
    response: '90 00',
  },
  'extension-waited': {
    title: ['The extended time is waited for', '延長した時間だけ待つ'],
    clause: '4, 7.3',
    text: ['With multiplier 5 the reader listens five times as long.', '乗数5なら5倍の時間待つ。'],
    rules: ['extension-waited'],
    async run(at) {
      const card = new PlayedTypeB();
      await activated(at, card);
      card.answer('f2 05', '02 90 00');
      await at.antenna.transmit(hex(challenge));
      listened(at, card, 1, 5 * waitingMs(10));
    },
  },
  'extension-once': {
    title: ['The extended time holds for one block', '延長した時間は1ブロックだけに適用する'],
    clause: '4, 7.3',
    text: [
      'After the block that came, though damaged, the reader listens as long as before.',
      '次のブロックが届けば、壊れていても待ち時間は元に戻る。',
    ],
    rules: ['extension-once'],
    async run(at) {
      const card = new PlayedTypeB();
      await activated(at, card);
      card.answer('f2 0a', 'damaged', '02 90 00');
      await at.antenna.transmit(hex(challenge));
      listened(at, card, 1, 10 * waitingMs(10));
      listened(at, card, 2, waitingMs(10));
    },
  },
  'extension-limit': {
    title: ['No extended time is above that of FWI 14', '延長した時間はFWI 14の時間を超えない'],
    clause: '4, 7.3',
    text: [
      `59 times the waiting time of FWI 10 is cut to ${roundMs(longestMs)}.`,
      `FWI 10の59倍は${roundMs(longestMs)}に制限される。`,
    ],
    rules: ['extension-limit'],
    async run(at) {
      const card = new PlayedTypeB();
      await activated(at, card);
      card.answer('f2 3b', '02 90 00');
      await at.antenna.transmit(hex(challenge));
      listened(at, card, 1, longestMs);
    },
  },
  'extension-of-0': reserved('00'),
  'extension-of-60': reserved('3c'),
  'extension-of-63': reserved('3f'),
  'extension-power-bits': {
    title: ['The power level bits are not repeated', '電力ビットは繰り返さない'],
    clause: '4, 7.3',
    text: ['F2 C5 is answered with F2 05.', 'F2 C5にF2 05で応える。'],
    rules: ['extension-power-bits'],
    commands: [challenge],
    answers: ['f2 c5', '02 90 00'],
    blocks: [first, 'f2 05'],
    response: '90 00',
  },
  'extensions-without-end': {
    title: ['A card that asks for time without end is given up', '延長を求め続けるカードは打ち切る'],
    clause: '4, 7.3 and nfc-readers 9',
    basis: 'inferred',
    text: ['After a thousand S(WTX) at most the host is told.', '最大1,000回のS(WTX)の後ホストに伝える。'],
    needs: 'pcsc-reader',
    rules: ['extensions-bounded'],
    async run(at) {
      const card = new PlayedTypeB();
      await activated(at, card);
      card.answer(...Array.from({ length: 10_000 }, () => 'f2 01'));
      const response = await at.antenna.transmit(hex(challenge));
      received(at, response, 'failure');
      const granted = card.blocks.filter((block) => block === 'f201').length;
      at.check.that(
        t('extensions granted', '認めた延長の回数'),
        granted <= 1000,
        '1000 at most',
        String(granted),
      );
    },
  },
  'extension-cut': {
    title: ['S(WTX) without a multiplier is no valid block', '乗数のないS(WTX)は不正なブロック'],
    clause: '4, 7.1.2',
    text: ['F2 alone is asked after by R(NAK).', 'F2だけのブロックはR(NAK)で求め直す。'],
    rules: ['unknown-block-refused'],
    async run(at) {
      const card = new PlayedTypeB();
      await activated(at, card);
      card.answer('f2', '02 90 00');
      const response = await at.antenna.transmit(hex(challenge));
      heard(at, card, [first, 'b2']);
      received(at, response, '90 00');
    },
  },
});
