import { concat, hex } from '../../bytes/hex.ts';
import { ack, commandFrame } from '../../bytes/port-100-frame.ts';
import { t } from '../support/bilingual.ts';
import { type ChipBench, code } from './chip-bench.ts';
import { chipCases } from './chip-case.ts';

const setType = commandFrame(code.setCommandType, hex('01'));
const words = t('transfers', '転送');

/** The chip takes the next command as if nothing had been. */
const goesOn = (bench: ChipBench): Promise<string> => bench.expect(code.setCommandType, '01', '00');

const withByte = (bytes: Uint8Array, index: number, change: number): Uint8Array =>
  bytes.map((byte, i) => (i === index ? (byte + change) & 0xff : byte));

/** Frames in both directions. */
export const frameCases = chipCases('frame', {
  acknowledged: {
    title: ['A command is acknowledged, then answered', 'コマンドはACKの後に応答される'],
    text: ['Two transfers come: the acknowledgement, and the answer.', 'ACKと応答の2つの転送が届く。'],
    basis: 'probe',
    rules: ['ack-before-answer', 'ack-form'],
    async run(bench) {
      bench.said(words, await bench.raw(setType), ['ack', '2b00']);
    },
  },
  'acknowledgement-bytes': {
    title: ['An acknowledgement has six bytes', 'ACKは6バイト'],
    text: ['It is 00 00 FF 00 FF 00.', '00 00 FF 00 FF 00である。'],
    basis: 'probe',
    rules: ['ack-form'],
    async run(bench) {
      await bench.chip.write(setType);
      const first = (await bench.chip.read()) ?? new Uint8Array(0);
      bench.check.same(t('first transfer', '最初の転送'), first, ack);
    },
  },
  'answer-bytes': {
    title: ['An answer is a frame of its own form', '応答は定められた形式のフレーム'],
    text: [
      'To SetCommandType: 00 00 FF FF FF 03 00 FD D7 2B 00 FE 00.',
      'SetCommandTypeには00 00 FF FF FF 03 00 FD D7 2B 00 FE 00。',
    ],
    basis: 'probe',
    rules: [
      'answer-direction',
      'answer-code',
      'answer-length-order',
      'answer-length-checksum',
      'answer-data-checksum',
      'answer-postamble',
    ],
    async run(bench) {
      await bench.chip.write(setType);
      await bench.chip.read();
      const answer = (await bench.chip.read()) ?? new Uint8Array(0);
      bench.check.same(t('second transfer', '2番目の転送'), answer, hex('0000ffffff 0300fd d72b00 fe00'));
    },
  },
  'long-answer': {
    title: ['The length of a long answer has its low byte first', '長い応答の長さは下位バイトが先'],
    text: [
      'An answer of 264 bytes announces 0A 01 with direction, code, status and bits.',
      '応答全体の長さは下位バイトから示される。',
    ],
    basis: 'probe',
    rules: ['answer-length-order', 'answer-length-checksum'],
    async run(bench) {
      bench.card(new Uint8Array(254));
      await bench.prepareTypeB();
      await bench.frame('05 00 08', `00000000 08 ${'00'.repeat(254)}`);
    },
  },
  'length-checksum': {
    title: ['A wrong checksum of the length is told', '長さのチェックサム誤りはエラーになる'],
    text: [
      'The frame is answered with the error frame, and the next command is taken.',
      'エラーフレームを返し、次のコマンドは受け付ける。',
    ],
    basis: 'inferred',
    rules: ['length-checksum-checked'],
    async run(bench) {
      bench.said(words, await bench.raw(withByte(setType, 7, 1)), ['error']);
      await goesOn(bench);
    },
  },
  'data-checksum': {
    title: ['A wrong checksum of the data is told', 'データのチェックサム誤りはエラーになる'],
    text: [
      'The frame is answered with the error frame, and the next command is taken.',
      'エラーフレームを返し、次のコマンドは受け付ける。',
    ],
    basis: 'inferred',
    rules: ['data-checksum-checked'],
    async run(bench) {
      bench.said(words, await bench.raw(withByte(setType, setType.length - 2, 1)), ['error']);
      await goesOn(bench);
    },
  },
  'damaged-command-does-nothing': {
    title: ['A damaged command is not carried out', '壊れたコマンドは実行されない'],
    text: [
      'SwitchRF 00 with a wrong checksum leaves the field on.',
      'チェックサムが誤ったSwitchRF 00では磁界は消えない。',
    ],
    basis: 'inferred',
    rules: ['data-checksum-checked'],
    async run(bench) {
      await bench.prepareTypeB();
      const off = commandFrame(code.switchRf, hex('00'));
      await bench.raw(withByte(off, off.length - 2, 1));
      bench.check.that(t('field', '磁界'), bench.chip.fieldIsOn(), 'on', 'off');
      await goesOn(bench);
    },
  },
  'other-direction': {
    title: ['A frame of another direction is told', '方向の異なるフレームはエラーになる'],
    text: [
      'D7 and D4 in the place of D6 are answered with the error frame.',
      'D6でなくD7・D4で始まるフレームにはエラーフレームを返す。',
    ],
    basis: 'inferred',
    rules: ['direction-checked'],
    async run(bench) {
      for (const direction of [0xd7, 0xd4]) {
        const frame = commandFrame(code.setCommandType, hex('01'), direction);
        bench.said(words, await bench.raw(frame), ['error']);
      }
      await goesOn(bench);
    },
  },
  'cut-frame': {
    title: ['A frame that was cut is told', '途中で切れたフレームはエラーになる'],
    text: [
      'It is answered with the error frame, and the next command is taken.',
      'エラーフレームを返し、次のコマンドは受け付ける。',
    ],
    basis: 'inferred',
    rules: ['cut-frame-refused'],
    async run(bench) {
      const whole = commandFrame(code.inSetRf, hex('03 07 0f 07'));
      bench.said(words, await bench.raw(whole.subarray(0, -4)), ['error']);
      await goesOn(bench);
    },
  },
  rubbish: {
    title: ['Rubbish is told, and nothing more', '無意味な転送はエラーだけを招く'],
    text: [
      'Three transfers that are no frames get an error frame each, and the next command is taken.',
      'フレームでない3つの転送にそれぞれエラーフレームを返し、次のコマンドは受け付ける。',
    ],
    basis: 'inferred',
    rules: ['ack-before-answer', 'cut-frame-refused'],
    async run(bench) {
      for (const transfer of ['00', 'ff'.repeat(64), '0000ff']) {
        bench.said(words, await bench.raw(transfer), ['error']);
      }
      const whole = commandFrame(code.inSetRf, hex('03 07 0f 07'));
      bench.said(words, await bench.raw(whole.subarray(0, -3)), ['error']);
      bench.said(words, await bench.raw(setType), ['ack', '2b00']);
    },
  },
  'unknown-command': {
    title: ['An unknown command is told', '未知のコマンドはエラーになる'],
    text: ['Code EE is answered with the error frame.', 'コードEEにはエラーフレームを返す。'],
    basis: 'inferred',
    rules: ['unknown-command-refused'],
    async run(bench) {
      bench.said(words, await bench.raw(commandFrame(0xee, hex(''))), ['error']);
      await goesOn(bench);
    },
  },
  'host-acknowledges': {
    title: ['An acknowledgement of the host gets no answer', 'ホストのACKには応答しない'],
    text: ['Nothing comes, and the next command is taken.', '何も返さず、次のコマンドは受け付ける。'],
    basis: 'probe',
    rules: ['host-ack-unanswered'],
    async run(bench) {
      bench.said(words, await bench.raw(ack), []);
      await goesOn(bench);
    },
  },
  'host-cancels': {
    title: ['An acknowledgement of the host ends a command', 'ホストのACKでコマンドは終わる'],
    text: [
      'The answer of a card that comes afterwards is not told.',
      'その後に届いたカードの応答は返されない。',
    ],
    basis: 'probe',
    rules: ['host-ack-cancels'],
    async run(bench) {
      bench.card(hex('50'));
      await bench.prepareTypeB();
      const { release } = bench.chip.hold();
      const sent = await bench.raw(commandFrame(code.inCommRf, hex('36 01 05 00 08')));
      bench.said(words, sent, ['ack']);
      bench.said(words, await bench.raw(ack), []);
      release();
      bench.said(t('transfers after the end', '終了後の転送'), await bench.words(), []);
      await goesOn(bench);
    },
  },
  'unread-answer-dropped': {
    title: ['What was not read is dropped by an acknowledgement', '読まれていない応答はACKで破棄される'],
    text: [
      'A new host that acknowledges first finds no answer of the former one.',
      '最初にACKを送る新しいホストは、以前の応答を受け取らない。',
    ],
    basis: 'probe',
    rules: ['host-ack-cancels'],
    async run(bench) {
      await bench.chip.write(setType);
      await bench.chip.write(ack);
      bench.said(words, await bench.words(), []);
      await goesOn(bench);
    },
  },
  'in-order': {
    title: ['Commands are answered in their order', 'コマンドは順番に応答される'],
    text: [
      'A command that comes while another is under way is answered after it.',
      '実行中に届いたコマンドは、その後に応答される。',
    ],
    basis: 'inferred',
    rules: ['in-order'],
    async run(bench) {
      bench.card(hex('50'));
      await bench.prepareTypeB();
      const { release } = bench.chip.hold();
      await bench.chip.write(commandFrame(code.inCommRf, hex('36 01 05 00 08')));
      await bench.chip.write(setType);
      bench.said(words, await bench.words(), ['ack']);
      release();
      bench.said(words, await bench.words(), [`05${'00'.repeat(4)}0850`, 'ack', '2b00']);
    },
  },
  'bytes-behind': {
    title: ['Bytes behind a frame count for nothing', 'フレームの後のバイトは無視される'],
    text: [
      'A transfer that was filled up to its length is carried out once.',
      '埋め草のある転送も1回だけ実行される。',
    ],
    basis: 'inferred',
    rules: ['ack-before-answer'],
    async run(bench) {
      bench.said(words, await bench.raw(concat(setType, hex('00 00 00'))), ['ack', '2b00']);
    },
  },
});
