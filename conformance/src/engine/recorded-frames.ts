import { withoutCrc } from '../bytes/crc.ts';
import { toHex } from '../bytes/hex.ts';
import type { ChipWord } from '../bytes/pn532-frame.ts';
import type { Bilingual } from '../text.ts';
import { describeFrame, frameCover } from './describe-frame.ts';
import type { Evidence, Phase } from './evidence.ts';
import type {
  ChipUnderTest,
  FramesUnderTest,
  PlayedAnswer,
  PlayedCard,
  ReaderFrame,
  SerialChipUnderTest,
} from './frames-under-test.ts';

const silence: Bilingual = { en: 'no answer', ja: '応答なし' };
const answered: Bilingual = { en: 'answered', ja: '応答あり' };
const said: Readonly<Record<Exclude<PlayedAnswer, Uint8Array>, Bilingual>> = {
  silence,
  damaged: { en: 'answered with a damaged frame', ja: '壊れたフレームで応答' },
  collision: { en: 'answered by two cards at once', ja: '2枚のカードが同時に応答' },
};

const chipWords: Readonly<Record<ChipWord['kind'], Bilingual>> = {
  ack: { en: 'ACK', ja: 'ACK' },
  nack: { en: 'NACK', ja: 'NACK' },
  error: { en: 'error frame', ja: 'エラーフレーム' },
  corrupt: { en: 'frame with a wrong checksum', ja: 'チェックサムが誤ったフレーム' },
  silence,
  frame: answered,
};

/** The same subject; every frame becomes evidence of the case. */
export function recordedFrames(
  frames: FramesUnderTest,
  evidence: Evidence,
  now: () => { readonly atMs: number; readonly phase: Phase },
): FramesUnderTest {
  const keep = (
    name: string,
    sent: Uint8Array | string,
    came: Uint8Array | undefined,
    meaning: Bilingual,
  ): void => {
    const command = typeof sent === 'string' ? sent : toHex(sent);
    evidence.exchanges.push({
      n: evidence.exchanges.length + 1,
      ...now(),
      durationMs: 0,
      name,
      command,
      response: came === undefined ? '' : toHex(came),
      meaning,
      ...(command.includes('*') ? { masked: 'secret' as const } : {}),
    });
  };
  const recordedCard =
    <F extends ReaderFrame>(card: (frame: F) => PlayedAnswer) =>
    (frame: F): PlayedAnswer => {
      const answer = card(frame);
      const bytes = answer instanceof Uint8Array ? answer : undefined;
      const meaning = answer instanceof Uint8Array ? answered : said[answer];
      keep(describeFrame(frame.modulation, frame.bytes), frame.bytes, bytes, meaning);
      return answer;
    };
  switch (frames.kind) {
    case 'field': {
      const { field } = frames;
      const cover = frameCover();
      return {
        kind: 'field',
        field: {
          ...field,
          async exchange(frame, timeoutMs) {
            const answer = await field.exchange(frame, timeoutMs);
            const meaning =
              answer === undefined ? silence : answer.collision === undefined ? answered : said.collision;
            const { modulation, bytes } = frame;
            const body = modulation === 'F' ? bytes : (withoutCrc(modulation, bytes) ?? bytes);
            keep(describeFrame(modulation, body), cover(bytes), answer?.bytes, meaning);
            return answer;
          },
        },
      };
    }
    case 'antenna': {
      const { antenna } = frames;
      return {
        kind: 'antenna',
        antenna: {
          ...antenna,
          play: (card) => antenna.play(recordedCard(card)),
          async transmit(command) {
            const response = await antenna.transmit(command);
            keep('command of the host', command, response, response === undefined ? silence : answered);
            return response;
          },
        },
      };
    }
    case 'chip':
      return { kind: 'chip', chip: recordedChip(frames.chip) };
    case 'serial':
      return { kind: 'serial', serial: recordedSerial(frames.serial) };
  }

  function recordedSerial(serial: SerialChipUnderTest): SerialChipUnderTest {
    const nothing = new Uint8Array(0);
    const { put, play } = serial;
    return {
      begin: () => serial.begin(),
      setBaudRate: (baudRate) => serial.setBaudRate(baudRate),
      ...(put === undefined ? {} : { put }),
      ...(play === undefined ? {} : { play: (card: PlayedCard) => play(recordedCard(card)) }),
      async write(bytes) {
        keep('bytes to the chip', bytes, undefined, { en: 'sent', ja: '送信' });
        await serial.write(bytes);
      },
      async next(limitMs) {
        const word = await serial.next(limitMs);
        const content = word.kind === 'frame' ? word.content : undefined;
        keep('frame from the chip', nothing, content, chipWords[word.kind]);
        return word;
      },
    };
  }

  function recordedChip(chip: ChipUnderTest): ChipUnderTest {
    const nothing = new Uint8Array(0);
    return {
      ...chip,
      play: (card) => chip.play(recordedCard(card)),
      async write(transfer) {
        keep('transfer to the chip', transfer, undefined, { en: 'sent', ja: '送信' });
        await chip.write(transfer);
      },
      async read() {
        const transfer = await chip.read();
        keep('transfer from the chip', nothing, transfer, transfer === undefined ? silence : answered);
        return transfer;
      },
    };
  }
}
