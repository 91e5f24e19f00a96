import { concat, hex, sameBytes } from '../../bytes/hex.ts';
import { pn532Frame } from '../../bytes/pn532-frame.ts';
import { t } from '../support/bilingual.ts';
import { chipCases } from './chip-case.ts';

/** GetFirmwareVersion, whole: 00 00 FF 02 FE D4 02 2A 00 */
const firmware = pn532Frame(hex('d4 02'));
const firmwareAnswer = '03 32 .. .. ..';
const echo = (length: number): string => `00 00 ${'a5'.repeat(length)}`;
const reference = 'nfc-readers 4, parser rules';
/** Looks for a Jewel card twice, 150 ms apart: there is none. */
const pollTwice = '60 02 01 04';

export const linkCases = chipCases('link', {
  'ack-first': {
    title: ['A command is acknowledged, then answered', 'コマンドはACKの後に応答される'],
    clause: '6.2.1.3',
    text: ['ACK comes before the answer.', '応答の前にACKを返す。'],
    rules: ['ack-first'],
    async run(bench) {
      await bench.send('02');
      await bench.hears('ack');
      await bench.hears(firmwareAnswer);
    },
  },
  'answer-code': {
    title: ['The answer has the code plus one', '応答コードはコマンドコード+1'],
    clause: '6.2.1.1',
    text: ['The answer to code 0E has code 0F.', 'コード0Eへの応答のコードは0Fである。'],
    rules: ['answer-code'],
    async run(bench) {
      await bench.ask('02', '03 *');
      await bench.ask('0c', '0d .. .. ..');
    },
  },
  'answer-checksum': {
    title: ['The sums of an answer are zero', '応答のチェックサムが正しい'],
    clause: '6.2.1.1',
    text: ['Length with LCS, and content with DCS, add up to zero.', '長さとLCS、内容とDCSの和は0である。'],
    rules: ['answer-checksum'],
    async run(bench) {
      for (const length of [1, 100, 250]) await bench.ask(echo(length), `01 00 ${'a5'.repeat(length)}`);
    },
  },
  'answer-direction': {
    title: ['The answer says that it is from the chip', '応答のTFIはD5'],
    clause: '6.2.1.1',
    text: ['The frame identifier of an answer is D5.', '応答のフレーム識別子はD5である。'],
    rules: ['answer-direction'],
    async run(bench) {
      await bench.ask('02', firmwareAnswer);
    },
  },
  'short-normal': {
    title: ['Up to 255 bytes come in a normal frame', '255バイトまでは通常フレーム'],
    clause: '6.2.1.1',
    text: ['An answer of at most 255 bytes is a normal frame.', '255バイト以下の応答は通常フレームである。'],
    rules: ['short-answer-normal'],
    async run(bench) {
      await bench.send(echo(252));
      await bench.hears('ack');
      const word = await bench.hears('01 00 *');
      const form = word.kind === 'frame' ? word.form : word.kind;
      bench.check.that(t('form of the frame', 'フレームの形式'), form === 'normal', 'normal', form);
    },
  },
  'long-extended': {
    title: ['More than 255 bytes come in an extended frame', '255バイトを超えると拡張フレーム'],
    clause: '6.2.1.2',
    text: [
      'An answer of more than 255 bytes is an extended frame.',
      '255バイトを超える応答は拡張フレームである。',
    ],
    rules: ['long-answer-extended'],
    async run(bench) {
      await bench.send(echo(260));
      await bench.hears('ack');
      const word = await bench.hears(`01 00 ${'a5'.repeat(260)}`);
      const form = word.kind === 'frame' ? word.form : word.kind;
      bench.check.that(t('form of the frame', 'フレームの形式'), form === 'extended', 'extended', form);
    },
  },
  'extended-taken': {
    title: ['The longest command is taken', '最長のコマンドを受け付ける'],
    clause: '6.2.1.2',
    text: [
      'A command of 265 bytes in an extended frame is executed.',
      '265バイトのコマンドを拡張フレームで受け付ける。',
    ],
    rules: ['extended-taken'],
    async run(bench) {
      const data = Array.from({ length: 262 }, (_, i) => (i & 0xff).toString(16).padStart(2, '0')).join('');
      await bench.ask(`00 00 ${data}`, `01 00 ${data}`);
    },
  },
  'long-preamble': {
    title: ['A long preamble does no harm', '長いプリアンブルを許容する'],
    clause: reference,
    basis: 'probe',
    text: ['Any bytes may stand before the start code.', '開始コードの前には任意のバイトがあってよい。'],
    rules: ['preamble-any-length'],
    async run(bench) {
      await bench.say(concat(new Uint8Array(20), firmware));
      await bench.hears('ack');
      await bench.hears(firmwareAnswer);
    },
  },
  garbage: {
    title: ['Bytes that are no frame are passed over', 'フレームでないバイトは読み飛ばす'],
    clause: reference,
    basis: 'probe',
    text: ['What stands between frames has no effect.', 'フレームの間のバイトは影響しない。'],
    rules: ['preamble-any-length'],
    async run(bench) {
      await bench.say(concat(hex('ff 00 ab cd 00 ff 12 34 00 00 fe'), firmware));
      await bench.hears('ack');
      await bench.hears(firmwareAnswer);
    },
  },
  'no-postamble': {
    title: ['A frame counts without postamble', 'ポストアンブルがなくても成立する'],
    clause: reference,
    basis: 'probe',
    text: ['The postamble is not waited for.', 'ポストアンブルを待たない。'],
    rules: ['postamble-optional'],
    async run(bench) {
      await bench.say(firmware.subarray(0, -1));
      await bench.hears('ack');
      await bench.hears(firmwareAnswer);
    },
  },
  'wrong-length-sum': {
    title: ['A frame with a wrong LCS is skipped', 'LCSの誤ったフレームは無視する'],
    clause: reference,
    basis: 'probe',
    text: ['It is not executed, and the next frame is.', '実行せず、次のフレームを受け付ける。'],
    rules: ['length-checked'],
    async run(bench) {
      await bench.say('00 00 ff 02 fd d4 02 2a 00');
      await bench.hears('silence');
      await bench.ask('02', firmwareAnswer);
    },
  },
  'wrong-sum': {
    title: ['A frame with a wrong DCS is answered NACK', 'DCSの誤ったフレームにはNACK'],
    clause: reference,
    basis: 'probe',
    text: ['It is answered NACK and not executed.', 'NACKを返し、実行しない。'],
    rules: ['checksum-nack'],
    async run(bench) {
      await bench.say('00 00 ff 02 fe d4 02 2b 00');
      await bench.hears('nack');
      await bench.hears('silence');
      await bench.ask('02', firmwareAnswer);
    },
  },
  split: {
    title: ['A frame may come in pieces', '分割されたフレームを受け付ける'],
    clause: reference,
    basis: 'probe',
    text: ['A frame that comes byte by byte is executed.', '1バイトずつ届いたフレームも実行する。'],
    rules: ['split-frames'],
    async run(bench) {
      for (const byte of firmware) await bench.say(Uint8Array.of(byte));
      await bench.hears('ack');
      await bench.hears(firmwareAnswer);
    },
  },
  glued: {
    title: ['Two frames at once are both executed', '連結された2フレームを両方実行する'],
    clause: reference,
    basis: 'probe',
    text: ['What comes behind a frame is a frame too.', 'フレームの直後のフレームも処理する。'],
    rules: ['glued-frames'],
    async run(bench) {
      await bench.say(concat(hex('00 00 ff 03 fd d4 12 14 06 00'), firmware));
      await bench.hears('ack');
      await bench.hears('13');
      await bench.hears('ack');
      await bench.hears(firmwareAnswer);
    },
  },
  'unknown-command': {
    title: ['An unknown command is answered with the error frame', '未知のコマンドにはエラーフレーム'],
    clause: '6.2.1.5',
    text: ['The error frame follows the ACK.', 'ACKに続いてエラーフレームを返す。'],
    rules: ['unknown-error-frame'],
    async run(bench) {
      await bench.send('98');
      await bench.hears('ack');
      await bench.hears('error');
    },
  },
  'wrong-syntax': {
    title: [
      'A command of impossible length is answered with the error frame',
      '長さの不正なコマンドにはエラーフレーム',
    ],
    clause: '6.2.1.5',
    text: [
      'Diagnose without test, ReadRegister with half an address and a baud rate that does not exist are refused.',
      '診断番号のないDiagnose、半端なアドレスのReadRegister、存在しないボーレートを拒否する。',
    ],
    rules: ['syntax-error-frame'],
    async run(bench) {
      for (const command of ['00', '06 63', '10 20']) {
        await bench.send(command);
        await bench.hears('ack');
        await bench.hears('error');
      }
    },
  },
  'other-identifier': {
    title: ['A frame with another identifier is no command', 'TFIがD4でないフレームはコマンドではない'],
    clause: '6.2.1.1',
    text: ['A frame with identifier D6 is not executed.', 'TFIがD6のフレームは実行しない。'],
    rules: ['identifier-d4'],
    async run(bench) {
      await bench.say(pn532Frame(hex('d6 02')));
      await bench.hears('error | silence');
      await bench.hears('silence');
      await bench.ask('02', firmwareAnswer);
    },
  },
  'host-aborts': {
    title: ["The host's ACK ends a command", 'ホストのACKはコマンドを中止する'],
    clause: '6.2.1.3',
    text: ['Its answer never comes; the next command is answered.', '応答は返らず、次のコマンドに応答する。'],
    rules: ['ack-aborts'],
    async run(bench) {
      await bench.send(pollTwice);
      await bench.hears('ack');
      await bench.abort();
      await bench.hears('silence', 1000);
      await bench.ask('02', firmwareAnswer);
    },
  },
  'command-replaces': {
    title: ['A new command ends the old one', '新しいコマンドは前のコマンドを中止する'],
    clause: '6.2.2.2',
    text: [
      'The new one is answered at once, the old one never.',
      '新しい方にすぐ応答し、前の応答は返らない。',
    ],
    rules: ['command-replaces'],
    async run(bench) {
      await bench.send(pollTwice);
      await bench.hears('ack');
      await bench.ask('02', firmwareAnswer);
      await bench.hears('silence', 1000);
    },
  },
  'host-asks-again': {
    title: ["The host's NACK has the answer repeated", 'ホストのNACKで応答を再送する'],
    clause: '6.2.1.4',
    text: ['The same frame comes once more.', '同じフレームを再送する。'],
    rules: ['nack-repeats'],
    async run(bench) {
      const first = await bench.ask('02', firmwareAnswer);
      await bench.say('00 00 ff ff 00 00');
      const again = await bench.hears(firmwareAnswer);
      const content = again.kind === 'frame' ? again.content.subarray(1) : new Uint8Array(0);
      bench.check.that(t('the same answer', '同じ応答'), sameBytes(first, content), 'the same', 'another');
    },
  },
  'power-down-sleeps': {
    title: ['After PowerDown nothing is taken unwoken', 'PowerDown後はウェイクアップまで応答しない'],
    clause: '7.2.11',
    text: [
      'A frame without wake-up preamble is not answered.',
      'ウェイクアップのないフレームには応答しない。',
    ],
    rules: ['sleeps-after-power-down'],
    async run(bench) {
      await bench.ask('16 20', '17 00');
      await bench.say(firmware);
      await bench.hears('silence');
      await bench.wake();
      await bench.ask('02', firmwareAnswer);
    },
  },
  'wakes-up': {
    title: ['The preamble 55 55 wakes the chip', 'プリアンブル55 55でウェイクアップする'],
    clause: '7.2.11',
    basis: 'inferred',
    text: ['Five rising edges wake it; its settings are kept.', '5回の立ち上がりエッジで復帰する。'],
    rules: ['wakes-on-serial-line'],
    async run(bench) {
      await bench.ask('16 20', '17 00');
      await bench.wake();
      await bench.ask('02', firmwareAnswer);
    },
  },
  'baud-rate': {
    title: ['A new baud rate holds from the ACK of the host on', '新しいボーレートはホストのACK後に有効'],
    clause: '7.2.8',
    text: ['Host and chip speak at 230400 baud, and back at 115200.', '230400で通信し、115200に戻せる。'],
    rules: ['baud-rate-changes'],
    async run(bench) {
      await bench.ask('10 05', '11');
      await bench.abort();
      await bench.serial.setBaudRate(230_400);
      await bench.ask('02', firmwareAnswer);
      await bench.ask('10 04', '11');
      await bench.abort();
      await bench.serial.setBaudRate(115_200);
      await bench.ask('02', firmwareAnswer);
    },
  },
  'baud-rate-answer': {
    title: ['SetSerialBaudRate is answered at the old rate', 'SetSerialBaudRateの応答は変更前の速度で返る'],
    clause: '7.2.8',
    text: ['The answer comes before the change.', '変更前に応答する。'],
    rules: ['baud-rate-after-ack'],
    async run(bench) {
      await bench.ask('10 05', '11');
      await bench.ask('02', firmwareAnswer);
    },
  },
  'no-amble': {
    title: ['Flag 40 of SetParameters takes the ambles away', 'フラグ40でプリアンブル等を省く'],
    clause: '7.2.9',
    text: [
      'Answers have neither preamble nor postamble then.',
      '以後の応答にはプリアンブルもポストアンブルもない。',
    ],
    rules: ['amble-by-parameter'],
    async run(bench) {
      await bench.ask('12 54', '13');
      await bench.send('02');
      await bench.hears('ack');
      const word = await bench.hears(firmwareAnswer);
      const amble = word.kind === 'frame' && word.amble;
      bench.check.that(
        t('preamble and postamble', 'プリアンブル等'),
        !amble,
        'none',
        amble ? 'there' : 'none',
      );
      await bench.ask('12 14', '13');
    },
  },
});
