import { concatBytes } from '../../codec/hex.ts';
import { frameWaitingTimeMs } from '../../media/frame-size.ts';
import type { BitRate, RfAnswer, RfFrame } from '../../media/rf-frame.ts';
import type { OnAir } from './on-air.ts';
import type { PcdHolds } from './pcd-holds.ts';

/** Why a card gave no answer: none came, none that could be read, or there is no field. */
export type ExchangeFailure = 'timeout' | 'protocol' | 'field-off';

/** What was agreed on at activation. */
export interface Link {
  readonly modulation: 'A' | 'B';
  readonly bitRate: BitRate;
  /** Longest frame that the card takes, CRC included. */
  readonly fsc: number;
  readonly fwtMs: number;
}

const chaining = 0x10;
const deselect = 0xc2;
const extension = 0xf2;
/** PCB of an I-block without NAD and CID, whatever its number and chaining. */
const isInformation = (pcb: number): boolean => (pcb & 0xee) === 0x02;
const isAck = (pcb: number): boolean => (pcb & 0xfe) === 0xa2;
const numberOf = (pcb: number): number => pcb & 0x01;

/** PCB and CRC. */
const blockOverhead = 3;
const retries = 2;
/** Of an answer, PCBs counted: the longest response APDU in the smallest frames, and no chain without end. */
const longestChain = 80_000;
/** Extensions in a row that a card is granted; real ones sign within a few. */
const extensions = 60;
const longestExtensionMs = frameWaitingTimeMs(14);
/** A card begins its answer a little after its waiting time at the latest. @see ISO/IEC 14443-4, 7.2 */
const deltaMs = 49_152 / 13_560;

/** The block protocol as a reader plays it with one card. @see ISO/IEC 14443-4, 7.5.4.2 */
export class BlockExchange {
  readonly #link: Link;
  readonly #holds: PcdHolds;
  #number: number;
  #lastCommand: Uint8Array = new Uint8Array(0);

  constructor(link: Link, holds: PcdHolds) {
    this.#link = link;
    this.#holds = holds;
    this.#number = holds('starts-at-zero') ? 0 : 1;
  }

  /** A command and its answer, or why there is none. */
  *exchange(command: Uint8Array): OnAir<Uint8Array | ExchangeFailure> {
    this.#lastCommand = command;
    const most = this.#holds('within-frame-size') ? this.#link.fsc - blockOverhead : command.length;
    let at = 0;
    let block: Uint8Array;
    for (;;) {
      const end = Math.min(at + most, command.length);
      const more = end < command.length;
      const mark = more && this.#holds('chain-marked') ? chaining : 0;
      const heard = yield* this.#block(
        concatBytes(Uint8Array.of(0x02 | mark | this.#number), command.subarray(at, end)),
        more,
      );
      if (typeof heard === 'string') return heard;
      this.#toggle();
      block = heard;
      if (!more) break;
      at = end;
    }
    const parts = [block.subarray(1)];
    let received = block.length;
    while ((block[0]! & chaining) !== 0 && this.#holds('chain-fetched')) {
      const number = this.#holds('chain-ack-number') ? this.#number : this.#number ^ 1;
      const heard = yield* this.#block(Uint8Array.of(0xa2 | number), false);
      if (typeof heard === 'string') return heard;
      this.#toggle();
      block = heard;
      parts.push(block.subarray(1));
      received += block.length;
      if (received > longestChain) return 'protocol';
    }
    return parts.length === 1 ? parts[0]!.slice() : concatBytes(...parts);
  }

  /** Whether the card still answers. */
  *present(): OnAir<boolean> {
    const probe = this.#holds('presence-by-nak')
      ? Uint8Array.of(0xb2 | this.#number)
      : concatBytes(Uint8Array.of(0x02 | this.#number), this.#lastCommand);
    for (let tries = 0; tries <= retries; tries++) {
      const heard = yield this.#frame(probe, this.#fwtMs);
      if (heard.kind === 'frame') return true;
    }
    return false;
  }

  /** S(DESELECT); whether the card acknowledged it. */
  *deselect(): OnAir<boolean> {
    for (let tries = 0; tries <= (this.#holds('deselect-retried') ? retries : 0); tries++) {
      // @see ISO/IEC 14443-4, 8.1: the time to answer is that of the activation.
      const heard = yield this.#frame(Uint8Array.of(deselect), frameWaitingTimeMs(4));
      if (heard.kind === 'frame' && heard.bytes.length === 1 && heard.bytes[0] === deselect) return true;
    }
    return false;
  }

  get #fwtMs(): number {
    return this.#holds('waiting-time') ? this.#link.fwtMs + deltaMs : 5;
  }

  #toggle(): void {
    if (this.#holds('number-toggles')) this.#number ^= 1;
  }

  #frame(bytes: Uint8Array, timeoutMs: number): RfFrame {
    const { modulation, bitRate } = this.#link;
    return { modulation, bitRate, bytes, crc: 'reader', timeoutMs };
  }

  /** Sends a block until its answer has come; `acknowledged` says that R(ACK) has to be the answer. */
  *#block(block: Uint8Array, acknowledged: boolean): OnAir<Uint8Array | ExchangeFailure> {
    const holds = this.#holds;
    const limit = holds('tries-limited') ? retries : 100;
    const mostExtensions = holds('extensions-bounded') ? extensions : extensions * 100;
    let send = block;
    let timeoutMs = this.#fwtMs;
    let tries = 0;
    let extended = 0;
    for (;;) {
      const heard = yield this.#frame(send, timeoutMs);
      if (heard.kind === 'field-off') return 'field-off';
      if (holds('extension-once')) timeoutMs = this.#fwtMs;
      const granted = this.#extension(heard);
      if (granted !== undefined) {
        if (++extended > mostExtensions) return 'timeout';
        send = granted.answer;
        timeoutMs = granted.timeoutMs;
        continue;
      }
      if (heard.kind === 'frame' && this.#fits(heard.bytes, acknowledged)) return heard.bytes;
      const damaged = heard.kind === 'corrupt' || heard.kind === 'collision';
      if ((damaged && !holds('damage-asked-after')) || ++tries > limit) {
        return heard.kind === 'silence' ? 'timeout' : 'protocol';
      }
      if (heard.kind === 'frame' && this.#isOtherAck(heard.bytes)) {
        if (!holds('other-ack-resends')) return 'protocol';
        send = block;
      } else if (heard.kind === 'silence' && !holds('silence-asked-after') && isInformation(block[0]!)) {
        block = concatBytes(Uint8Array.of(block[0]! ^ 1), block.subarray(1));
        this.#number ^= 1;
        send = block;
      } else {
        send = this.#again(block);
      }
    }
  }

  /** How a block is asked for that did not come. */
  #again(block: Uint8Array): Uint8Array {
    if (isAck(block[0]!) && this.#holds('chain-acknowledges-anew')) return block;
    return Uint8Array.of(0xb2 | (this.#holds('nak-number') ? this.#number : this.#number ^ 1));
  }

  #isOtherAck([pcb = 0, ...rest]: Uint8Array): boolean {
    return isAck(pcb) && rest.length === 0 && numberOf(pcb) !== this.#number;
  }

  #fits(block: Uint8Array, acknowledged: boolean): boolean {
    const pcb = block[0];
    if (pcb === undefined) return false;
    if (numberOf(pcb) !== this.#number && this.#holds('wrong-number-refused')) return false;
    if (acknowledged && this.#holds('chain-awaits-ack')) return isAck(pcb) && block.length === 1;
    if (isInformation(pcb)) return true;
    if (acknowledged) return true;
    return !isAck(pcb) && !this.#holds('unknown-block-refused');
  }

  /** A request for more time that is valid: what to answer, and how long to wait then. */
  #extension(heard: RfAnswer): { readonly answer: Uint8Array; readonly timeoutMs: number } | undefined {
    if (heard.kind !== 'frame' || heard.bytes.length !== 2 || heard.bytes[0] !== extension) return undefined;
    const holds = this.#holds;
    const told = heard.bytes[1]!;
    const multiplier = told & 0x3f;
    if ((multiplier === 0 || multiplier > 59) && holds('extension-multiplier')) return undefined;
    const echoed = holds('extension-granted') ? multiplier : 1;
    const asked = this.#link.fwtMs * multiplier;
    const wait = holds('extension-limit') ? Math.min(asked, longestExtensionMs) : asked;
    return {
      answer: Uint8Array.of(extension, holds('extension-power-bits') ? echoed : (told & 0xc0) | echoed),
      timeoutMs: holds('extension-waited') ? wait + deltaMs : this.#fwtMs,
    };
  }
}
