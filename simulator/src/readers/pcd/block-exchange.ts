import { concatBytes } from '../../codec/hex.ts';
import { frameWaitingTimeMs } from '../../media/frame-size.ts';
import { type BitRate, type RfAnswer, type RfFrame, silence } from '../../media/rf-frame.ts';
import type { OnAir } from './on-air.ts';
import type { PcdHolds } from './pcd-holds.ts';

/** Why a card gave no answer: none came, none that could be read, one without end, or there is no field. */
export type ExchangeFailure = 'timeout' | 'protocol' | 'too-long' | 'field-off';

/** What was agreed on at activation. */
export interface Link {
  readonly modulation: 'A' | 'B';
  readonly bitRate: BitRate;
  /** Card identifier that every block has; undefined when blocks have none. */
  readonly cid: number | undefined;
  /** Longest frame that the card takes, CRC included. */
  readonly fsc: number;
  readonly fwtMs: number;
}

/** How long a reader goes on with a card that does not answer. */
export interface Patience {
  /** Extensions in a row that a card is granted. */
  readonly extensions: number;
  /** How often S(DESELECT) is sent again, and the question whether the card is there. */
  readonly retries: number;
}

const chaining = 0x10;
const cidFollows = 0x08;
const deselect = 0xc2;
const extension = 0xf2;
/** PCB of an I-block without NAD and CID, whatever its number and chaining. */
const isInformation = (pcb: number): boolean => (pcb & 0xee) === 0x02;
const isAck = (pcb: number): boolean => (pcb & 0xfe) === 0xa2;
const numberOf = (pcb: number): number => pcb & 0x01;

/** PCB and CRC. */
const blockOverhead = 3;
/** Of an answer, PCBs counted: the longest response APDU in the smallest frames, and no chain without end. */
const longestChain = 80_000;
/** Real cards sign within a few extensions. */
const usualPatience: Patience = { extensions: 60, retries: 2 };
const longestExtensionMs = frameWaitingTimeMs(14);
/** A card begins its answer a little after its waiting time at the latest. @see ISO/IEC 14443-4, 7.2 */
const deltaMs = 49_152 / 13_560;

/** The block protocol as a reader plays it with one card. @see ISO/IEC 14443-4, 7.5.4.2 */
export class BlockExchange {
  readonly #link: Link;
  readonly #holds: PcdHolds;
  readonly #patience: Patience;
  /** PCB, and CID where blocks have one. */
  readonly #prologue: 1 | 2;
  #heard: RfAnswer = silence;
  #number: number;
  #lastCommand: Uint8Array = new Uint8Array(0);

  constructor(link: Link, holds: PcdHolds, patience = usualPatience) {
    this.#link = link;
    this.#holds = holds;
    this.#patience = patience;
    this.#prologue = link.cid === undefined ? 1 : 2;
    this.#number = holds('starts-at-zero') ? 0 : 1;
  }

  /** What was heard last: of an exchange that failed the reason. */
  get heard(): RfAnswer {
    return this.#heard;
  }

  /** A command and its answer, or why there is none. A block that does not come is asked for so often. */
  *exchange(command: Uint8Array, retries = this.#patience.retries): OnAir<Uint8Array | ExchangeFailure> {
    this.#lastCommand = command;
    const prologue = this.#prologue;
    const room = this.#link.fsc - blockOverhead - (prologue - 1);
    const most = this.#holds('within-frame-size') ? room : command.length;
    let at = 0;
    let block: Uint8Array;
    for (;;) {
      const end = Math.min(at + most, command.length);
      const more = end < command.length;
      const mark = more && this.#holds('chain-marked') ? chaining : 0;
      const heard = yield* this.#block(
        this.#made(0x02 | mark | this.#number, command.subarray(at, end)),
        more,
        retries,
      );
      if (typeof heard === 'string') return heard;
      this.#toggle();
      block = heard;
      if (!more) break;
      at = end;
    }
    const parts = [block.subarray(prologue)];
    let received = block.length;
    while ((block[0]! & chaining) !== 0 && this.#holds('chain-fetched')) {
      const number = this.#holds('chain-ack-number') ? this.#number : this.#number ^ 1;
      const heard = yield* this.#block(this.#made(0xa2 | number), false, retries);
      if (typeof heard === 'string') return heard;
      this.#toggle();
      block = heard;
      parts.push(block.subarray(prologue));
      received += block.length;
      if (received > longestChain) return 'too-long';
    }
    return parts.length === 1 ? parts[0]!.slice() : concatBytes(...parts);
  }

  /** Whether the card still answers. */
  *present(): OnAir<boolean> {
    const probe = this.#holds('presence-by-nak')
      ? this.#made(0xb2 | this.#number)
      : this.#made(0x02 | this.#number, this.#lastCommand);
    for (let tries = 0; tries <= this.#patience.retries; tries++) {
      const heard = yield this.#frame(probe, this.#fwtMs);
      if (heard.kind !== 'frame') continue;
      const pcb = this.#pcbOf(heard.bytes);
      if (isInformation(pcb) || isAck(pcb)) return true;
    }
    return false;
  }

  /** S(DESELECT); whether the card acknowledged it. */
  *deselect(): OnAir<boolean> {
    const most = this.#holds('deselect-retried') ? this.#patience.retries : 0;
    for (let tries = 0; tries <= most; tries++) {
      // @see ISO/IEC 14443-4, 8.1: the time to answer is that of the activation.
      const heard = yield this.#frame(this.#made(deselect), frameWaitingTimeMs(4) + deltaMs);
      if (heard.kind !== 'frame' || heard.bytes.length !== this.#prologue) continue;
      if (this.#pcbOf(heard.bytes) === deselect) return true;
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

  /** A block with the CID where blocks have one. */
  #made(pcb: number, information: Uint8Array = nothing): Uint8Array {
    const block = new Uint8Array(this.#prologue + information.length);
    block[0] = pcb;
    if (this.#link.cid !== undefined) {
      block[0] = pcb | cidFollows;
      block[1] = this.#link.cid;
    }
    block.set(information, this.#prologue);
    return block;
  }

  /** PCB of a card's block as it is without CID; -1 where its CID is not the one that was given. */
  #pcbOf(block: Uint8Array): number {
    const pcb = block[0] ?? -1;
    const { cid } = this.#link;
    if (cid === undefined) return pcb;
    const own = (pcb & cidFollows) !== 0 && block.length > 1 && (block[1]! & 0x0f) === cid;
    return own ? pcb & ~cidFollows : -1;
  }

  /** Sends a block until its answer has come; `acknowledged` says that R(ACK) has to be the answer. */
  *#block(block: Uint8Array, acknowledged: boolean, retries: number): OnAir<Uint8Array | ExchangeFailure> {
    const holds = this.#holds;
    const limit = holds('tries-limited') ? retries : 100;
    const { extensions } = this.#patience;
    const mostExtensions = holds('extensions-bounded') ? extensions : extensions * 100;
    let send = block;
    let timeoutMs = this.#fwtMs;
    let tries = 0;
    let extended = 0;
    for (;;) {
      const heard = yield this.#frame(send, timeoutMs);
      this.#heard = heard;
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
      const asks = holds('loss-asked-after') && (!damaged || holds('damage-asked-after'));
      if (!asks || ++tries > limit) {
        return heard.kind === 'silence' ? 'timeout' : 'protocol';
      }
      if (heard.kind === 'frame' && this.#isOtherAck(heard.bytes)) {
        if (!holds('other-ack-resends')) return 'protocol';
        send = block;
      } else if (
        heard.kind === 'silence' &&
        !holds('silence-asked-after') &&
        isInformation(this.#pcbOf(block))
      ) {
        block = block.slice();
        block[0]! ^= 1;
        this.#number ^= 1;
        send = block;
      } else {
        send = this.#again(block);
      }
    }
  }

  /** How a block is asked for that did not come. */
  #again(block: Uint8Array): Uint8Array {
    if (isAck(this.#pcbOf(block)) && this.#holds('chain-acknowledges-anew')) return block;
    return this.#made(0xb2 | (this.#holds('nak-number') ? this.#number : this.#number ^ 1));
  }

  #isOtherAck(block: Uint8Array): boolean {
    const pcb = this.#pcbOf(block);
    return isAck(pcb) && block.length === this.#prologue && numberOf(pcb) !== this.#number;
  }

  #fits(block: Uint8Array, acknowledged: boolean): boolean {
    const pcb = this.#pcbOf(block);
    if (pcb < 0) return false;
    if (numberOf(pcb) !== this.#number && this.#holds('wrong-number-refused')) return false;
    if (acknowledged && this.#holds('chain-awaits-ack')) return isAck(pcb) && block.length === this.#prologue;
    if (isInformation(pcb)) return true;
    if (acknowledged) return true;
    return !isAck(pcb) && !this.#holds('unknown-block-refused');
  }

  /** A request for more time that is valid: what to answer, and how long to wait then. */
  #extension(heard: RfAnswer): { readonly answer: Uint8Array; readonly timeoutMs: number } | undefined {
    if (heard.kind !== 'frame' || heard.bytes.length !== this.#prologue + 1) return undefined;
    if (this.#pcbOf(heard.bytes) !== extension) return undefined;
    const holds = this.#holds;
    if (!holds('extension-answered')) return undefined;
    const told = heard.bytes[this.#prologue]!;
    const multiplier = told & 0x3f;
    if ((multiplier === 0 || multiplier > 59) && holds('extension-multiplier')) return undefined;
    const echoed = holds('extension-granted') ? multiplier : 1;
    const asked = this.#link.fwtMs * multiplier;
    const wait = holds('extension-limit') ? Math.min(asked, longestExtensionMs) : asked;
    return {
      answer: this.#made(
        extension,
        Uint8Array.of(holds('extension-power-bits') ? echoed : (told & 0xc0) | echoed),
      ),
      timeoutMs: holds('extension-waited') ? wait + deltaMs : this.#fwtMs,
    };
  }
}

const nothing = new Uint8Array(0);
