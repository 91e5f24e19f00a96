import { concat, hex } from '../../bytes/hex.ts';
import { fieldCases } from './field-case.ts';
import { atqb, halt, reqb, wupb } from './type-b.ts';

const subject = { needs: 'type-b' };

/** ATTRIB and HLTB: how a card of type B is activated and halted. */
export const typeBActivationCases = fieldCases('b', subject, {
  'attrib-activates': {
    title: ['ATTRIB with the own PUPI is answered with MBLI and CID', '自分のPUPIのATTRIBにMBLIとCIDを返す'],
    clause: '3, 7.11',
    text: [
      'The answer is one byte: MBLI 0 of this card, and CID 0.',
      '応答は1バイトで、このカードのMBLI 0とCID 0。',
    ],
    rules: ['b-attrib-mbli-told'],
    async run(bench) {
      const pupi = await bench.wake();
      await bench.expect(bench.attrib(pupi), '00');
    },
  },
  'attrib-cid-told': {
    title: ['The answer to ATTRIB repeats the CID', 'ATTRIBへの応答はCIDを繰り返す'],
    clause: '3, 7.11',
    text: ['ATTRIB with CID 5 is answered with CID 5.', 'CID 5のATTRIBにCID 5を返す。'],
    needs: 'type-b & cid',
    rules: ['b-attrib-cid-told'],
    async run(bench) {
      const pupi = await bench.wake();
      await bench.expect(bench.attrib(pupi, { cid: 5 }), '05');
    },
  },
  'attrib-of-another': {
    title: ['ATTRIB for another card is not answered', '他のカードへのATTRIBには応答しない'],
    clause: '3, 7.10.2',
    text: [
      'ATTRIB with another PUPI is not answered; with the own one it is.',
      '異なるPUPIのATTRIBには応答せず、自分のPUPIには応答する。',
    ],
    rules: ['b-attrib-own-pupi'],
    async run(bench) {
      const pupi = await bench.wake();
      const other = hex(pupi).map((byte, i) => (i === 3 ? byte ^ 0x01 : byte));
      await bench.expect(concat(hex('1d'), other, hex('00 08 01 00')), 'silence');
      await bench.expect(bench.attrib(pupi), '..');
    },
  },
  'attrib-in-halt': {
    title: ['A halted card does not answer ATTRIB', 'HALT状態のカードはATTRIBに応答しない'],
    clause: '3, 7.4.8',
    text: [
      'In HALT, ATTRIB is not answered; after WUPB it is.',
      'HALT状態のATTRIBには応答せず、WUPBの後なら応答する。',
    ],
    rules: ['b-attrib-needs-atqb'],
    async run(bench) {
      const pupi = await halt(bench);
      await bench.expect(bench.attrib(pupi), 'silence');
      await bench.wake();
      await bench.expect(bench.attrib(pupi), '..');
    },
  },
  'attrib-cut': {
    title: ['ATTRIB without parameter 4 is not answered', 'パラメータ4のないATTRIBには応答しない'],
    clause: '3, 7.10.1',
    text: [
      'An ATTRIB of eight bytes is not answered; one of nine is.',
      '8バイトのATTRIBには応答せず、9バイトなら応答する。',
    ],
    rules: ['b-attrib-whole'],
    async run(bench) {
      const pupi = await bench.wake();
      await bench.expect(bench.attrib(pupi).subarray(0, 8), 'silence');
      await bench.expect(bench.attrib(pupi), '..');
    },
  },
  'attrib-other-protocol': {
    title: [
      'ATTRIB that does not confirm the protocol is not answered',
      'プロトコルを確認しないATTRIBには応答しない',
    ],
    clause: '3, 7.10.5',
    basis: 'inferred',
    text: ['Parameter 3 of 00 is not answered; 01 is.', 'パラメータ3が00なら応答せず、01なら応答する。'],
    rules: ['b-attrib-protocol'],
    async run(bench) {
      const pupi = await bench.wake();
      await bench.expect(`1d ${pupi} 00 08 00 00`, 'silence');
      await bench.expect(bench.attrib(pupi), '..');
    },
  },
  'attrib-rate-not-offered': {
    title: [
      'ATTRIB for a bit rate that was not offered is not answered',
      '示していない通信速度のATTRIBには応答しない',
    ],
    clause: '3, 7.10.4',
    basis: 'inferred',
    text: [
      '847 kbit/s, which the ATQB does not offer, is not answered; 106 is.',
      'ATQBが示さない847 kbit/sには応答せず、106には応答する。',
    ],
    rules: ['b-attrib-rate'],
    async run(bench) {
      const pupi = await bench.wake();
      await bench.expect(bench.attrib(pupi, { rates: 0xf0 }), 'silence');
      await bench.expect(bench.attrib(pupi), '..');
    },
  },
  'attrib-two-rates': {
    title: [
      'A card that needs one bit rate takes no two',
      '同一速度を要するカードは異なる速度を受け付けない',
    ],
    clause: '3, 7.9.4',
    basis: 'inferred',
    text: [
      '212 kbit/s one way and 106 the other is not answered; 212 both ways is.',
      '片方向だけ212 kbit/sなら応答せず、双方向なら応答する。',
    ],
    rules: ['b-attrib-same-rate'],
    async run(bench) {
      const pupi = await bench.wake();
      await bench.expect(bench.attrib(pupi, { rates: 0x40 }), 'silence');
      await bench.expect(bench.attrib(pupi, { rates: 0x50 }), '..');
    },
  },
  'attrib-reserved-cid': {
    title: ['ATTRIB with CID 15 is not answered', 'CID 15のATTRIBには応答しない'],
    clause: '3, 7.10.6',
    basis: 'inferred',
    text: ['The reserved CID 15 is not answered; 14 is.', '予約値のCID 15には応答せず、14には応答する。'],
    needs: 'type-b & cid',
    rules: ['b-attrib-cid-reserved'],
    async run(bench) {
      const pupi = await bench.wake();
      await bench.expect(bench.attrib(pupi, { cid: 15 }), 'silence');
      await bench.expect(bench.attrib(pupi, { cid: 14 }), '0e');
    },
  },
  'hltb-answered': {
    title: ['HLTB is answered with 00', 'HLTBには00を返す'],
    clause: '3, 7.13',
    text: ['HLTB with the own PUPI is answered with 00.', '自分のPUPIのHLTBに00を返す。'],
    rules: ['b-hltb-answered'],
    run: async (bench) => void (await halt(bench)),
  },
  'hltb-of-another': {
    title: ['HLTB for another card halts nothing', '他のカードへのHLTBでは停止しない'],
    clause: '3, 7.12',
    text: [
      'HLTB with another PUPI is not answered, and REQB still is.',
      '異なるPUPIのHLTBには応答せず、REQBには応答する。',
    ],
    rules: ['b-hltb-own-pupi'],
    async run(bench) {
      const pupi = hex(await bench.wake());
      await bench.expect(
        concat(
          hex('50'),
          pupi.map((byte) => byte ^ 0xff),
        ),
        'silence',
      );
      await bench.expect(reqb, atqb);
    },
  },
  'hltb-in-idle': {
    title: ['HLTB is not answered before the ATQB', 'ATQB前のHLTBには応答しない'],
    clause: '3, 7.4.3',
    text: [
      'After a request for another family the card is in IDLE and answers no HLTB.',
      '他ファミリーへの要求でIDLEに戻ったカードはHLTBに応答しない。',
    ],
    rules: ['b-hltb-needs-atqb'],
    async run(bench) {
      const pupi = await bench.wake();
      await bench.expect('05 10 00', 'silence');
      await bench.expect(`50 ${pupi}`, 'silence');
      await bench.expect(reqb, atqb);
    },
  },
  'active-ignores-requests': {
    title: ['An activated card hears no request', '活性化したカードは要求に応答しない'],
    clause: '3, 7.4.7',
    text: [
      'WUPB, a marker, ATTRIB and HLTB are not answered, and the next block is.',
      'WUPB・マーカー・ATTRIB・HLTBに応答せず、次のブロックには応答する。',
    ],
    rules: ['b-active-ignores-request'],
    async run(bench) {
      const pupi = await bench.wake();
      await bench.expect(bench.attrib(pupi), '..');
      await bench.expect(wupb, 'silence');
      await bench.expect('15', 'silence');
      await bench.expect(bench.attrib(pupi), 'silence');
      await bench.expect(`50 ${pupi}`, 'silence');
      await bench.expect('b2', 'a3');
    },
  },
});
