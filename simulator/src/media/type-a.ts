import type { ContactlessParameters } from '../card/icc.ts';
import { type Activation, bitRates, frameSize, frameWaitingTimeMs } from './frame-size.ts';
import type { PiccHolds } from './picc-holds.ts';

export type TypeAParameters = Extract<ContactlessParameters, { modulation: 'A' }>;
export type TypeAState = 'idle' | 'ready' | 'selected' | 'protocol' | 'halt';

/** A frame that a card sends back before the block protocol. */
export interface InitialAnswer {
  readonly bytes: Uint8Array;
  readonly crc: boolean;
}

const reqa = 0x26;
const wupa = 0x52;
const cascadeTag = 0x88;
const levels = [0x93, 0x95] as const;

const short = (...bytes: number[]): InitialAnswer => ({ bytes: Uint8Array.from(bytes), crc: false });
const long = (...bytes: number[]): InitialAnswer => ({ bytes: Uint8Array.from(bytes), crc: true });

/** Type A before the block protocol: anticollision, selection, ATS and PPS. @see ISO/IEC 14443-3, 6; 14443-4, 5 */
export class TypeA {
  readonly #parameters: TypeAParameters;
  readonly #holds: PiccHolds;
  readonly #random: (length: number) => Uint8Array;
  #state: TypeAState = 'idle';
  /** It comes from HALT, and what goes wrong takes it back there. */
  #woken = false;
  #level = 0;
  #uid: Uint8Array;
  #activation: Activation | undefined;
  #ppsOpen = false;

  constructor(parameters: TypeAParameters, holds: PiccHolds, random: (length: number) => Uint8Array) {
    this.#parameters = parameters;
    this.#holds = holds;
    this.#random = random;
    this.#uid = this.#newUid();
  }

  get state(): TypeAState {
    return this.#state;
  }

  get uid(): Uint8Array {
    return this.#uid;
  }

  get activation(): Activation | undefined {
    return this.#activation;
  }

  reset(): void {
    this.#state = 'idle';
    this.#woken = false;
    this.#activation = undefined;
    this.#uid = this.#newUid();
  }

  deselect(to: 'halt' | 'idle'): void {
    this.#state = to;
    this.#woken = to === 'halt';
    this.#activation = undefined;
  }

  #newUid(): Uint8Array {
    const { uid } = this.#parameters;
    // A random one says so in its first byte. @see ISO/IEC 14443-3, 6.5.4
    return uid === 'random' ? Uint8Array.of(0x08, ...this.#random(3)) : uid;
  }

  /** The bytes of one cascade level with their check byte. */
  #levelBytes(level: number): Uint8Array {
    const uid = this.#uid;
    const whole = uid.length === 4 || !this.#holds('a-cascade');
    const four = whole
      ? uid.subarray(0, 4)
      : level === 0
        ? Uint8Array.of(cascadeTag, ...uid.subarray(0, 3))
        : uid.subarray(3, 7);
    const check = four.reduce((sum, byte) => sum ^ byte, 0);
    return Uint8Array.of(...four, this.#holds('a-bcc') ? check : 0);
  }

  /** The last cascade level, counted from 0. */
  get #lastLevel(): number {
    return this.#uid.length === 4 || !this.#holds('a-cascade') ? 0 : 1;
  }

  /** `crc`: whether a good one stood behind the frame. `bits`: of its last byte. */
  receive(frame: Uint8Array, crc: boolean, bits: number): InitialAnswer | undefined {
    const request = this.#isShort(frame, bits) ? frame[0] : undefined;
    switch (this.#state) {
      case 'idle':
      case 'halt':
        return this.#request(request);
      case 'ready':
        if (crc && !this.#holds('a-rats-selected') && frame[0] === 0xe0) return this.#rats(frame);
        return frame[0] === levels[this.#level] ? this.#anticollision(frame, crc, bits) : this.#fall();
      case 'selected':
        return this.#selected(frame, crc);
      case 'protocol':
        return this.#pps(frame, crc);
    }
  }

  #isShort(frame: Uint8Array, bits: number): boolean {
    return frame.length === 1 && (bits === 7 || (bits === 8 && !this.#holds('a-short-frame')));
  }

  #request(request: number | undefined): InitialAnswer | undefined {
    const holds = this.#holds;
    if (request !== reqa && request !== wupa) return undefined;
    if (request === reqa && !holds('a-reqa-answered')) return undefined;
    if (this.#state === 'halt') {
      if (request === reqa && holds('a-halt-ignores-reqa')) return undefined;
      if (request === wupa && !holds('a-wupa-wakes')) return undefined;
    }
    this.#woken = this.#state === 'halt';
    this.#state = 'ready';
    this.#level = 0;
    return short(...this.#parameters.atqa);
  }

  /** What does not belong here sends the card back to where it came from. */
  #fall(): undefined {
    this.#state = this.#woken ? 'halt' : 'idle';
    return undefined;
  }

  #anticollision(frame: Uint8Array, crc: boolean, bits: number): InitialAnswer | undefined {
    const valid = frame[1];
    if (valid === undefined) return this.#fall();
    const own = this.#levelBytes(this.#level);
    if (valid === 0x70) return crc && frame.length === 7 ? this.#select(frame, own) : this.#fall();
    const given = 8 * ((valid >> 4) - 2) + (valid & 0x0f);
    const whole = 2 + (given >> 3) + ((valid & 0x0f) === 0 ? 0 : 1);
    const fits = given >= 0 && given < 40 && frame.length === whole && bits === (valid & 0x07 || 8);
    if (!fits) return this.#fall();
    if (this.#holds('a-anticollision-prefix') && !sameBits(frame.subarray(2), own, given)) {
      // Another one is meant: it listens on. @see ISO/IEC 14443-3, 6.5.3.1
      return undefined;
    }
    const rest = own.slice(given >> 3);
    rest[0]! &= 0xff << (given & 7);
    return { bytes: rest, crc: false };
  }

  #select(frame: Uint8Array, own: Uint8Array): InitialAnswer | undefined {
    const meant = own.every((byte, i) => frame[2 + i] === byte);
    if (!meant && this.#holds('a-select-own-uid')) return this.#fall();
    if (this.#level < this.#lastLevel) {
      this.#level++;
      return long(this.#parameters.sak | 0x04);
    }
    this.#state = 'selected';
    return long(this.#parameters.sak & ~0x04);
  }

  #selected(frame: Uint8Array, crc: boolean): InitialAnswer | undefined {
    if (!crc) return this.#fall();
    if (frame.length === 2 && frame[0] === 0x50 && frame[1] === 0x00) {
      this.#state = 'halt';
      return this.#holds('a-hlta-silent') ? undefined : short(0x0a);
    }
    return frame[0] === 0xe0 ? this.#rats(frame) : this.#fall();
  }

  #rats(frame: Uint8Array): InitialAnswer | undefined {
    const { ats } = this.#parameters;
    const cid = (frame[1] ?? 0) & 0x0f;
    if (ats === undefined || frame.length !== 2) return this.#fall();
    if (cid === 15 && this.#holds('a-rats-cid-reserved')) return this.#fall();
    const fsdi = frame[1]! >> 4;
    const format = ats[1] ?? 0x02;
    const after = (bit: number): number | undefined => {
      if ((format & bit) === 0) return undefined;
      const before = (format & (bit - 1) & 0x70).toString(2).replaceAll('0', '').length;
      return ats[2 + before];
    };
    const options = after(0x40) ?? 0x02;
    const waiting = after(0x20);
    this.#state = 'protocol';
    this.#ppsOpen = true;
    this.#activation = {
      cid,
      fsd: fsdi > 8 && !this.#holds('fsdi-reserved') ? 16 : frameSize(fsdi),
      fsc: frameSize(format & 0x0f),
      fwtMs: frameWaitingTimeMs(waiting === undefined ? 4 : waiting >> 4),
      cidSupported: (options & 0x02) !== 0,
      nadSupported: (options & 0x01) !== 0,
      receive: 106,
      send: 106,
    };
    const told = ats.slice();
    if (!this.#holds('a-ats-whole')) told[0]!++;
    return { bytes: told, crc: true };
  }

  /** PPS comes before any block, or not at all. `undefined`: it was no PPS. */
  #pps(frame: Uint8Array, crc: boolean): InitialAnswer | undefined {
    const activation = this.#activation!;
    const isPps = crc && frame[0] === (0xd0 | activation.cid) && ((frame[1] ?? 0) & 0xef) === 0x01;
    if (!isPps) {
      if (crc) this.#ppsOpen = false;
      return undefined;
    }
    if (!this.#ppsOpen && this.#holds('a-pps-once')) return undefined;
    if (!this.#holds('a-pps-answered')) return undefined;
    this.#ppsOpen = false;
    const parameter = (frame[1]! & 0x10) === 0 ? 0 : (frame[2] ?? 0);
    const { ats = new Uint8Array(0) } = this.#parameters;
    const offered = ((ats[1] ?? 0) & 0x10) === 0 ? 0 : (ats[2] ?? 0);
    const [send, receive] = [(parameter >> 2) & 0x03, parameter & 0x03];
    const offers = (bits: number, code: number): boolean => code === 0 || (bits & (1 << (code - 1))) !== 0;
    if (!offers(offered >> 4, send) || !offers(offered, receive)) return undefined;
    this.#activation = { ...activation, receive: bitRates[receive]!, send: bitRates[send]! };
    return long(0xd0 | activation.cid);
  }
}

/** Whether the first `count` bits are the same, lowest bit of each byte first. */
function sameBits(given: Uint8Array, own: Uint8Array, count: number): boolean {
  for (let bit = 0; bit < count; bit++) {
    const difference = given[bit >> 3]! ^ own[bit >> 3]!;
    if ((difference & (1 << (bit & 7))) !== 0) return false;
  }
  return true;
}
