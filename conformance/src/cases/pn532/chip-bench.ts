import { concat, hex, toHex } from '../../bytes/hex.ts';
import { matches } from '../../bytes/pattern.ts';
import { ackBytes, type ChipWord, pn532Frame } from '../../bytes/pn532-frame.ts';
import type { Checks } from '../../engine/case-context.ts';
import type { PlayedAnswer, SerialChipUnderTest } from '../../engine/frames-under-test.ts';
import { t } from '../support/bilingual.ts';

/** Two bytes full of edges, and zeros while the clock of the chip starts. @see UM0701-02, 7.2.11 */
const wakeUp = concat(hex('5555'), new Uint8Array(14));

/** ATQB of a played card: FSCI 8, FWI 10, CID supported. */
export const playedAtqb = '50 a1b2c3d4 000005e0 b381a1';
const typeB = '03';

/** Whoever waits for a word waits long: the machine may be busy. Silence is judged sooner. */
const limitOf = (expected: string): number | undefined => (/silence/.test(expected) ? undefined : 2000);

/** The host that the harness is, towards a PN532 on a serial line. */
export class ChipBench {
  readonly check: Checks;
  readonly serial: SerialChipUnderTest;
  /** Frames that a played card has heard, as hex digits. */
  heard: string[] = [];

  constructor(serial: SerialChipUnderTest, check: Checks) {
    this.serial = serial;
    this.check = check;
  }

  /** Wakes the chip and sets it as every case expects it. */
  async ready(): Promise<void> {
    await this.serial.write(wakeUp);
    await this.ask('14 01', '15');
    await this.ask('12 14', '13');
    await this.ask('32 05 ff 01 02', '33');
  }

  async wake(): Promise<void> {
    await this.serial.write(wakeUp);
  }

  /** Sends bytes as they are. */
  async say(bytes: string | Uint8Array): Promise<void> {
    await this.serial.write(typeof bytes === 'string' ? hex(bytes) : bytes);
  }

  /** Sends a command, without judging what comes. */
  async send(command: string, form: 'normal' | 'extended' | 'fitting' = 'fitting'): Promise<void> {
    await this.say(pn532Frame(concat(Uint8Array.of(0xd4), hex(command)), form));
  }

  /** ACK of the host: ends the command that is under way. */
  async abort(): Promise<void> {
    await this.say(ackBytes);
  }

  /** The next thing has to be this: a pattern of the content behind D5, or a word such as `ack`. Gives it. */
  async hears(expected: string, limitMs = limitOf(expected)): Promise<ChipWord> {
    const word = await this.serial.next(limitMs);
    const observed = wordText(word);
    this.check.that(t('what the chip says', 'チップの応答'), fits(word, expected), expected, observed);
    return word;
  }

  /** A command, its ACK and its answer, which has to fit the pattern (behind D5). Gives the answer's content. */
  async ask(command: string, answer: string, limitMs = 2000): Promise<Uint8Array> {
    await this.send(command);
    await this.hears('ack');
    const word = await this.hears(answer, limitMs);
    return word.kind === 'frame' ? word.content.subarray(1) : new Uint8Array(0);
  }

  /** Activates the card of type B; its PUPI. */
  async list(most = 1): Promise<string> {
    const answer = await this.ask(`4a 0${most} ${typeB} 00`, '4b 01 01 50 *');
    return toHex(answer.subarray(4, 8));
  }

  /** A card in the place of those that lie there: finds and activates as others, and answers blocks as told. */
  play(blocks: (frame: string) => string | Exclude<PlayedAnswer, Uint8Array>, atqb = playedAtqb): void {
    this.heard = [];
    this.serial.play?.(({ bytes }) => {
      const frame = toHex(bytes);
      this.heard.push(frame);
      if (/^05..0[8-f]$/.test(frame)) return hex(atqb);
      if (frame.startsWith('1d')) return hex(`0${frame.at(-1)}`);
      // S(DESELECT) is answered as it came.
      if (/^ca/.test(frame)) return bytes;
      const answer = blocks(frame);
      return answer === 'silence' || answer === 'damaged' || answer === 'collision' ? answer : hex(answer);
    });
  }

  /** One frame that the played card heard since. */
  heardFrame(pattern: string): void {
    const observed = this.heard.join(' ') || 'none';
    const holds = this.heard.some((frame) => matches(hex(frame), pattern));
    this.check.that(t('a frame to the card', 'カードへのフレーム'), holds, pattern, observed);
  }
}

function fits(word: ChipWord, expected: string): boolean {
  if (word.kind !== 'frame') return expected.split('|').some((one) => one.trim() === word.kind);
  if (/^[a-z]+$/.test(expected) && !/^[0-9a-f]+$/.test(expected)) return false;
  const patterns = expected.split('|').map((one) => `d5 ${one.trim()}`);
  return patterns.every((one) => !/[g-z]/.test(one)) && matches(word.content, patterns.join(' | '));
}

const wordText = (word: ChipWord): string => (word.kind === 'frame' ? toHex(word.content) : word.kind);
