import { t } from '../support/bilingual.ts';
import { ready, selectJpki } from './block-order.ts';
import type { FieldCase } from './field-case.ts';

/** CID and NAD, S-blocks, and blocks that are none. */
export const blockForms: Readonly<Record<string, FieldCase>> = {
  'cid-of-another': {
    title: ['A block for another CID is not answered', '他のCIDのブロックには応答しない'],
    clause: '4, 7.1.1.2',
    text: [
      'Activated with CID 3, a block with CID 4 is met with silence and one with CID 3 is answered.',
      'CID 3で活性化し、CID 4のブロックには応答せず、CID 3には応答する。',
    ],
    needs: 'type-b & cid',
    rules: ['cid-other'],
    async run(bench) {
      await bench.activate({ cid: 3 });
      await bench.expect('ba 04', 'silence');
      await bench.expect('ba 03', 'ab 03');
    },
  },
  'cid-missing': {
    title: ['With CID 3 a block without CID is not answered', 'CID 3のカードはCIDなしのブロックに応答しない'],
    clause: '4, 7.1.1.2',
    text: [
      'Activated with CID 3, a block without CID is met with silence.',
      'CID 3で活性化し、CIDのないブロックには応答しない。',
    ],
    needs: 'type-b & cid',
    rules: ['cid-needed'],
    async run(bench) {
      await bench.activate({ cid: 3 });
      await bench.expect('b2', 'silence');
      await bench.expect('ba 03', 'ab 03');
    },
  },
  'cid-answered': {
    title: ['A block with CID is answered with CID', 'CID付きブロックにはCID付きで応答する'],
    clause: '4, 7.1.1.2',
    text: ['An I-block with CID 1 is answered by one with CID 1.', 'CID 1のIブロックにCID 1で応答する。'],
    needs: 'type-b & cid',
    rules: ['cid-answered'],
    async run(bench) {
      await bench.activate({ cid: 1 });
      await bench.expect('0a 01 00a4040c 0a d392f000260100000001', '0a 01 90 00');
    },
  },
  'cid-zero-both-ways': {
    title: ['With CID 0 blocks may come with and without', 'CID 0ではCIDの有無どちらでもよい'],
    clause: '4, 7.1.1.2',
    text: ['Each block is answered in the form in which it came.', '受け取った形式で応答する。'],
    needs: 'type-b & cid',
    rules: ['cid-answered'],
    async run(bench) {
      await bench.activate();
      await bench.expect('b2', 'a3');
      await bench.expect('ba 00', 'ab 00');
    },
  },
  'no-cid-supported': {
    title: ['A card without CID answers no block with one', 'CID非対応のカードはCID付きブロックに応答しない'],
    clause: '4, 7.1.1.2',
    text: [
      'A block with CID 0 is met with silence; without CID it is answered.',
      'CID 0付きのブロックには応答せず、CIDなしなら応答する。',
    ],
    lies: [{ modulation: 'B', protocolInfo: 'b3 81 a0' }],
    rules: ['cid-supported'],
    async run(bench) {
      await bench.activate();
      await bench.expect('ba 00', 'silence');
      await bench.expect('b2', 'a3');
    },
  },
  'no-nad-supported': {
    title: ['A card without NAD answers no block with one', 'NAD非対応のカードはNAD付きブロックに応答しない'],
    clause: '4, 7.1.1.3',
    text: [
      'SELECT behind a NAD is met with silence; without it is answered.',
      'NAD付きのSELECTには応答せず、NADなしなら応答する。',
    ],
    rules: ['nad-supported'],
    async run(bench) {
      await bench.activate();
      await bench.expect('06 00 00a4040c 0a d392f000260100000001', 'silence');
      await bench.expect(selectJpki, '02 90 00');
    },
  },
  'empty-block': {
    title: ['An empty I-block is answered with an empty one', '空のIブロックには空のIブロックを返す'],
    clause: '4, 7.5.4.3 rule 10',
    text: ['The number toggles, and nothing is executed.', '番号は反転し、何も実行されない。'],
    rules: ['empty-block-answered'],
    async run(bench) {
      await bench.activate();
      await bench.expect('02', '02');
      await bench.expect('03 00a4040c 0a d392f000260100000001', '03 90 00');
    },
  },
  'unknown-block': {
    title: ['A block of no known kind is not answered', '未知のブロックには応答しない'],
    clause: '4, 7.1.1.1',
    text: [
      'PCB 42 and E2 are met with silence, and the next block is answered.',
      'PCB 42とE2には応答せず、次のブロックには応答する。',
    ],
    rules: ['pcb-known'],
    async run(bench) {
      await bench.activate();
      await bench.expect('42', 'silence');
      await bench.expect('e2', 'silence');
      await bench.expect('b2', 'a3');
    },
  },
  'wrong-crc': {
    title: ['A block with a wrong CRC is met with silence', 'CRC誤りのブロックには応答しない'],
    clause: '4, 7.5.5.2',
    text: [
      'The card never sends R(NAK); the block with its right CRC is answered as if nothing had been.',
      'カードはR(NAK)を送らず、正しいCRCのブロックには通常どおり応答する。',
    ],
    rules: ['never-nak', 'crc-checked'],
    async run(bench) {
      await bench.activate();
      await bench.expect(selectJpki, 'silence', { crc: 'wrong' });
      await bench.expect(selectJpki, '02 90 00');
    },
  },
  'wrong-crc-changes-nothing': {
    title: ['A damaged block changes no number', '壊れたブロックで番号は変わらない'],
    clause: '4, 7.5.5.2',
    text: [
      'After a damaged I-block R(NAK) is acknowledged with the number as before.',
      '壊れたIブロックの後のR(NAK)に、前と同じ番号のR(ACK)を返す。',
    ],
    rules: ['crc-checked', 'never-nak'],
    async run(bench) {
      await bench.activate();
      await bench.expect(selectJpki, 'silence', { crc: 'wrong' });
      await bench.expect('b2', 'a3');
    },
  },
  'extension-unasked': {
    title: ['S(WTX) that nobody asked for is not answered', '求めていないS(WTX)には応答しない'],
    clause: '4, 7.5.4.3 rule 3',
    text: ['It is met with silence, and the next block is answered.', '応答せず、次のブロックには応答する。'],
    rules: ['extension-unasked'],
    async run(bench) {
      await bench.activate();
      await bench.expect('f2 01', 'silence');
      await bench.expect('b2', 'a3');
    },
  },
  'parameters-unanswered': {
    title: ['S(PARAMETERS) is not answered', 'S(PARAMETERS)には応答しない'],
    clause: '4, 9.2',
    basis: 'inferred',
    text: [
      'A card that does not support it is silent, and the next block is answered.',
      '非対応のカードは応答せず、次のブロックには応答する。',
    ],
    rules: ['parameters-silent'],
    async run(bench) {
      await bench.activate();
      await bench.expect('f0 a0 00', 'silence');
      await bench.expect('f0', 'silence');
      await bench.expect('b2', 'a3');
    },
  },
  'deselect-answered': {
    title: ['S(DESELECT) is answered with the same', 'S(DESELECT)には同じブロックを返す'],
    clause: '4, 8.2',
    text: ['Right after activation and after a command.', '活性化直後も、コマンドの後も。'],
    rules: ['deselect-answered'],
    async run(bench) {
      await bench.activate();
      await bench.expect(selectJpki, '02 90 00');
      await bench.expect('c2', 'c2');
    },
  },
  'deselect-with-cid': {
    title: ['S(DESELECT) with CID is answered with CID', 'CID付きのS(DESELECT)にはCID付きで返す'],
    clause: '4, 8.2',
    text: ['CA 01 is answered with CA 01.', 'CA 01にCA 01を返す。'],
    needs: 'type-b & cid',
    rules: ['deselect-answered', 'cid-answered'],
    async run(bench) {
      await bench.activate({ cid: 1 });
      await bench.expect('ca 01', 'ca 01');
    },
  },
  'deselect-halts': {
    title: ['After S(DESELECT) the card is halted', 'S(DESELECT)の後はHALT状態'],
    clause: '4, 8.1',
    text: [
      'REQB or REQA is not answered; WUPB or WUPA is.',
      'REQB・REQAには応答せず、WUPB・WUPAには応答する。',
    ],
    rules: ['deselect-halts'],
    async run(bench) {
      await bench.activate();
      await bench.expect('c2', 'c2');
      const request = bench.modulation === 'B' ? await bench.send('05 00 00') : await bench.short('26');
      bench.fits(t('answer to the request', '要求への応答'), request, 'silence');
      const wakeUp = bench.modulation === 'B' ? await bench.send('05 00 08') : await bench.short('52');
      bench.fits(t('answer to the wake-up', '起床要求への応答'), wakeUp, '.. .. *');
    },
  },
  'activation-anew': {
    title: ['Nothing selected outlasts S(DESELECT)', '選択状態はS(DESELECT)で失われる'],
    clause: '4, 8.1',
    basis: 'inferred',
    text: [
      'After deselection and activation READ BINARY finds no file.',
      '解除して活性化し直すと、READ BINARYの対象ファイルはない。',
    ],
    rules: ['activation-begins-anew'],
    async run(bench) {
      await ready(bench);
      await bench.expect('c2', 'c2');
      await bench.activate();
      const answer = await bench.expect('02 00 b0 00 00 02', '02 *');
      bench.check.that(
        t('status word', '状態語'),
        !answer.endsWith('9000'),
        'other than 9000',
        answer.slice(-4),
      );
    },
  },
  'power-off-forgets': {
    title: ['Without power the activation is gone', '電源断で活性化は失われる'],
    clause: '3, 7.4.2',
    text: [
      'After the field was off a block is met with silence, and the card can be activated.',
      '磁界断の後のブロックには応答せず、活性化できる。',
    ],
    rules: ['power-off-forgets'],
    async run(bench) {
      await bench.activate();
      await bench.expect(selectJpki, '02 90 00');
      await bench.powerCycle();
      await bench.expect('b2', 'silence');
      await bench.activate();
      await bench.expect('b2', 'a3');
    },
  },
  'garbage-survived': {
    title: ['Rubbish changes nothing', '不正なフレームで何も変わらない'],
    clause: '4, 7.5.5.2',
    text: [
      'After frames of one byte each that mean nothing the next command is answered.',
      '意味のない1バイトのフレームの後も次のコマンドに応答する。',
    ],
    rules: ['pcb-known', 'extension-unasked'],
    async run(bench) {
      await bench.activate();
      for (const pcb of [0x00, 0x42, 0x62, 0x81, 0xe2]) {
        await bench.expect(Uint8Array.of(pcb), 'silence');
      }
      await bench.expect('f2 3b', 'silence');
      await bench.expect(selectJpki, '02 90 00');
    },
  },
};
