import { hex } from '../../bytes/hex.ts';
import { t } from '../support/bilingual.ts';
import { pupis } from './bench-cards.ts';
import { type FieldCase, fieldCases } from './field-case.ts';
import { atqb, reqb } from './type-b.ts';

const [pupi] = pupis;
const fixed = { modulation: 'B', pupi } as const;
const attrib = `1d ${pupi} 00 08 01 00`;

const slotsOf = (count: number, code: number): FieldCase => ({
  title: [
    `With ${count} slots the card answers in one of them`,
    `${count}スロットではそのいずれかで応答する`,
  ],
  clause: '3, 7.7.4',
  text: [
    `In six requests with ${count} slots the card answers once each, at once or to a marker up to ${count}.`,
    `${count}スロットの要求6回で、毎回1度だけ、直ちにまたは${count}までのマーカーに応答する。`,
  ],
  rules: ['b-slot-drawn'],
  async run(bench) {
    const rounds: string[] = [];
    for (let round = 0; round < 6; round++) {
      const answered: number[] = [];
      if ((await bench.send(Uint8Array.of(0x05, 0x00, code))) !== 'silence') answered.push(1);
      // One beyond the last, which nobody may have drawn.
      for (let slot = 2; slot <= count + 1; slot++) {
        if ((await bench.send(Uint8Array.of(((slot - 1) << 4) | 0x05))) !== 'silence') answered.push(slot);
      }
      rounds.push(answered.join('+') || 'none');
    }
    bench.check.that(
      t('slots in which the card answered', '応答したスロット'),
      rounds.every((slot) => Number(slot) >= 1 && Number(slot) <= count) && new Set(rounds).size > 1,
      `one of 1 to ${count} in each round, not always the same`,
      rounds.join(', '),
    );
  },
});

const subject = { needs: 'type-b', lies: [fixed] };

/** Type B as the profile of a card may have it: identifier, family, slots. */
export const typeBBenchCases = fieldCases('b', subject, {
  'slots-2': slotsOf(2, 0x01),
  'slots-4': slotsOf(4, 0x02),
  'slots-8': slotsOf(8, 0x03),
  'pupi-fixed': {
    title: [
      'A card whose PUPI is fixed keeps it without power',
      'PUPIが固定のカードは電源断後も同じPUPIを持つ',
    ],
    clause: '3, 7.9.2',
    text: ['Three times the field comes up, and the PUPI is the same.', '磁界を3回投入し、PUPIは同じ。'],
    rules: ['b-pupi-kept'],
    async run(bench) {
      for (let time = 0; time < 3; time++) {
        await bench.powerCycle();
        await bench.expect(reqb, `50 ${pupi} *`);
      }
    },
  },
  'attrib-in-idle': {
    title: ['ATTRIB is not answered before the ATQB', 'ATQB前のATTRIBには応答しない'],
    clause: '3, 7.4.3',
    text: [
      'In IDLE, ATTRIB with the right PUPI is not answered; after REQB it is.',
      'IDLE状態では正しいPUPIのATTRIBにも応答せず、REQBの後なら応答する。',
    ],
    rules: ['b-attrib-needs-atqb'],
    async run(bench) {
      await bench.expect(attrib, 'silence');
      await bench.expect(reqb, atqb);
      await bench.expect(attrib, '00');
    },
  },
  'block-in-idle': {
    title: ['No block is answered before activation', '活性化前のブロックには応答しない'],
    clause: '3, 7.4.3',
    text: [
      'In IDLE and in READY-DECLARED blocks are met with silence; REQB is answered.',
      'IDLE・READY-DECLARED状態ではブロックに応答せず、REQBには応答する。',
    ],
    rules: ['b-reqb-answered'],
    async run(bench) {
      const blocks = ['02 00a4040c 0a d392f000260100000001', 'b2', 'c2', 'f2 01'];
      for (const block of blocks) await bench.expect(block, 'silence');
      await bench.expect(reqb, atqb);
      for (const block of blocks) await bench.expect(block, 'silence');
      await bench.expect(attrib, '00');
    },
  },
  'block-in-halt': {
    title: [
      'A halted card answers neither block nor HLTB',
      'HALT状態のカードはブロックにもHLTBにも応答しない',
    ],
    clause: '3, 7.4.8',
    text: ['Only WUPB wakes it.', 'WUPBだけが起こす。'],
    rules: ['b-hltb-halts', 'b-halt-ignores-reqb'],
    async run(bench) {
      await bench.need(reqb, atqb);
      await bench.expect(`50 ${pupi}`, '00');
      for (const frame of ['b2', 'c2', '15', `50 ${pupi}`, attrib, reqb])
        await bench.expect(frame, 'silence');
      await bench.expect('05 00 08', atqb);
    },
  },
  'atqb-fields': {
    title: ['The ATQB tells what the card can do', 'ATQBはカードの能力を示す'],
    clause: '3, 7.9.4',
    text: [
      'No reserved frame size, the block protocol, and no reserved waiting time.',
      '予約値でないフレーム長、ブロックプロトコル、予約値でない待ち時間。',
    ],
    rules: ['b-reqb-answered'],
    async run(bench) {
      const told = hex(await bench.expect(reqb, atqb));
      const [rates = 0, sizes = 0, waiting = 0] = told.subarray(9);
      const field = (en: string, ja: string, value: number, holds: boolean, expected: string): void =>
        bench.check.that(t(en, ja), holds, expected, String(value));
      // Bit 4 of the rates is reserved.
      field('reserved bit of the rates', '通信速度の予約ビット', rates & 0x08, (rates & 0x08) === 0, '0');
      field('FSCI', 'FSCI', sizes >> 4, sizes >> 4 <= 8, '0 to 8');
      field('protocol type', 'プロトコル種別', sizes & 0x0f, (sizes & 0x01) === 1, 'with ISO/IEC 14443-4');
      field('FWI', 'FWI', waiting >> 4, waiting >> 4 <= 14, '0 to 14');
    },
  },
  'own-family': {
    title: ['A card of a family answers to it', 'ファミリーを持つカードはそのAFIに応答する'],
    clause: '3, 7.7.3',
    text: [
      'AFI 31 is answered to 00, 30, 01 and 31, and not to 32, 02, 10 and 20.',
      'AFI 31のカードは00・30・01・31に応答し、32・02・10・20には応答しない。',
    ],
    lies: [{ ...fixed, afi: 0x31 }],
    rules: ['b-afi-filters'],
    async run(bench) {
      for (const afi of ['00', '30', '01', '31']) await bench.expect(`05 ${afi} 00`, atqb);
      for (const afi of ['32', '02', '10', '20']) await bench.expect(`05 ${afi} 00`, 'silence');
    },
  },
  'low-rates-only': {
    title: ['A card of 106 kbit/s takes nothing faster', '106 kbit/sだけのカードは高速を受け付けない'],
    clause: '3, 7.10.4',
    basis: 'inferred',
    text: ['212 kbit/s is not answered, 106 is.', '212 kbit/sには応答せず、106には応答する。'],
    lies: [{ ...fixed, protocolInfo: '00 81 a1' }],
    rules: ['b-attrib-rate'],
    async run(bench) {
      await bench.expect(reqb, atqb);
      await bench.expect(`1d ${pupi} 00 58 01 00`, 'silence');
      await bench.expect(attrib, '00');
    },
  },
});
