import { concat, hex, sameBytes } from '../bytes/hex.ts';
import {
  ackBytes,
  type ChipWord,
  ChipWordReader,
  fromChip,
  pn532Frame,
  toChip,
} from '../bytes/pn532-frame.ts';
import type { SerialChipUnderTest } from '../engine/frames-under-test.ts';
import type { SerialLine } from './serial-line.ts';

/** Two bytes full of edges wake the chip; the zeros give its clock the time to start. @see UM0701-02, 7.2.11 */
export const wakeUp: Uint8Array = concat(hex('5555'), new Uint8Array(14));

/** Time in which a chip answers that is there. */
const usualLimitMs = 200;
/** Silence after which nothing more is to come. */
const drainMs = 20;
const firstBaudRate = 115_200;
/** Time in which what has been asked before has come, also where the other side is held up. */
const catchUpMs = 2000;
/** More than a chip can still have to say. */
const mostWords = 100;

/** The frames of a chip on a serial line. */
export class SerialChip implements SerialChipUnderTest {
  readonly #line: SerialLine;
  readonly #reader = new ChipWordReader();
  #marks = 0;

  constructor(line: SerialLine) {
    this.#line = line;
  }

  get line(): SerialLine {
    return this.#line;
  }

  async begin(): Promise<void> {
    if (this.#line.baudRate !== firstBaudRate) await this.#line.setBaudRate(firstBaudRate);
    // Wakes it, ends whatever is under way, and takes the field from the card.
    await this.write(concat(wakeUp, ackBytes));
    await this.drain();
    // One that has just got power answers it not at all, and has nothing left to say either.
    await this.catchUp();
  }

  /**
   * Ends the command that is under way and passes over all that it and those before it still have to say: the chip
   * is given a mark that it has to send back (Diagnose, communication line test). False when it does not.
   * @see UM0701-02, 7.2.1
   */
  async catchUp(limitMs = catchUpMs): Promise<boolean> {
    this.#marks++;
    const mark = Uint8Array.of(0x00, 0x4b, 0x5a, this.#marks >> 8, this.#marks & 0xff);
    await this.write(concat(ackBytes, pn532Frame(Uint8Array.of(toChip, 0x00, ...mark))));
    const expected = Uint8Array.of(fromChip, 0x01, ...mark);
    for (let i = 0; i < mostWords; i++) {
      const word = await this.next(limitMs);
      if (word.kind === 'silence') return false;
      if (word.kind === 'frame' && sameBytes(word.content, expected)) return true;
    }
    return false;
  }

  /** Passes over what still comes. */
  async drain(): Promise<void> {
    while ((await this.#line.read(drainMs)) !== undefined);
    this.discard();
  }

  discard(): void {
    this.#line.discard();
    this.#reader.clear();
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#line.write(bytes);
  }

  async next(limitMs = usualLimitMs): Promise<ChipWord> {
    for (;;) {
      const word = this.#reader.next();
      if (word !== undefined) return word;
      const chunk = await this.#line.read(limitMs);
      if (chunk === undefined) return { kind: 'silence' };
      this.#reader.push(chunk);
    }
  }

  setBaudRate(baudRate: number): Promise<void> {
    return this.#line.setBaudRate(baudRate);
  }
}
