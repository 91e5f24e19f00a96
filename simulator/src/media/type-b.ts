import type { ContactlessParameters } from '../card/icc.ts';
import { type Activation, bitRates, frameSize, frameWaitingTimeMs } from './frame-size.ts';
import type { PiccHolds } from './picc-holds.ts';

export type TypeBParameters = Extract<ContactlessParameters, { modulation: 'B' }>;
export type TypeBState = 'idle' | 'ready-requested' | 'ready-declared' | 'active' | 'halt';

const requestPrefix = 0x05;
const attribPrefix = 0x1d;
const hltbPrefix = 0x50;
const wakeUp = 0x08;

/** Type B before the block protocol: who answers, in which slot, and how it is activated. @see ISO/IEC 14443-3, 7 */
export class TypeB {
  readonly #parameters: TypeBParameters;
  readonly #holds: PiccHolds;
  readonly #random: (length: number) => Uint8Array;
  #state: TypeBState = 'idle';
  #pupi: Uint8Array;
  /** 1 to 16; 0: none was drawn. */
  #slot = 0;
  #drawn = false;
  #activation: Activation | undefined;

  constructor(parameters: TypeBParameters, holds: PiccHolds, random: (length: number) => Uint8Array) {
    this.#parameters = parameters;
    this.#holds = holds;
    this.#random = random;
    this.#pupi = this.#newPupi();
  }

  get state(): TypeBState {
    return this.#state;
  }

  get pupi(): Uint8Array {
    return this.#pupi;
  }

  /** Present while the card is activated. */
  get activation(): Activation | undefined {
    return this.#activation;
  }

  /** The field comes up. */
  reset(): void {
    this.#state = 'idle';
    this.#activation = undefined;
    this.#slot = 0;
    if (this.#holds('b-pupi-fresh')) this.#pupi = this.#newPupi();
  }

  /** After S(DESELECT). */
  deselect(to: 'halt' | 'idle'): void {
    this.#state = to;
    this.#activation = undefined;
  }

  #newPupi(): Uint8Array {
    const { pupi } = this.#parameters;
    return pupi === 'random' ? this.#random(4) : pupi;
  }

  /** What is sent back to a frame without its CRC; `undefined` is silence. */
  receive(frame: Uint8Array): Uint8Array | undefined {
    if (this.#state === 'active') {
      const wakes = frame[0] === requestPrefix && frame.length === 3 && (frame[2]! & wakeUp) !== 0;
      if (!wakes || this.#holds('b-active-ignores-request')) return undefined;
      this.#activation = undefined;
      this.#state = 'idle';
    }
    const first = frame[0];
    if (first === undefined) return undefined;
    if (first === requestPrefix && frame.length !== 1) return this.#request(frame);
    if ((first & 0x0f) === requestPrefix && frame.length === 1) return this.#marker((first >> 4) + 1);
    if (first === attribPrefix) return this.#attrib(frame);
    return first === hltbPrefix && frame.length === 5 ? this.#hltb(frame) : undefined;
  }

  #request(frame: Uint8Array): Uint8Array | undefined {
    if (frame.length !== 3 && this.#holds('b-request-whole')) return undefined;
    const [, afi = 0, parameter = 0] = frame;
    if ((parameter & wakeUp) === 0) {
      if (this.#state === 'halt' && this.#holds('b-halt-ignores-reqb')) return undefined;
      if (!this.#holds('b-reqb-answered')) return undefined;
    } else if (this.#state === 'halt' && !this.#holds('b-wupb-wakes')) return undefined;
    const code = parameter & 0x07;
    if (code > 4 && this.#holds('b-slots-known')) return undefined;
    if (!this.#isOfFamily(afi)) {
      // One that was halted stays so.
      if (this.#state !== 'halt') this.#state = 'idle';
      return undefined;
    }
    this.#draw(code > 4 ? 1 : 2 ** code);
    if (this.#slot !== 1 && this.#holds('b-slot-drawn')) {
      this.#state = 'ready-requested';
      return undefined;
    }
    return this.#atqb((parameter & 0x10) !== 0);
  }

  /** Whether an AFI of a request means this card: 00 means all, x0 a whole family, 0y a subfamily of any. */
  #isOfFamily(afi: number): boolean {
    const own = this.#parameters.afi;
    if (afi === 0 || own === 'any' || !this.#holds('b-afi-filters')) return true;
    if (own === undefined) return false;
    const family = (afi & 0xf0) === 0 || (afi & 0xf0) === (own & 0xf0);
    const subfamily = (afi & 0x0f) === 0 || (afi & 0x0f) === (own & 0x0f);
    return family && subfamily;
  }

  #draw(slots: number): void {
    if (slots === 1) this.#slot = 1;
    else if (!this.#drawn || this.#holds('b-slot-redrawn')) {
      this.#slot = 1 + (this.#random(1)[0]! % slots);
      this.#drawn = true;
    }
  }

  #marker(slot: number): Uint8Array | undefined {
    if (this.#state === 'idle') {
      return slot === 2 && !this.#holds('b-marker-needs-request') ? this.#atqb(false) : undefined;
    }
    if (this.#state !== 'ready-requested') return undefined;
    return slot === this.#slot || !this.#holds('b-marker-own-slot') ? this.#atqb(false) : undefined;
  }

  #atqb(extended: boolean): Uint8Array {
    this.#state = 'ready-declared';
    if (!this.#holds('b-pupi-kept')) this.#pupi = this.#random(4);
    const { applicationData, protocolInfo } = this.#parameters;
    const atqb = new Uint8Array(extended && !this.#holds('b-atqb-basic') ? 13 : 12);
    atqb[0] = 0x50;
    atqb.set(this.#pupi, 1);
    atqb.set(applicationData, 5);
    atqb.set(protocolInfo, 9);
    return atqb;
  }

  #isOwn(frame: Uint8Array): boolean {
    return this.#pupi.every((byte, i) => frame[1 + i] === byte);
  }

  #attrib(frame: Uint8Array): Uint8Array | undefined {
    const holds = this.#holds;
    if (this.#state !== 'ready-declared' && holds('b-attrib-needs-atqb')) return undefined;
    if (frame.length < 9 && holds('b-attrib-whole')) return undefined;
    if (!this.#isOwn(frame) && holds('b-attrib-own-pupi')) return undefined;
    const { protocolInfo, mbli } = this.#parameters;
    const [rates = 0, sizes = 0, options = 0] = protocolInfo;
    const parameter2 = frame[6] ?? 0;
    const [send, receive] = [parameter2 >> 6, (parameter2 >> 4) & 0x03];
    const cid = (frame[8] ?? 0) & 0x0f;
    if (((frame[7] ?? 0) & 0x01) === 0 && holds('b-attrib-protocol')) return undefined;
    if (!(offers(rates >> 4, send) && offers(rates, receive)) && holds('b-attrib-rate')) return undefined;
    if ((rates & 0x80) !== 0 && send !== receive && holds('b-attrib-same-rate')) return undefined;
    if (cid === 15 && holds('b-attrib-cid-reserved')) return undefined;
    const cidSupported = (options & 0x01) !== 0;
    // A card without CID is told 0.
    if (cid !== 0 && !cidSupported) return undefined;
    const fsdi = parameter2 & 0x0f;
    this.#state = 'active';
    this.#activation = {
      cid,
      fsd: fsdi > 8 && !holds('fsdi-reserved') ? 16 : frameSize(fsdi),
      fsc: frameSize(sizes >> 4),
      fwtMs: frameWaitingTimeMs(options >> 4),
      cidSupported,
      nadSupported: (options & 0x02) !== 0,
      receive: bitRates[receive]!,
      send: bitRates[send]!,
    };
    const told = holds('b-attrib-mbli-told') ? mbli : 15;
    return Uint8Array.of((told << 4) | (holds('b-attrib-cid-told') ? cid : 0));
  }

  #hltb(frame: Uint8Array): Uint8Array | undefined {
    if (this.#state === 'halt') return undefined;
    if (this.#state !== 'ready-declared' && this.#holds('b-hltb-needs-atqb')) return undefined;
    if (!this.#isOwn(frame) && this.#holds('b-hltb-own-pupi')) return undefined;
    if (this.#holds('b-hltb-halts')) this.#state = 'halt';
    return this.#holds('b-hltb-answered') ? Uint8Array.of(0x00) : undefined;
  }
}

/** Whether the bits of the bit rate byte offer 106 kbit/s times 2 to the code. @see ISO/IEC 14443-3, 7.9.4 */
const offers = (bits: number, code: number): boolean => code === 0 || (bits & (1 << (code - 1))) !== 0;
