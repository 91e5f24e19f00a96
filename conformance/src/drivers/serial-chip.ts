import { concat, hex } from '../bytes/hex.ts';
import { ackBytes, type ChipWord, ChipWordReader } from '../bytes/pn532-frame.ts';
import type { SerialChipUnderTest } from '../engine/frames-under-test.ts';
import type { SerialLine } from './serial-line.ts';

/** Two bytes full of edges wake the chip; the zeros give its clock the time to start. @see UM0701-02, 7.2.11 */
export const wakeUp: Uint8Array = concat(hex('5555'), new Uint8Array(14));

/** Time in which a chip answers that is there. */
const usualLimitMs = 200;
/** Silence after which nothing more is to come. */
const drainMs = 20;
const firstBaudRate = 115_200;

/** The frames of a chip on a serial line. */
export class SerialChip implements SerialChipUnderTest {
  readonly #line: SerialLine;
  readonly #reader = new ChipWordReader();

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
