import { withCrc, withoutCrc } from '../../bytes/crc.ts';
import { concat, hex, toHex } from '../../bytes/hex.ts';
import { matches } from '../../bytes/pattern.ts';
import type { Checks } from '../../engine/case-context.ts';
import { CaseEnd } from '../../engine/case-end.ts';
import { frameCover } from '../../engine/describe-frame.ts';
import type { AirFrame, FieldUnderTest } from '../../engine/frames-under-test.ts';
import type { Bilingual } from '../../text.ts';
import { t } from '../support/bilingual.ts';

/** 4096 / fc * 2^10 and what the card may be late: FWI 10 of the cards tried. @see ISO/IEC 14443-4, 7.2 */
export const waitingMs = 309.4 + 3.7;
export const silence = 'silence';
export const collision = 'collision';

export interface SendOptions extends Omit<Partial<AirFrame>, 'bytes'> {
  /** The CRC is spoiled, or left out. */
  readonly crc?: 'wrong' | 'none';
  readonly timeoutMs?: number;
}

/** ATTRIB's parameters, as far as a case cares. */
export interface AttribOptions {
  readonly cid?: number;
  readonly fsdi?: number;
  /** Bits 8 to 5 of parameter 2. */
  readonly rates?: number;
}

/** The reader that the harness is, towards a card in its field. */
export class FieldBench {
  readonly check: Checks;
  readonly field: FieldUnderTest;
  readonly modulation: 'A' | 'B';
  /** Of the latest answer. */
  afterMs = 0;
  /** What was heard of the latest collision, and how many bits of it were the same. */
  collision: { readonly bytes: Uint8Array; readonly bits: number } | undefined;

  /** The latest frame, as evidence may show it. */
  #sent = '';
  readonly #cover = frameCover();

  constructor(field: FieldUnderTest, check: Checks, modulation: 'A' | 'B') {
    this.field = field;
    this.check = check;
    this.modulation = modulation;
  }

  /** Sends bytes with their CRC; the answer without its own, as hex digits, or `silence`. */
  async send(frame: string | Uint8Array, options: SendOptions = {}): Promise<string> {
    const { crc, timeoutMs = waitingMs, modulation = this.modulation, ...more } = options;
    const body = typeof frame === 'string' ? hex(frame) : frame;
    this.#sent = shortened(this.#cover(body));
    const whole = crc === 'none' ? body : withCrc(modulation, body);
    if (crc === 'wrong') whole[whole.length - 1]! ^= 0x01;
    const answer = await this.field.exchange({ ...more, modulation, bytes: whole }, timeoutMs);
    if (answer === undefined) return silence;
    this.afterMs = answer.afterMs;
    if (answer.collision !== undefined) {
      this.collision = { bytes: answer.bytes, bits: answer.collision };
      return collision;
    }
    if (crc === 'none') return toHex(answer.bytes);
    const told = withoutCrc(modulation, answer.bytes);
    return told === undefined ? `${toHex(answer.bytes)} (wrong CRC)` : toHex(told);
  }

  /** The answer has to fit the pattern, or be `silence`. Gives it. */
  async expect(frame: string | Uint8Array, pattern: string, options?: SendOptions): Promise<string> {
    const answer = await this.send(frame, options);
    this.fits(t(`answer to ${this.#sent}`, `${this.#sent}への応答`), answer, pattern);
    return answer;
  }

  fits(label: Bilingual, answer: string, pattern: string): void {
    this.check.that(label, fitting(answer, pattern), pattern, answer);
  }

  /** What the case needs and does not judge: another answer makes it INCONCLUSIVE. */
  async need(frame: string | Uint8Array, pattern: string, options?: SendOptions): Promise<string> {
    const answer = await this.send(frame, options);
    if (fitting(answer, pattern)) return answer;
    throw new CaseEnd(
      'INCONCLUSIVE',
      t(
        `${this.#sent} was answered ${answer} where the case needs ${pattern}`,
        `${this.#sent}への応答が${answer}で、前提となる${pattern}ではない`,
      ),
    );
  }

  async powerCycle(): Promise<void> {
    await this.field.power(false);
    await this.field.power(true);
  }

  // Type B

  /** WUPB; the PUPI of the ATQB. */
  async wake(request = '05 00 08'): Promise<string> {
    const atqb = await this.expect(request, '50 *');
    return atqb.slice(2, 10);
  }

  attrib(pupi: string, { cid = 0, fsdi = 8, rates = 0 }: AttribOptions = {}): Uint8Array {
    return concat(hex(`1d ${pupi}`), Uint8Array.of(0x00, rates | fsdi, 0x01, cid));
  }

  /** WUPB and ATTRIB, or for type A all that leads to the ATS. */
  async activate(options: AttribOptions = {}): Promise<void> {
    if (this.modulation === 'A') {
      await this.select();
      const { fsdi = 8, cid = 0 } = options;
      await this.expect(Uint8Array.of(0xe0, (fsdi << 4) | cid), '*');
      return;
    }
    const pupi = await this.wake();
    await this.expect(this.attrib(pupi, options), '*');
  }

  // Type A

  /** A short frame of seven bits. */
  short(byte: string, lastBits = 7): Promise<string> {
    return this.send(byte, { crc: 'none', lastBits });
  }

  /** WUPA, anticollision and SELECT through both cascade levels; gives the UID. */
  async select(): Promise<string> {
    this.fits(t('answer to WUPA', 'WUPAへの応答'), await this.short('52'), '.. ..');
    let uid = '';
    for (const level of ['93', '95', '97']) {
      const part = await this.send(`${level} 20`, { crc: 'none' });
      this.fits(t(`UID of level ${level}`, `レベル${level}のUID`), part, '.. .. .. .. ..');
      const sak = await this.expect(`${level} 70 ${part}`, '..');
      uid += part.startsWith('88') ? part.slice(2, 8) : part.slice(0, 8);
      if ((Number.parseInt(sak, 16) & 0x04) === 0) break;
    }
    return uid;
  }
}

function fitting(answer: string, pattern: string): boolean {
  if (pattern === silence || pattern === collision) return answer === pattern;
  return /^[0-9a-f]+$/.test(answer) && matches(hex(answer), pattern);
}

const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
