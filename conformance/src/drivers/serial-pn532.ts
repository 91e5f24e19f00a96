import { concat, toHex } from '../bytes/hex.ts';
import { ackBytes, type ChipWord, fromChip, nackBytes, pn532Frame, toChip } from '../bytes/pn532-frame.ts';
import { ConformanceError, ToldError } from '../error.ts';
import { type SerialChip, wakeUp } from './serial-chip.ts';

/** Names of the commands that are sent, for messages. */
const names: Readonly<Record<number, string>> = {
  0: 'Diagnose',
  2: 'GetFirmwareVersion',
  16: 'SetSerialBaudRate',
  20: 'SAMConfiguration',
  50: 'RFConfiguration',
  64: 'InDataExchange',
  74: 'InListPassiveTarget',
};

/** What the status of an answer says, in the words of the manual. @see UM0701-02, 7.1 */
const statusWords: Readonly<Record<number, string>> = {
  1: 'the card does not answer',
  2: 'CRC error',
  3: 'parity error',
  5: 'framing error',
  6: 'collision',
  10: 'there is no field',
  11: 'RF protocol error',
  13: 'the chip is too hot',
  19: 'the card answered with a block that is none',
  39: 'the chip knows no such target',
  41: 'the card was released',
  42: 'another card lies there',
  43: 'the card is gone',
  45: 'too much current',
};

const noAnswer = (doing: string, word: ChipWord): ConformanceError =>
  new ToldError('serial/no-answer', {
    en: `no PN532 answers on this line (${doing}: ${word.kind})`,
    ja: `この回線のPN532が応答しない(${doing}: ${word.kind})`,
  });

/** Baud rates at which a chip may have been left by another program, likeliest first. */
const triedRates = [115_200, 921_600, 460_800, 230_400, 57_600, 38_400, 19_200, 9600];
const acknowledgeMs = 100;
const answerMs = 1000;
/** The longest that a card may take with time extensions, and the chip with its tries. */
export const exchangeMs = 30_000;
const fromHostLength = 262;
const inDataExchange = 0x40;
/** Acknowledgements and answers of commands that were given up. */
const mostLate = 8;
const [more, statusBits] = [0x40, 0x3f];

/** A target that InListPassiveTarget has activated. */
export interface TypeBTarget {
  readonly number: number;
  /** 12 bytes, 50 first. */
  readonly atqb: Uint8Array;
  readonly attribAnswer: Uint8Array;
}

/** Told of a command and its answer, both from the code on; without answer the chip has refused it. */
export type ChipListener = (command: Uint8Array, answer: Uint8Array | undefined) => void;

/**
 * Speaks to a PN532 as its host. What is exchanged with cards is whole APDUs.
 * Errors: ConformanceError `serial/no-answer`, `serial/refused`, `serial/exchange`, and those of the line.
 */
export class Pn532Host {
  readonly chip: SerialChip;
  onCommand: ChipListener = () => {};

  constructor(chip: SerialChip) {
    this.chip = chip;
  }

  /**
   * Wakes the chip and finds its baud rate; gives `IC.version.revision` of its firmware. Rejects with
   * `serial/no-answer` when it answers at none.
   */
  async wake(): Promise<string> {
    const { line } = this.chip;
    const rates = [line.baudRate, ...triedRates.filter((rate) => rate !== line.baudRate)];
    for (const rate of rates) {
      if (line.baudRate !== rate) {
        const supported = await line.setBaudRate(rate).then(
          () => true,
          (error: unknown) => {
            if (error instanceof ConformanceError && error.code === 'serial/lost') throw error;
            return false;
          },
        );
        if (!supported) continue;
      }
      if (await this.#wakesHere()) return this.#firmware();
    }
    const tried = triedRates.join(', ');
    throw new ToldError('serial/no-answer', {
      en: `no PN532 answers on this line at ${tried} baud; is it set to its serial interface (HSU)?`,
      ja: `この回線ではPN532が応答しない(${tried}ボー)。シリアルインターフェース(HSU)に設定されているか確認する`,
    });
  }

  async #wakesHere(): Promise<boolean> {
    await this.chip.write(concat(wakeUp, ackBytes));
    await this.chip.drain();
    const normalMode = Uint8Array.of(toChip, 0x14, 0x01);
    await this.chip.write(concat(wakeUp, pn532Frame(normalMode)));
    const acknowledged = await this.chip.next(acknowledgeMs);
    if (acknowledged.kind !== 'ack') return false;
    const answer = await this.chip.next(answerMs);
    if (answer.kind !== 'frame') return false;
    this.onCommand(normalMode.subarray(1), answer.content.subarray(1));
    return true;
  }

  async #firmware(): Promise<string> {
    const [ic = 0, version = 0, revision = 0] = await this.command(0x02);
    return `PN5${ic.toString(16)} ${version}.${revision}`;
  }

  /**
   * A command and its answer, without identifier and code. One that got lost on the way is sent anew, but not one for
   * the card: it may have been executed, and a PIN is tried once.
   */
  async command(code: number, data: Uint8Array = new Uint8Array(0), limitMs = answerMs): Promise<Uint8Array> {
    const content = new Uint8Array(2 + data.length);
    content[0] = toChip;
    content[1] = code;
    content.set(data, 2);
    const frame = pn532Frame(content);
    const name = names[code] ?? `command ${code.toString(16)}`;
    const harmless = code !== inDataExchange;
    // The chip says itself that it has not taken a frame.
    const again = (word: ChipWord): boolean => word.kind === 'nack' || (harmless && word.kind !== 'ack');
    this.chip.discard();
    await this.chip.write(frame);
    let acknowledged = await this.chip.next(harmless ? acknowledgeMs : answerMs);
    for (let tries = 1; tries < 3 && again(acknowledged); tries++) {
      this.chip.discard();
      // What of it still comes is not to be taken for the answer to the next one.
      await this.chip.write(concat(ackBytes, frame));
      acknowledged = await this.chip.next(acknowledgeMs);
    }
    if (acknowledged.kind !== 'ack') throw noAnswer(name, acknowledged);
    for (let tries = 0, late = 0; ; ) {
      const answer = await this.chip.next(limitMs);
      if (answer.kind === 'frame' && answer.content[0] === fromChip && answer.content[1] === code + 1) {
        this.onCommand(content.subarray(1), answer.content.subarray(1));
        return answer.content.subarray(2);
      }
      if (answer.kind === 'error') {
        this.onCommand(content.subarray(1), undefined);
        throw new ConformanceError('serial/refused', `the chip refuses ${name}`);
      }
      // Of a command before, which came late.
      if ((answer.kind === 'ack' || answer.kind === 'frame') && late++ < mostLate) continue;
      if (answer.kind === 'silence' || tries++ > 3) {
        // It is not to come later, in the place of another.
        await this.chip.write(ackBytes);
        throw noAnswer(name, answer);
      }
      // The answer came damaged: once more.
      await this.chip.write(nackBytes);
    }
  }

  /** What Diagnose answers to a test that only an emulated chip knows; undefined when it knows none. */
  async proof(): Promise<Uint8Array | undefined> {
    try {
      return await this.command(0x00, Uint8Array.of(0x4b, 0x5a));
    } catch (error) {
      if (error instanceof ConformanceError && error.code === 'serial/refused') return undefined;
      throw error;
    }
  }

  /** Takes the field away, and so the power from the card. */
  async fieldOff(): Promise<void> {
    await this.command(0x32, Uint8Array.of(0x01, 0x00));
  }

  /** Looks a few times for a card of type B and activates it. */
  async activateTypeB(): Promise<TypeBTarget | undefined> {
    await this.command(0x32, Uint8Array.of(0x05, 0xff, 0x01, 0x02));
    const answer = await this.command(0x4a, Uint8Array.of(0x01, 0x03, 0x00), 3000);
    if (answer[0] !== 1) return undefined;
    const attribLength = answer[14] ?? 0;
    return {
      number: answer[1]!,
      atqb: answer.slice(2, 14),
      attribAnswer: answer.slice(15, 15 + attribLength),
    };
  }

  /** A command APDU and its response, in parts where they are long. Rejects with `serial/exchange`. */
  async exchange(target: number, command: Uint8Array): Promise<Uint8Array> {
    let at = 0;
    while (command.length - at > fromHostLength) {
      const part = command.subarray(at, at + fromHostLength);
      this.#good(await this.command(inDataExchange, Uint8Array.of(target | more, ...part), exchangeMs));
      at += fromHostLength;
    }
    const last = new Uint8Array(1 + command.length - at);
    last[0] = target;
    last.set(command.subarray(at), 1);
    let answer = await this.command(inDataExchange, last, exchangeMs);
    const first = this.#good(answer);
    if ((answer[0]! & more) === 0) return first;
    const parts = [first];
    while ((answer[0]! & more) !== 0) {
      answer = await this.command(inDataExchange, Uint8Array.of(target | more), exchangeMs);
      parts.push(this.#good(answer));
    }
    return concat(...parts);
  }

  #good(answer: Uint8Array): Uint8Array {
    const code = (answer[0] ?? 0xff) & statusBits;
    if (code === 0 && answer.length > 0) return answer.subarray(1);
    throw new ConformanceError(
      'serial/exchange',
      `the exchange with the card failed: ${statusWords[code] ?? 'unknown error'} (${toHex(answer.subarray(0, 1))})`,
    );
  }
}
