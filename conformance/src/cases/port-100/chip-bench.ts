import { concat, hex, toHex } from '../../bytes/hex.ts';
import { matches } from '../../bytes/pattern.ts';
import { commandFrame, readTransfer } from '../../bytes/port-100-frame.ts';
import type { Checks } from '../../engine/case-context.ts';
import type { ChipFrame, ChipUnderTest, PlayedAnswer } from '../../engine/frames-under-test.ts';
import type { Bilingual } from '../../text.ts';
import { t } from '../support/bilingual.ts';

/** Defaults of the protocol, as every host sends them before each use. @see nfc-readers reference, 6.1 */
const defaults =
  '0018 0101 0201 0300 0400 0500 0600 0708 0800 0900 0a00 0b00 0c00 0e04 0f00 1000 1100 1200 1306';

/** Codes of the commands. */
export const code = {
  inSetRf: 0x00,
  inSetProtocol: 0x02,
  inCommRf: 0x04,
  switchRf: 0x06,
  resetDevice: 0x12,
  getFirmwareVersion: 0x20,
  getPdDataVersion: 0x22,
  inGetProtocol: 0x26,
  getCommandType: 0x28,
  setCommandType: 0x2a,
  tgSetRf: 0x40,
} as const;

/** The host that the harness is, towards a chip; and the card before its antenna. */
export class ChipBench {
  readonly chip: ChipUnderTest;
  readonly check: Checks;
  /** What the chip has put on the air, in order. */
  readonly sent: ChipFrame[] = [];

  constructor(chip: ChipUnderTest, check: Checks) {
    this.chip = chip;
    this.check = check;
  }

  /** A card that answers every frame alike, or by its bytes without CRC. */
  card(answer: PlayedAnswer | ((frame: ChipFrame) => PlayedAnswer)): void {
    this.chip.play((frame) => {
      this.sent.push(frame);
      return typeof answer === 'function' ? answer(frame) : answer;
    });
  }

  /** Everything that the chip has to say now, a word for each transfer: `ack`, `error`, `05 …`, or what is wrong. */
  async words(): Promise<string[]> {
    const words: string[] = [];
    for (let transfer = await this.chip.read(); transfer !== undefined; transfer = await this.chip.read()) {
      const read = readTransfer(transfer);
      if (typeof read === 'string') words.push(read);
      else if ('fault' in read) words.push(`wrong (${read.fault})`);
      else words.push(toHex(concat(Uint8Array.of(read.code), read.parameters)));
    }
    return words;
  }

  async raw(transfer: string | Uint8Array): Promise<string[]> {
    await this.chip.write(typeof transfer === 'string' ? hex(transfer) : transfer);
    return this.words();
  }

  /** A command; code and parameters of the answer behind an acknowledgement, else all words there were. */
  async command(which: number, parameters: string | Uint8Array = ''): Promise<string> {
    const bytes = typeof parameters === 'string' ? hex(parameters) : parameters;
    const words = await this.raw(commandFrame(which, bytes));
    return words.length === 2 && words[0] === 'ack' ? words[1]! : words.join(', ') || 'nothing';
  }

  /** The answer has to fit: its code, then the pattern. */
  async expect(which: number, parameters: string | Uint8Array, pattern: string): Promise<string> {
    const answer = await this.command(which, parameters);
    const whole = `${toHex(Uint8Array.of(which + 1))} ${pattern}`.trim();
    const sent = typeof parameters === 'string' ? parameters : `${parameters.length} bytes`;
    const name = `${toHex(Uint8Array.of(which))} ${sent}`.trim();
    this.fits(t(`answer to command ${name}`, `コマンド${name}への応答`), answer, whole);
    return answer;
  }

  fits(label: Bilingual, answer: string, pattern: string): void {
    const holds = /^[0-9a-f]+$/.test(answer) && matches(hex(answer), pattern);
    this.check.that(label, holds, pattern, answer);
  }

  /** The words have to be these. */
  said(label: Bilingual, words: readonly string[], expected: readonly string[]): void {
    const [observed, wanted] = [words.join(', ') || 'nothing', expected.join(', ') || 'nothing'];
    this.check.that(label, observed === wanted, wanted, observed);
  }

  /** Type B at 106 kbit/s with everything that hosts set before a frame. */
  async prepareTypeB(more = ''): Promise<void> {
    await this.expect(code.inSetRf, '03 07 0f 07', '00');
    await this.expect(code.inSetProtocol, defaults, '00');
    await this.expect(code.inSetProtocol, `0014 0901 0a01 0b01 0c01 ${more}`, '00');
  }

  /** Type A at 106 kbit/s, before REQA. */
  async prepareTypeA(): Promise<void> {
    await this.expect(code.inSetRf, '02 03 0f 03', '00');
    await this.expect(code.inSetProtocol, defaults, '00');
    await this.expect(code.inSetProtocol, '0006 0100 0200 0501 0707', '00');
  }

  /** InCommRF with 31 ms. */
  frame(bytes: string | Uint8Array, pattern: string): Promise<string> {
    const frame = typeof bytes === 'string' ? hex(bytes) : bytes;
    return this.expect(code.inCommRf, concat(hex('36 01'), frame), pattern);
  }

  /** What was on the air last. */
  get last(): ChipFrame | undefined {
    return this.sent.at(-1);
  }

  onAir(label: Bilingual, observed: string | number | undefined, expected: string | number): void {
    this.check.that(label, observed === expected, String(expected), String(observed ?? 'nothing'));
  }
}
