import { hex, toHex } from '../../bytes/hex.ts';
import { t } from '../support/bilingual.ts';
import { felica, phone, pupis, two } from './bench-cards.ts';
import type { FieldBench } from './field-bench.ts';
import { fieldCases } from './field-case.ts';

const squeezed = (text: string): string => text.replaceAll(' ', '');
const [first, second] = [squeezed(pupis[0]), squeezed(pupis[1])];
const otherPhone = { ...phone, uid: '04 a1 b2 c3 d4 e5 81', ats: '07 78 33 a1 02 80 91' };
const plainPhones = [
  { ...phone, uid: '12 34 56 78' },
  { ...phone, uid: '12 34 76 78' },
];

/** PUPIs that were told in any of 16 slots, each in the order of its slot. */
async function inventory(bench: FieldBench): Promise<string[]> {
  const told: string[] = [];
  for (let slot = 1; slot <= 16; slot++) {
    const heard = await bench.send(slot === 1 ? '05 00 0c' : Uint8Array.of(((slot - 1) << 4) | 0x05));
    if (heard.startsWith('50')) told.push(heard.slice(2, 10));
  }
  return told;
}

/** Both PUPIs, after as many rounds with slots as it takes; twelve at most. */
async function both(bench: FieldBench): Promise<void> {
  for (let round = 0; round < 12; round++) {
    const told = await inventory(bench);
    if (new Set(told).size === 2)
      return bench.check.that(t('cards told apart', '識別されたカード'), true, '2', '2');
  }
  bench.check.that(t('cards told apart in 12 rounds', '12回で識別されたカード'), false, '2', 'fewer');
}

const polling = '06 00 ff ff 00 00';
const felicaFrame = { modulation: 'F', bitRate: 212 } as const;

const subject = { needs: 'type-b', lies: two };

/** More than one card in the field, and strangers. */
export const severalCases = fieldCases('several', subject, {
  'both-answer-at-once': {
    title: [
      'Two cards that are asked at once are heard as a collision',
      '2枚が同時に応答すると衝突として受信される',
    ],
    clause: '3, 7.6',
    text: ['REQB with one slot is answered by both.', '1スロットのREQBに両方が応答する。'],
    rules: ['b-reqb-answered'],
    run: async (bench) => void (await bench.expect('05 00 00', 'collision')),
  },
  'told-apart-by-slots': {
    title: ['Two cards are told apart by slots', '2枚のカードをスロットで識別する'],
    clause: '3, 7.6',
    text: [
      'In at most twelve rounds with 16 slots both PUPIs are read.',
      '16スロットの要求12回以内に両方のPUPIが読める。',
    ],
    rules: ['b-slot-drawn'],
    run: both,
  },
  'one-is-halted': {
    title: [
      'HLTB halts the card that it names, and the other answers alone',
      'HLTBは指定したカードだけを停止する',
    ],
    clause: '3, 7.12',
    text: [
      'After HLTB of the first REQB is answered by the second.',
      '1枚目のHLTB後、REQBには2枚目が応答する。',
    ],
    rules: ['b-hltb-own-pupi', 'b-hltb-halts', 'b-halt-ignores-reqb'],
    async run(bench) {
      await bench.expect('05 00 00', 'collision');
      await bench.expect(`50 ${first}`, '00');
      await bench.expect('05 00 00', `50 ${second} *`);
    },
  },
  'one-is-activated': {
    title: ['ATTRIB activates the card that it names', 'ATTRIBは指定したカードだけを活性化する'],
    clause: '3, 7.10.2',
    text: [
      'The answer comes from one card, and WUPB then is answered by the other alone.',
      '応答は1枚から返り、その後のWUPBには他方だけが応答する。',
    ],
    rules: ['b-attrib-own-pupi', 'b-active-ignores-request'],
    async run(bench) {
      await bench.expect('05 00 00', 'collision');
      await bench.expect(`1d ${first} 00 08 01 00`, '00');
      await bench.expect('05 00 08', `50 ${second} *`);
    },
  },
  'both-activated': {
    title: ['Two activated cards are spoken to by their CIDs', '活性化した2枚のカードにCIDで話しかける'],
    clause: '4, 7.1.1.2',
    text: [
      'With CIDs 1 and 2 each block is answered by its own card alone.',
      'CID 1と2で、各ブロックには該当するカードだけが応答する。',
    ],
    needs: 'type-b & cid',
    rules: ['cid-other', 'b-attrib-own-pupi'],
    async run(bench) {
      await bench.expect('05 00 00', 'collision');
      await bench.expect(`1d ${first} 00 08 01 01`, '01');
      await bench.expect('05 00 00', `50 ${second} *`);
      await bench.expect(`1d ${second} 00 08 01 02`, '02');
      await bench.expect('0a 01 00a4040c 0a d392f000260100000001', '0a 01 90 00');
      await bench.expect('ba 02', 'ab 02');
      await bench.expect('ca 01', 'ca 01');
      await bench.expect('0a 02 00a4040c 0a d392f000260100000001', '0a 02 90 00');
    },
  },
  'phones-collide-at-a-bit': {
    title: [
      'Two phones are told apart by the first bit that differs',
      '2台のスマートフォンを最初に異なるビットで識別する',
    ],
    clause: '3, 6.5.3',
    text: [
      'UIDs 12345678 and 12347678 collide in bit 21; with either value of it one alone answers.',
      'UID 12345678と12347678はビット21で衝突し、その値を指定すると1台だけが応答する。',
    ],
    lies: plainPhones,
    needs: 'type-b',
    rules: ['a-anticollision-prefix', 'a-reqa-answered'],
    async run(bench) {
      bench.fits(t('answer to REQA', 'REQAへの応答'), await bench.short('26'), '04 00');
      bench.fits(
        t('answer to anticollision', '衝突防止への応答'),
        await bench.send('93 20', { crc: 'none' }),
        'collision',
      );
      const bits = bench.collision?.bits ?? -1;
      bench.check.that(t('bits that are the same', '一致するビット数'), bits === 21, '21', String(bits));
      // 16 bits and 6 of the third byte: 56 is 0101 0110, 76 is 0111 0110, so bit 5 is 1 of the second.
      const rest = await bench.send('93 46 12 34 36', { crc: 'none', lastBits: 6 });
      bench.fits(t('the rest of the UID of the one meant', '指定した側のUIDの残り'), rest, '40 78 ..');
    },
  },
  'one-phone-selected': {
    title: ['SELECT selects the phone that it names', 'SELECTは指定したスマートフォンだけを選択する'],
    clause: '3, 6.5.3',
    text: [
      'RATS is answered by it alone, with its own ATS.',
      'RATSには選択した側だけが自身のATSで応答する。',
    ],
    lies: [phone, otherPhone],
    needs: 'type-b',
    rules: ['a-select-own-uid'],
    async run(bench) {
      bench.fits(t('answer to WUPA', 'WUPAへの応答'), await bench.short('52'), '44 00');
      // Both begin alike: the first level is answered as by one.
      const level1 = await bench.send('93 20', { crc: 'none' });
      await bench.expect(`93 70 ${level1}`, '24');
      bench.fits(
        t('answer at level 2', 'レベル2への応答'),
        await bench.send('95 20', { crc: 'none' }),
        'collision',
      );
      const four = hex('c3 d4 e5 81');
      const check = four.reduce((sum, byte) => sum ^ byte, 0);
      await bench.expect(`95 70 ${toHex(four)}${toHex(Uint8Array.of(check))}`, '20');
      await bench.expect('e0 80', '07 78 33 a1 02 80 91');
    },
  },
  'felica-stranger': {
    title: ['A FeliCa card beside it does not disturb the card', '隣のFeliCaカードに妨げられない'],
    clause: '2, 9',
    text: [
      'Polling is answered by the stranger alone, WUPB and blocks by the card alone.',
      'ポーリングには他のカードだけが、WUPBとブロックには対象だけが応答する。',
    ],
    lies: [two[0]!, felica],
    needs: 'type-b',
    rules: ['number-starts-at-one'],
    async run(bench) {
      await bench.expect(polling, '12 01 01 01 06 01 46 54 45 53 *', felicaFrame);
      await bench.expect('05 00 08', `50 ${first} *`);
      await bench.expect(polling, '12 01 *', felicaFrame);
      await bench.expect(`1d ${first} 00 08 01 00`, '00');
      await bench.expect(polling, '12 01 *', felicaFrame);
      await bench.expect('02 00a4040c 0a d392f000260100000001', '02 90 00');
    },
  },
  'phone-beside-card': {
    title: ['A phone beside it does not disturb the card', '隣のスマートフォンに妨げられない'],
    clause: '2, 8 and 9',
    text: [
      'Requests of type A are answered by the phone alone, those of type B by the card alone.',
      'Type Aの要求にはスマートフォンだけが、Type Bの要求にはカードだけが応答する。',
    ],
    lies: [two[0]!, phone],
    needs: 'type-b',
    rules: ['b-reqb-answered', 'a-reqa-answered'],
    async run(bench) {
      const reqa = await bench.send('26', { modulation: 'A', crc: 'none', lastBits: 7 });
      bench.fits(t('answer to REQA', 'REQAへの応答'), reqa, '44 00');
      await bench.expect('05 00 00', `50 ${first} *`);
    },
  },
});
