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
/** Times in which a chip that is there answers: in 15 ms, and much later where its host or itself is held up. */
const wakeMs = [100, 400];
const acknowledgeMs = 1000;
/** InDataExchange, InCommunicateThru: the card may have carried it out, so it is never sent anew. */
const spends: ReadonlySet<number> = new Set([0x40, 0x42]);
const answerMs = 1000;
/** The longest that a card may take with time extensions, and the chip with its tries. */
export const exchangeMs = 30_000;
const fromHostLength = 262;
/** What is heard before the answer that is not it. */
const mostOthers = 8;
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
  /** Everything that was asked has been answered. */
  #inStep = true;

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
    this.#inStep = true;
    for (const limitMs of wakeMs) {
      for (const rate of rates) {
        if ((await this.#takesRate(rate)) && (await this.#wakesHere(limitMs))) return this.#firmware();
        // An answer to this may still come.
        this.#inStep = false;
      }
    }
    const tried = triedRates.join(', ');
    throw new ToldError('serial/no-answer', {
      en: `no PN532 answers on this line at ${tried} baud; is it set to its serial interface (HSU)?`,
      ja: `この回線ではPN532が応答しない(${tried}ボー)。シリアルインターフェース(HSU)に設定されているか確認する`,
    });
  }

  /** Whether the line can have such a rate; it has it then. */
  async #takesRate(rate: number): Promise<boolean> {
    const { line } = this.chip;
    if (line.baudRate === rate) return true;
    try {
      await line.setBaudRate(rate);
      return true;
    } catch (error) {
      if (error instanceof ConformanceError && error.code === 'serial/lost') throw error;
      return false;
    }
  }

  async #wakesHere(limitMs: number): Promise<boolean> {
    await this.chip.write(concat(wakeUp, ackBytes));
    await this.chip.drain();
    const normalMode = Uint8Array.of(toChip, 0x14, 0x01);
    await this.chip.write(concat(wakeUp, pn532Frame(normalMode)));
    const acknowledged = await this.chip.next(limitMs);
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
   * A command and its answer, without identifier and code. One that got lost on the way to the chip is sent anew,
   * but for those that a card carries out.
   */
  async command(code: number, data: Uint8Array = new Uint8Array(0), limitMs = answerMs): Promise<Uint8Array> {
    const content = new Uint8Array(2 + data.length);
    content[0] = toChip;
    content[1] = code;
    content.set(data, 2);
    const name = names[code] ?? `command ${code.toString(16)}`;
    if (!this.#inStep) await this.#getInStep(name);
    this.#inStep = false;
    const answer = await this.#ask(content, name, limitMs);
    this.#inStep = true;
    this.onCommand(content.subarray(1), answer?.subarray(1));
    if (answer === undefined) throw new ConformanceError('serial/refused', `the chip refuses ${name}`);
    return answer.subarray(2);
  }

  /** What is heard from now on belongs to what is asked from now on. */
  async #getInStep(doing: string): Promise<void> {
    if (!(await this.chip.catchUp())) throw noAnswer(doing, { kind: 'silence' });
    this.#inStep = true;
  }

  /** The answer from its identifier on; undefined when the chip refuses. */
  async #ask(content: Uint8Array, name: string, limitMs: number): Promise<Uint8Array | undefined> {
    let word = await this.#send(content, name);
    for (let others = 0; ; others++) {
      if (word.kind === 'frame' && word.content[0] === fromChip && word.content[1] === content[1]! + 1) {
        return word.content;
      }
      if (word.kind === 'error') return undefined;
      if (word.kind === 'silence' || others > mostOthers) {
        // The command ends here, as far as the chip can end it.
        await this.chip.write(ackBytes);
        throw noAnswer(name, word);
      }
      // The answer came damaged: once more. What belongs to another command is passed over.
      if (word.kind === 'corrupt' || word.kind === 'nack') await this.chip.write(nackBytes);
      word = await this.chip.next(limitMs);
    }
  }

  /** Sends a frame until the chip has it. Gives the ACK, or what came in its place. */
  async #send(content: Uint8Array, name: string): Promise<ChipWord> {
    const frame = pn532Frame(content);
    this.chip.discard();
    for (let tries = 1; ; tries++) {
      await this.chip.write(frame);
      const word = await this.chip.next(acknowledgeMs);
      const lost = word.kind === 'nack' || word.kind === 'silence';
      if (!lost) return word;
      if (tries === 3) throw noAnswer(name, word);
      // Without NACK nobody knows whether the chip has it: first whatever it makes of it has to be over.
      if (word.kind === 'silence') {
        await this.#getInStep(name);
        if (spends.has(content[1]!)) throw noAnswer(name, word);
        this.#inStep = false;
      }
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
      this.#good(await this.command(0x40, Uint8Array.of(target | more, ...part), exchangeMs));
      at += fromHostLength;
    }
    const last = new Uint8Array(1 + command.length - at);
    last[0] = target;
    last.set(command.subarray(at), 1);
    let answer = await this.command(0x40, last, exchangeMs);
    const first = this.#good(answer);
    if ((answer[0]! & more) === 0) return first;
    const parts = [first];
    while ((answer[0]! & more) !== 0) {
      answer = await this.command(0x40, Uint8Array.of(target | more), exchangeMs);
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
