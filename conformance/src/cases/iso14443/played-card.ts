import { hex, toHex } from '../../bytes/hex.ts';
import type { PlayedAnswer, PlayedCard, ReaderFrame } from '../../engine/frames-under-test.ts';

/** Hex digits of a frame without CRC, or what happens in the place of one. */
export type Play = string;

/** How the harness plays a card of type B. Lists are used up one by one; their last entry is repeated. */
export interface PlayOptions {
  readonly atqb?: Play;
  /** What is heard of requests with one slot. */
  readonly requests?: readonly Play[];
  /** With several slots, the one in which the ATQB comes. */
  readonly slot?: number;
  /** Answers to ATTRIB, in which CID 0 stands for the one that was given; `00` when absent. */
  readonly attrib?: readonly Play[];
  /** Answers to S(DESELECT); the same block when absent. */
  readonly deselect?: readonly Play[];
}

export const pupi = 'a1b2c3d4';
/** Any application data, 106 kbit/s only, frames of 256 bytes, ISO/IEC 14443-4, the FWI, and whether it takes a CID. */
export const atqbWith = ({ fsci = 8, fwi = 10, rates = 0x00, protocol = 1, cid = true } = {}): string =>
  `50 ${pupi} 54455354 ${toHex(Uint8Array.of(rates, (fsci << 4) | protocol, (fwi << 4) | Number(cid)))}`;

const isRequest = (bytes: Uint8Array): boolean => bytes[0] === 0x05 && bytes.length === 3;
const isMarker = (bytes: Uint8Array): boolean => bytes.length === 1 && (bytes[0]! & 0x0f) === 0x05;
const cidFollows = 0x08;

/** A card of type B that does what the case says, and remembers what it heard. */
export class PlayedTypeB {
  /** Frames before activation, of whatever modulation. */
  readonly initial: ReaderFrame[] = [];
  /** ATTRIBs, without CRC. */
  readonly attribs: Uint8Array[] = [];
  /** Blocks other than S(DESELECT), as hex digits, without CID. */
  readonly blocks: string[] = [];
  /** How long the reader listens after each of `blocks`. */
  readonly timeouts: number[] = [];
  /** CID of each of `blocks`. */
  readonly cids: (number | undefined)[] = [];
  deselects = 0;
  readonly #options: PlayOptions;
  readonly #atqb: Play;
  #answers: Play[] = [];
  #markers = 0;

  constructor(options: PlayOptions = {}) {
    this.#options = options;
    this.#atqb = options.atqb ?? atqbWith();
  }

  /** What the next blocks are answered; after the last of them there is silence. */
  answer(...answers: readonly Play[]): void {
    this.#answers = [...answers];
  }

  readonly play: PlayedCard = (frame) => {
    const { modulation, bytes } = frame;
    if (modulation !== 'B') {
      this.initial.push(frame);
      return 'silence';
    }
    if (isRequest(bytes) || isMarker(bytes)) {
      this.initial.push(frame);
      return this.#found(bytes);
    }
    if (bytes[0] === 0x1d) {
      this.attribs.push(bytes);
      const answer = played(nth(this.#options.attrib ?? ['00'], this.attribs.length));
      const given = (bytes[8] ?? 0) & 0x0f;
      return answer instanceof Uint8Array && (answer[0]! & 0x0f) === 0
        ? Uint8Array.of(answer[0]! | given, ...answer.subarray(1))
        : answer;
    }
    return this.#block(frame);
  };

  #found(bytes: Uint8Array): PlayedAnswer {
    if (isRequest(bytes) && (bytes[2]! & 0x07) === 0) {
      const { requests = [this.#atqb] } = this.#options;
      return played(nth(requests, this.initial.filter((frame) => isRequest(frame.bytes)).length));
    }
    this.#markers = isRequest(bytes) ? 1 : (bytes[0]! >> 4) + 1;
    return played(this.#markers === this.#options.slot ? this.#atqb : 'silence');
  }

  #block({ bytes, timeoutMs }: ReaderFrame): PlayedAnswer {
    const pcb = bytes[0] ?? 0;
    const cid = (pcb & cidFollows) === 0 || (pcb & 0xc0) === 0x40 ? undefined : bytes[1];
    const plain = cid === undefined ? bytes : Uint8Array.of(pcb & ~cidFollows, ...bytes.subarray(2));
    const withCid = (answer: PlayedAnswer): PlayedAnswer =>
      cid === undefined || !(answer instanceof Uint8Array)
        ? answer
        : Uint8Array.of((answer[0] ?? 0) | cidFollows, cid, ...answer.subarray(1));
    if (plain[0] === 0xc2 && plain.length === 1) {
      this.deselects++;
      return withCid(played(nth(this.#options.deselect ?? ['c2'], this.deselects)));
    }
    this.blocks.push(toHex(plain));
    this.timeouts.push(timeoutMs);
    this.cids.push(cid);
    return withCid(played(this.#answers.shift() ?? 'silence'));
  }
}

const nth = (list: readonly Play[], count: number): Play =>
  list[Math.min(count, list.length) - 1] ?? 'silence';

const played = (play: Play): PlayedAnswer =>
  play === 'silence' || play === 'damaged' || play === 'collision' ? play : hex(play);

/** A card of type A with a UID of seven bytes that is activated by RATS and then keeps silent. */
export function playedTypeA(uid: string, ats: string): PlayedCard {
  const whole = hex(uid);
  const levels = [Uint8Array.of(0x88, ...whole.subarray(0, 3)), whole.subarray(3)];
  const checked = (four: Uint8Array): Uint8Array =>
    Uint8Array.of(
      ...four,
      four.reduce((sum, byte) => sum ^ byte, 0),
    );
  return ({ modulation, bytes, lastBits }) => {
    if (modulation !== 'A') return 'silence';
    const [first = 0, second = 0] = bytes;
    if (bytes.length === 1 && lastBits === 7 && (first === 0x26 || first === 0x52)) return hex('44 00');
    const level = [0x93, 0x95].indexOf(first);
    if (level >= 0 && second === 0x20) return checked(levels[level]!);
    if (level >= 0 && second === 0x70) return level === 0 ? hex('24') : hex('20');
    return first === 0xe0 ? hex(ats) : 'silence';
  };
}
