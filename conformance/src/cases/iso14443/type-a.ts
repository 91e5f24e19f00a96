import { hex, toHex } from '../../bytes/hex.ts';
import { t } from '../support/bilingual.ts';
import { phone } from './bench-cards.ts';
import type { FieldBench } from './field-bench.ts';
import { fieldCases } from './field-case.ts';

const woken = (bench: FieldBench, answer: string): void =>
  bench.fits(t('answer to the short frame', '短フレームへの応答'), answer, '.. ..');
const silent = (bench: FieldBench, answer: string): void =>
  bench.fits(t('answer to the short frame', '短フレームへの応答'), answer, 'silence');

/** HLTA, which nothing answers. */
async function halt(bench: FieldBench): Promise<void> {
  await bench.select();
  await bench.expect('50 00', 'silence');
}

const subject = { lies: [phone] };

/** Type A before the block protocol. */
export const typeACases = fieldCases('a', subject, {
  'reqa-answered': {
    title: ['A card that has just got power answers REQA', '電源投入直後のカードはREQAに応答する'],
    clause: '3, 6.3.2',
    text: ['In IDLE, REQA is answered with the ATQA.', 'IDLE状態のREQAにATQAを返す。'],
    rules: ['a-reqa-answered'],
    run: async (bench) => woken(bench, await bench.short('26')),
  },
  'halt-ignores-reqa': {
    title: ['A halted card does not answer REQA', 'HALT状態のカードはREQAに応答しない'],
    clause: '3, 6.3.6',
    text: ['After HLTA, REQA is not answered and WUPA is.', 'HLTAの後、REQAに応答せずWUPAに応答する。'],
    rules: ['a-halt-ignores-reqa'],
    async run(bench) {
      await halt(bench);
      silent(bench, await bench.short('26'));
      woken(bench, await bench.short('52'));
    },
  },
  'wupa-wakes': {
    title: ['WUPA wakes a halted card', 'WUPAはHALT状態のカードを起こす'],
    clause: '3, 6.3.6',
    text: ['After HLTA, WUPA is answered with the ATQA.', 'HLTAの後のWUPAにATQAを返す。'],
    rules: ['a-wupa-wakes'],
    async run(bench) {
      await halt(bench);
      woken(bench, await bench.short('52'));
    },
  },
  'eight-bits': {
    title: ['REQA in eight bits is not answered', '8ビットのREQAには応答しない'],
    clause: '3, 6.2.3.1',
    text: [
      'A byte of 26 is not answered; seven bits of it are.',
      '8ビットの26には応答せず、7ビットなら応答する。',
    ],
    rules: ['a-short-frame'],
    async run(bench) {
      silent(bench, await bench.short('26', 8));
      woken(bench, await bench.short('26'));
    },
  },
  'anticollision-of-another': {
    title: [
      'Anticollision with the bits of another card is not answered',
      '他カードのビットの衝突防止には応答しない',
    ],
    clause: '3, 6.5.3',
    text: [
      'With a first byte that is not of the UID there is silence; with the right one the rest comes.',
      '先頭バイトがUIDと異なれば応答せず、一致すれば残りを返す。',
    ],
    rules: ['a-anticollision-prefix'],
    async run(bench) {
      await bench.short('52');
      const part = await bench.send('93 20', { crc: 'none' });
      const first = hex(part.slice(0, 2))[0]! ^ 0x01;
      const other = await bench.send(Uint8Array.of(0x93, 0x30, first), { crc: 'none' });
      bench.fits(t('answer to other bits', '異なるビットへの応答'), other, 'silence');
      const rest = await bench.send(`93 30 ${part.slice(0, 2)}`, { crc: 'none' });
      bench.fits(t('answer to its own bits', '自分のビットへの応答'), rest, part.slice(2));
    },
  },
  bcc: {
    title: ['The UID ends with its check byte', 'UIDは検査バイトで終わる'],
    clause: '3, 6.5.3',
    text: [
      'The fifth byte is the exclusive or of the four before.',
      '5バイト目は前の4バイトの排他的論理和。',
    ],
    rules: ['a-bcc'],
    async run(bench) {
      await bench.short('52');
      const part = hex(await bench.send('93 20', { crc: 'none' }));
      const check = part.subarray(0, 4).reduce((sum, byte) => sum ^ byte, 0);
      bench.check.that(
        t('check byte', '検査バイト'),
        part[4] === check,
        toHex(Uint8Array.of(check)),
        toHex(part.subarray(4)),
      );
    },
  },
  'two-levels': {
    title: ['A UID of seven bytes comes in two levels', '7バイトのUIDは2段階で示される'],
    clause: '3, 6.5.4',
    text: [
      'The first level begins with 88, and SAK says that the UID is not complete.',
      '第1段階は88で始まり、SAKは未完了を示す。',
    ],
    rules: ['a-cascade'],
    async run(bench) {
      const uid = await bench.select();
      bench.check.that(t('length of the UID', 'UIDの長さ'), uid.length === 14, '7', String(uid.length / 2));
    },
  },
  'select-of-another': {
    title: ['SELECT of another card is not answered', '他カードのSELECTには応答しない'],
    clause: '3, 6.5.3',
    text: [
      'SELECT with another UID is not answered; with the own one it is.',
      '異なるUIDのSELECTには応答せず、自分のUIDには応答する。',
    ],
    rules: ['a-select-own-uid'],
    async run(bench) {
      await bench.short('52');
      const part = hex(await bench.send('93 20', { crc: 'none' }));
      const other = part.map((byte, i) => (i === 3 || i === 4 ? byte ^ 0x01 : byte));
      await bench.expect(Uint8Array.of(0x93, 0x70, ...other), 'silence');
      await bench.select();
    },
  },
  'hlta-silent': {
    title: ['HLTA is not answered', 'HLTAには応答しない'],
    clause: '3, 6.4.3',
    text: ['Any answer to HLTA would mean that it was not heard.', 'HLTAへの応答は不達を意味する。'],
    rules: ['a-hlta-silent'],
    run: halt,
  },
  'rats-unselected': {
    title: ['RATS before SELECT is not answered', 'SELECT前のRATSには応答しない'],
    clause: '4, 5.1',
    text: [
      'RATS right after the ATQA is not answered; after SELECT it is.',
      'ATQA直後のRATSには応答せず、SELECT後なら応答する。',
    ],
    rules: ['a-rats-selected'],
    async run(bench) {
      await bench.short('52');
      await bench.expect('e0 80', 'silence');
      await bench.select();
      await bench.expect('e0 80', '*');
    },
  },
  'rats-reserved-cid': {
    title: ['RATS with CID 15 is not answered', 'CID 15のRATSには応答しない'],
    clause: '4, 5.1',
    basis: 'inferred',
    text: ['The reserved CID 15 is not answered; 0 is.', '予約値のCID 15には応答せず、0なら応答する。'],
    rules: ['a-rats-cid-reserved'],
    async run(bench) {
      await bench.select();
      await bench.expect('e0 8f', 'silence');
      await bench.select();
      await bench.expect('e0 80', '*');
    },
  },
  'ats-length': {
    title: ['The ATS says how long it is', 'ATSは自身の長さを示す'],
    clause: '4, 5.2.2',
    text: ['TL is the number of bytes of the ATS without CRC.', 'TLはCRCを除くATSのバイト数。'],
    rules: ['a-ats-whole'],
    async run(bench) {
      await bench.select();
      const ats = hex(await bench.expect('e0 80', '*'));
      bench.check.that(t('TL', 'TL'), ats[0] === ats.length, String(ats.length), String(ats[0]));
    },
  },
  'pps-rate': {
    title: ['After PPS blocks go at the new bit rate', 'PPS後のブロックは新しい通信速度になる'],
    clause: '4, 5.3',
    text: [
      'PPS for 212 kbit/s both ways is answered; then a block at 106 is met with silence and one at 212 is answered.',
      '双方向212 kbit/sのPPSに応答し、106のブロックには応答せず、212なら応答する。',
    ],
    rules: ['bit-rate-kept', 'a-pps-once'],
    async run(bench) {
      await bench.activate();
      await bench.expect('d0 11 05', 'd0');
      await bench.expect('b2', 'silence');
      await bench.expect('d0 01', 'silence', { bitRate: 212 });
      await bench.expect('b2', 'a3', { bitRate: 212 });
    },
  },
  'random-uid': {
    title: [
      'A random UID begins with 08 and changes with the field',
      'ランダムUIDは08で始まり、磁界ごとに変わる',
    ],
    clause: '3, 6.5.4',
    text: [
      'Three times the field comes up, and the UIDs are not all the same; an activation does not outlast it.',
      '磁界を3回投入し、UIDがすべて同じにはならない。活性化は磁界断で失われる。',
    ],
    lies: [{ ...phone, uid: 'random' }],
    rules: ['power-off-forgets'],
    async run(bench) {
      const uids = new Set<string>();
      for (let time = 0; time < 3; time++) {
        await bench.powerCycle();
        const uid = await bench.select();
        bench.check.that(t('first byte', '先頭バイト'), uid.startsWith('08'), '08', uid.slice(0, 2));
        uids.add(uid);
        await bench.expect('e0 80', '07 *');
      }
      bench.check.that(t('different UIDs', '異なるUIDの数'), uids.size > 1, '2 or 3', String(uids.size));
    },
  },
  'pps-first': {
    title: ['PPS is answered right after the ATS', 'ATS直後のPPSに応答する'],
    clause: '4, 5.6.2.3',
    text: [
      'PPS that changes nothing is answered with its start byte.',
      '何も変えないPPSに開始バイトを返す。',
    ],
    rules: ['a-pps-answered'],
    async run(bench) {
      await bench.activate();
      await bench.expect('d0 01', 'd0');
      await bench.expect('b2', 'a3');
    },
  },
  'pps-late': {
    title: ['PPS after a block is not answered', 'ブロック後のPPSには応答しない'],
    clause: '4, 5.6.2.3',
    text: [
      'Once a block was exchanged, PPS is met with silence, and blocks go on.',
      'ブロックの交換後はPPSに応答せず、ブロックには応答する。',
    ],
    rules: ['a-pps-once'],
    async run(bench) {
      await bench.activate();
      await bench.expect('b2', 'a3');
      await bench.expect('d0 01', 'silence');
      await bench.expect('b2', 'a3');
    },
  },
});
