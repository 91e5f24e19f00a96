import { hex } from '../../bytes/hex.ts';
import { t } from '../support/bilingual.ts';
import type { FieldBench } from './field-bench.ts';
import { fieldCases } from './field-case.ts';

export const atqb = `50 ${'.. '.repeat(11)}`;
export const reqb = '05 00 00';
export const wupb = '05 00 08';

/** HLTB, so that only WUPB brings the card back. */
export async function halt(bench: FieldBench): Promise<string> {
  const pupi = await bench.wake();
  await bench.expect(`50 ${pupi}`, '00');
  return pupi;
}

/** The slot in which the card answers to a request with 16 of them; 0 when in none. */
async function slotOf(bench: FieldBench): Promise<number> {
  if ((await bench.send('05 00 0c')) !== 'silence') return 1;
  for (let slot = 2; slot <= 16; slot++) {
    if ((await bench.send(Uint8Array.of(((slot - 1) << 4) | 0x05))) !== 'silence') return slot;
  }
  return 0;
}

const slotsOf = async (bench: FieldBench, rounds: number): Promise<number[]> => {
  const slots: number[] = [];
  for (let round = 0; round < rounds; round++) slots.push(await slotOf(bench));
  return slots;
};

const subject = { needs: 'type-b' };

/** Requests of type B, slots, and the ATQB. */
export const typeBCases = fieldCases('b', subject, {
  'reqb-answered': {
    title: ['A card that has just got power answers REQB', '電源投入直後のカードはREQBに応答する'],
    clause: '3, 7.4.3',
    text: [
      'In IDLE, REQB with AFI 00 and one slot is answered with the ATQB.',
      'IDLE状態でAFI 00・1スロットのREQBにATQBを返す。',
    ],
    rules: ['b-reqb-answered'],
    run: async (bench) => void (await bench.expect(reqb, atqb)),
  },
  'reqb-again': {
    title: ['REQB is answered again after the ATQB', 'ATQBの後もREQBに応答する'],
    clause: '3, 7.4.6',
    text: ['In READY-DECLARED, REQB is answered with the ATQB.', 'READY-DECLARED状態のREQBにATQBを返す。'],
    rules: ['b-reqb-answered'],
    async run(bench) {
      await bench.wake();
      await bench.expect(reqb, atqb);
    },
  },
  'halt-ignores-reqb': {
    title: ['A halted card does not answer REQB', 'HALT状態のカードはREQBに応答しない'],
    clause: '3, 7.4.8',
    text: ['In HALT, REQB is not answered, and WUPB is.', 'HALT状態ではREQBに応答せず、WUPBに応答する。'],
    rules: ['b-halt-ignores-reqb', 'b-hltb-halts'],
    async run(bench) {
      await halt(bench);
      await bench.expect(reqb, 'silence');
      await bench.expect(wupb, atqb);
    },
  },
  'wupb-wakes': {
    title: ['WUPB wakes a halted card', 'WUPBはHALT状態のカードを起こす'],
    clause: '3, 7.4.8',
    text: ['In HALT, WUPB is answered with the ATQB.', 'HALT状態のWUPBにATQBを返す。'],
    rules: ['b-wupb-wakes'],
    async run(bench) {
      await halt(bench);
      await bench.expect(wupb, atqb);
    },
  },
  'request-cut': {
    title: ['REQB without its parameter is not answered', 'パラメータのないREQBには応答しない'],
    clause: '3, 7.7',
    text: [
      'A request of two bytes is not answered; a whole one is.',
      '2バイトの要求には応答せず、3バイトなら応答する。',
    ],
    rules: ['b-request-whole'],
    async run(bench) {
      await bench.expect('05 00', 'silence');
      await bench.expect(reqb, atqb);
    },
  },
  'request-longer': {
    title: ['REQB of four bytes is not answered', '4バイトのREQBには応答しない'],
    clause: '3, 7.7',
    text: [
      'A request of four bytes is not answered; one of three is.',
      '4バイトの要求には応答せず、3バイトなら応答する。',
    ],
    rules: ['b-request-whole'],
    async run(bench) {
      await bench.expect('05 00 00 00', 'silence');
      await bench.expect(reqb, atqb);
    },
  },
  'other-family': {
    title: ['A request for another family is not answered', '他ファミリーへの要求には応答しない'],
    clause: '3, 7.7.3',
    text: [
      'AFI 10 (transport) is not answered, AFI 00 is.',
      'AFI 10(交通)には応答せず、AFI 00には応答する。',
    ],
    rules: ['b-afi-filters'],
    async run(bench) {
      await bench.expect('05 10 00', 'silence');
      await bench.expect(reqb, atqb);
    },
  },
  'reserved-slots': {
    title: [
      'A request with a reserved number of slots is not answered',
      '予約されたスロット数の要求には応答しない',
    ],
    clause: '3, 7.7.4',
    basis: 'inferred',
    text: [
      'N coded 101 is reserved and is not answered; 000 is.',
      'Nの符号101は予約で応答せず、000には応答する。',
    ],
    rules: ['b-slots-known'],
    async run(bench) {
      await bench.expect('05 00 05', 'silence');
      await bench.expect(reqb, atqb);
    },
  },
  'slot-drawn': {
    title: ['With 16 slots the card rarely answers at once', '16スロットでは直ちに応答することは少ない'],
    clause: '3, 7.6.1',
    text: [
      'Of eight requests with 16 slots at least one is not answered at once.',
      '16スロットの要求8回のうち、少なくとも1回は直ちに応答しない。',
    ],
    rules: ['b-slot-drawn'],
    async run(bench) {
      const answers = [];
      for (let round = 0; round < 8; round++) answers.push(await bench.send('05 00 0c'));
      const silent = answers.filter((answer) => answer === 'silence').length;
      bench.check.that(
        t('requests met with silence', '応答のなかった要求'),
        silent > 0,
        '1 to 8',
        String(silent),
      );
      await bench.expect(wupb, atqb);
    },
  },
  'slot-answered': {
    title: ['In one of 16 slots the card answers', '16スロットのいずれかで応答する'],
    clause: '3, 7.6',
    text: [
      'After WUPB with 16 slots the card answers in exactly one of them.',
      '16スロットのWUPBの後、カードはいずれか1つで応答する。',
    ],
    rules: ['b-slot-drawn'],
    async run(bench) {
      const slots = await slotsOf(bench, 6);
      bench.check.that(
        t('slots in which the card answered', '応答したスロット'),
        slots.every((slot) => slot > 0) && slots.some((slot) => slot > 1),
        'six slots of 1 to 16, not all of them 1',
        slots.join(' '),
      );
    },
  },
  'slot-redrawn': {
    title: ['The slot changes from request to request', 'スロットは要求ごとに変わる'],
    clause: '3, 7.6.1',
    text: [
      'In twelve requests with 16 slots the card uses at least two of them.',
      '16スロットの要求12回で、2つ以上のスロットを使う。',
    ],
    rules: ['b-slot-redrawn'],
    async run(bench) {
      const slots = await slotsOf(bench, 12);
      const different = new Set(slots).size;
      bench.check.that(
        t('different slots', '異なるスロットの数'),
        different > 1,
        '2 or more',
        slots.join(' '),
      );
    },
  },
  'marker-of-its-slot': {
    title: ['A marker of another slot is not answered', '他スロットのSlot-MARKERには応答しない'],
    clause: '3, 7.8',
    text: [
      'In six requests with 16 slots the first marker is not always the one that is answered.',
      '16スロットの要求6回で、最初のマーカーが毎回応答されることはない。',
    ],
    rules: ['b-marker-own-slot'],
    async run(bench) {
      const slots = await slotsOf(bench, 6);
      bench.check.that(
        t('slots in which the card answered', '応答したスロット'),
        slots.some((slot) => slot > 2),
        'some above 2',
        slots.join(' '),
      );
    },
  },
  'marker-without-request': {
    title: ['No marker is answered before a request', '要求前のSlot-MARKERには応答しない'],
    clause: '3, 7.4.4',
    text: [
      'In IDLE the marker of slot 2 is not answered; REQB is.',
      'IDLE状態でスロット2のマーカーには応答せず、REQBには応答する。',
    ],
    rules: ['b-marker-needs-request'],
    async run(bench) {
      await bench.expect('15', 'silence');
      await bench.expect(reqb, atqb);
    },
  },
  'atqb-basic': {
    title: [
      'The ATQB has twelve bytes also where an extended one may be',
      '拡張ATQBが許されてもATQBは12バイト',
    ],
    clause: '3, 7.9',
    basis: 'inferred',
    text: [
      'WUPB that allows an extended ATQB is answered with one of 12 bytes.',
      '拡張ATQBを許すWUPBに12バイトのATQBを返す。',
    ],
    rules: ['b-atqb-basic'],
    run: async (bench) => void (await bench.expect('05 00 18', atqb)),
  },
  'pupi-fresh': {
    title: ['After a loss of power the PUPI is another one', '電源断の後はPUPIが変わる'],
    clause: '3, 7.9.2',
    basis: 'inferred',
    text: [
      'Three times the field comes up, and the PUPIs are not all the same.',
      '磁界を3回投入し、PUPIがすべて同じにはならない。',
    ],
    rules: ['b-pupi-fresh'],
    async run(bench) {
      const pupis = new Set<string>();
      for (let time = 0; time < 3; time++) {
        await bench.powerCycle();
        pupis.add(await bench.wake());
      }
      bench.check.that(t('different PUPIs', '異なるPUPIの数'), pupis.size > 1, '2 or 3', String(pupis.size));
    },
  },
  'pupi-kept': {
    title: ['While there is power the PUPI stays', '電源がある間PUPIは変わらない'],
    clause: '3, 7.9.2',
    text: ['Two ATQBs without loss of power have the same PUPI.', '電源断のない2回のATQBは同じPUPIを持つ。'],
    rules: ['b-pupi-kept'],
    async run(bench) {
      const first = await bench.wake();
      const second = await bench.wake();
      bench.check.same(t('second PUPI', '2回目のPUPI'), hex(second), hex(first));
    },
  },
  'pupi-kept-over-halt': {
    title: ['HALT does not change the PUPI', 'HALTでPUPIは変わらない'],
    clause: '3, 7.9.2',
    text: ['The ATQB after HLTB and WUPB has the same PUPI.', 'HLTB・WUPBの後のATQBは同じPUPIを持つ。'],
    rules: ['b-pupi-kept'],
    async run(bench) {
      const first = await halt(bench);
      bench.check.same(t('PUPI after HALT', 'HALT後のPUPI'), hex(await bench.wake()), hex(first));
    },
  },
  'crc-of-request': {
    title: ['A request with a wrong CRC is not answered', 'CRC誤りの要求には応答しない'],
    clause: '3, 7.2',
    text: [
      'WUPB with a wrong CRC is not answered; with the right one it is.',
      'CRCが誤ったWUPBには応答せず、正しければ応答する。',
    ],
    rules: ['crc-checked'],
    async run(bench) {
      await bench.expect(wupb, 'silence', { crc: 'wrong' });
      await bench.expect(wupb, atqb);
    },
  },
  'other-modulation': {
    title: ['Frames of type A are not heard', 'Type Aのフレームは受け取らない'],
    clause: '2, 9',
    text: [
      'WUPB sent as type A is not answered; as type B it is.',
      'Type Aで送ったWUPBには応答せず、Type Bなら応答する。',
    ],
    rules: ['modulation-kept'],
    async run(bench) {
      await bench.expect(wupb, 'silence', { modulation: 'A' });
      await bench.expect(wupb, atqb);
    },
  },
  'rate-agreed-on': {
    title: [
      'After ATTRIB for 212 kbit/s nothing slower is heard',
      '212 kbit/sで活性化した後は106 kbit/sを受け取らない',
    ],
    clause: '3, 7.10.4',
    text: [
      'A block at 106 kbit/s is not answered; at 212 it is.',
      '106 kbit/sのブロックには応答せず、212なら応答する。',
    ],
    rules: ['bit-rate-kept'],
    async run(bench) {
      await bench.activate({ rates: 0x50 });
      await bench.expect('b2', 'silence');
      await bench.expect('b2', 'a3', { bitRate: 212 });
    },
  },
});
