import { chipCases } from './chip-case.ts';

const reference = 'nfc-readers 4';

export const chipItselfCases = chipCases('chip', {
  'diagnose-echo': {
    title: ['Diagnose gives its data back', 'Diagnoseはデータを返す'],
    clause: '7.2.1',
    basis: 'probe',
    text: ['The communication test echoes every byte.', '通信テストは全バイトを返す。'],
    rules: ['diagnose-echo'],
    async run(bench) {
      await bench.ask('00 00 6c69626e6663', '01 00 6c69626e6663');
      await bench.ask('00 00', '01 00');
    },
  },
  'diagnose-memory': {
    title: ['ROM and RAM are good', 'ROMとRAMは正常'],
    clause: '7.2.1',
    basis: 'probe',
    text: ['Tests 1 and 2 come out as 00.', '診断1と2の結果は00である。'],
    rules: ['diagnose-memory'],
    async run(bench) {
      await bench.ask('00 01', '01 00');
      await bench.ask('00 02', '01 00');
    },
  },
  'diagnose-presence': {
    title: ['Test 6 says whether the card is still there', '診断6はカードの有無を示す'],
    clause: '7.2.1',
    text: [
      '00 while the card answers, another value once it is gone.',
      '応答する間は00、なくなれば他の値を返す。',
    ],
    needs: 'cards-moved',
    rules: ['diagnose-presence'],
    async run(bench) {
      await bench.list();
      await bench.ask('00 06', '01 00');
      bench.serial.put?.('first', false);
      const answer = await bench.ask('00 06', '01 ..');
      bench.check.that({ en: 'card gone', ja: 'カードなし' }, answer[1] !== 0, 'not 00', String(answer[1]));
    },
  },
  'type-b-supported': {
    title: ['The chip says that it supports type B', 'Type Bへの対応を示す'],
    clause: '7.2.2',
    basis: 'probe',
    text: [
      'Bit 1 of the last byte of GetFirmwareVersion is set.',
      'GetFirmwareVersionの末尾のビット1が立つ。',
    ],
    rules: ['supports-type-b'],
    async run(bench) {
      await bench.ask('02', '03 32 .. .. 02 | 03 32 .. .. 03 | 03 32 .. .. 06 | 03 32 .. .. 07');
    },
  },
  'status-field': {
    title: ['GetGeneralStatus tells no foreign field where none is', '外部磁界がなければその旨を示す'],
    clause: '7.2.3',
    basis: 'inferred',
    text: ['The second byte is 00.', '2バイト目は00である。'],
    rules: ['status-tells-field'],
    async run(bench) {
      await bench.ask('04', '05 .. 00 *');
    },
  },
  'status-targets': {
    title: ['GetGeneralStatus tells the activated card', '活性化したカードを示す'],
    clause: '7.2.3',
    text: ['One target at 106 kbit/s both ways.', '双方向106 kbit/sのターゲット1件を示す。'],
    needs: 'type-b',
    rules: ['status-tells-targets'],
    async run(bench) {
      await bench.list();
      await bench.ask('04', '05 .. .. 01 01 00 00 .. ..');
    },
  },
  'status-error': {
    title: ['GetGeneralStatus tells the last error', '直近のエラーを示す'],
    clause: '7.2.3',
    text: ['The first byte is the error of the last exchange.', '1バイト目は直近の交換のエラーである。'],
    needs: 'type-b',
    rules: ['status-tells-error'],
    async run(bench) {
      await bench.list();
      await bench.ask('40 02 00', '41 27');
      await bench.ask('04', '05 27 *');
    },
  },
  'register-kept': {
    title: ['A register keeps what is written', 'レジスタは書き込んだ値を保つ'],
    clause: '7.2.5',
    basis: 'probe',
    text: [
      'The reload value of the timer reads as written.',
      'タイマのリロード値は書き込んだとおりに読める。',
    ],
    rules: ['register-keeps'],
    async run(bench) {
      await bench.ask('08 63 1c 5a', '09');
      await bench.ask('06 63 1c', '07 5a');
      await bench.ask('08 63 1c 00', '09');
    },
  },
  'registers-several': {
    title: ['Several registers are read at once', '複数のレジスタを一度に読める'],
    clause: '7.2.4',
    basis: 'probe',
    text: ['One byte comes for every address.', 'アドレスごとに1バイトを返す。'],
    rules: ['registers-several'],
    async run(bench) {
      await bench.ask('06 63 1c 63 1d 63 02', '07 .. .. ..');
    },
  },
  'gpio-validated': {
    title: ['WriteGPIO sets what bit 7 validates', 'WriteGPIOはビット7で有効なポートだけ設定する'],
    clause: '7.2.7',
    text: ['A port without the bit keeps its value.', 'ビットのないポートは値を保つ。'],
    // A board may have something connected to them.
    needs: 'power-cycled',
    rules: ['gpio-keeps'],
    async run(bench) {
      await bench.ask('0e a0 86', '0f');
      await bench.ask('0c', '0d 20 06 ..');
      await bench.ask('0e 00 00', '0f');
      await bench.ask('0c', '0d 20 06 ..');
    },
  },
  'sam-mode': {
    title: ['An unknown mode of SAMConfiguration is refused', '未知のSAMモードを拒否する'],
    clause: '7.2.10',
    text: ['Modes 0 and 5 are answered with the error frame.', 'モード0と5にはエラーフレームを返す。'],
    rules: ['sam-mode-known'],
    async run(bench) {
      await bench.ask('14 00', 'error');
      await bench.ask('14 05', 'error');
      await bench.ask('14 01 14 01', '15');
    },
  },
  'rf-item': {
    title: ['An unknown item of RFConfiguration is refused', '未知のRFConfiguration項目を拒否する'],
    clause: '7.3.1',
    text: [
      'An item that does not exist, or of another length, is answered with the error frame.',
      '存在しない項目や長さの異なる項目にはエラーフレームを返す。',
    ],
    rules: ['rf-configuration-known'],
    async run(bench) {
      await bench.ask('32 0f 00', 'error');
      await bench.ask('32 05 00', 'error');
    },
  },
  'field-off': {
    title: ['The field off takes the power from the card', '磁界を切るとカードの電源が切れる'],
    clause: '7.3.1',
    text: ['No exchange is possible after it.', '以後は交換できない。'],
    needs: 'type-b',
    rules: ['field-off-powers-card-down'],
    async run(bench) {
      await bench.list();
      await bench.ask('32 01 00', '33');
      await bench.ask('40 01 00 84 00 00 08', '41 01 | 41 0a | 41 27');
      await bench.list();
    },
  },
  'power-down-field': {
    title: ['PowerDown takes the field away', 'PowerDownで磁界が切れる'],
    clause: '7.2.11',
    text: ['The card has to be activated anew.', 'カードは改めて活性化しなければならない。'],
    needs: 'type-b',
    rules: ['power-down-ends-field'],
    async run(bench) {
      await bench.list();
      await bench.ask('16 20', '17 00');
      await bench.wake();
      await bench.ask('14 01', '15');
      await bench.ask('40 01 00 84 00 00 08', '41 01 | 41 0a | 41 27');
    },
  },
  'no-peer': {
    title: ['NFC-DEP comes out as time-out without a peer', '相手のないNFC-DEPはタイムアウト'],
    clause: reference,
    basis: 'inferred',
    text: ['InJumpForDEP is answered 01.', 'InJumpForDEPには01を返す。'],
    rules: ['no-peer-in-dep'],
    async run(bench) {
      await bench.ask('56 00 00 00', '57 01', 5000);
    },
  },
});
