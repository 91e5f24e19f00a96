import type { CardBlocks } from '@kazashi/profiles';
import type { Activation } from './frame-size.ts';
import type { PiccHolds } from './picc-holds.ts';

/**
 * What comes of a block: one that is sent back; a command to execute (`command`) and answer by `respond`; an
 * extension that was granted, so that the wait goes on; or silence.
 */
export type BlockOutcome = Uint8Array | 'execute' | 'granted' | undefined;

const cidFollows = 0x08;
const nadFollows = 0x04;
const chaining = 0x10;
const deselectPcb = 0xc2;
const extensionPcb = 0xf2;

/** The block protocol as a card plays it, from activation to deselection. @see ISO/IEC 14443-4, 7 */
export class BlockProtocol {
  readonly #activation: Activation;
  readonly #holds: PiccHolds;
  readonly #longestChain: number;
  readonly #resends: boolean;
  readonly #toggles: 0 | 1;
  readonly #cidAnswered: boolean;
  readonly #withinFsc: boolean;
  /** Longest block that the reader takes, CRC not counted. */
  readonly #longestBlock: number;
  #number: 0 | 1;
  /** The command to execute, when `receive` says so. */
  command: Uint8Array = new Uint8Array(0);
  #parts: Uint8Array[] = [];
  #partsLength = 0;
  #last: Uint8Array | undefined;
  /** What is left of a chained answer. */
  #response: Uint8Array = new Uint8Array(0);
  #sent = 0;
  /** The CID byte belongs into what is sent back. */
  #withCid = false;
  #multiplier = 0;
  #deselected = false;

  constructor(activation: Activation, holds: PiccHolds, { longestChain }: Pick<CardBlocks, 'longestChain'>) {
    this.#activation = activation;
    this.#holds = holds;
    this.#longestChain = longestChain;
    this.#number = holds('number-starts-at-one') ? 1 : 0;
    this.#resends = holds('resend-without-executing');
    this.#toggles = holds('number-toggles') ? 1 : 0;
    this.#cidAnswered = holds('cid-answered');
    this.#withinFsc = holds('frame-within-fsc');
    this.#longestBlock = (holds('block-within-fsd') ? activation.fsd : 256) - 2;
  }

  /** The last block was S(DESELECT). */
  get deselected(): boolean {
    return this.#deselected;
  }

  /** Waits for its S(WTX) to be repeated. */
  get extending(): boolean {
    return this.#multiplier !== 0;
  }

  /** Takes a block without CRC. Whatever the bytes are, it does not throw. */
  receive(block: Uint8Array): BlockOutcome {
    const pcb = block[0];
    if (pcb === undefined) return undefined;
    if (block.length + 2 > this.#activation.fsc && this.#withinFsc) return undefined;
    let start = 1;
    const withCid = (pcb & cidFollows) !== 0;
    if (withCid) {
      if (!this.#activation.cidSupported && this.#holds('cid-supported')) return undefined;
      if (block.length < 2) return undefined;
      if ((block[1]! & 0x0f) !== this.#activation.cid && this.#holds('cid-other')) return undefined;
      start = 2;
    } else if (this.#activation.cid !== 0 && this.#holds('cid-needed')) return undefined;
    if ((pcb & 0xe2) === 0x02) return this.#information(pcb, block, start, withCid);
    if ((pcb & 0xe6) === 0xa2) return start === block.length ? this.#receiveReady(pcb, withCid) : undefined;
    return this.#supervisory(pcb, block, start, withCid);
  }

  #information(pcb: number, block: Uint8Array, start: number, withCid: boolean): BlockOutcome {
    // An S-block is a request that only its like answers. @see ISO/IEC 14443-4, 7.5.4.3 rule 3
    if (this.#multiplier !== 0) return undefined;
    let from = start;
    if ((pcb & nadFollows) !== 0) {
      if (!this.#activation.nadSupported && this.#holds('nad-supported')) return undefined;
      from++;
    }
    if (this.#partsLength + block.length - from > this.#longestChain) return undefined;
    this.#number = (this.#number ^ this.#toggles) as 0 | 1;
    this.#withCid = withCid && this.#cidAnswered;
    this.#sent = 0;
    this.#response = nothing;
    if ((pcb & chaining) !== 0 && this.#holds('chain-acknowledged')) {
      this.#parts.push(block.slice(from));
      this.#partsLength += block.length - from;
      return this.#keep(this.#acknowledge());
    }
    if (this.#parts.length > 0) this.command = this.#join(block.subarray(from));
    else {
      if (from === block.length && this.#holds('empty-block-answered')) {
        return this.#keep(this.#block(0x02 | this.#number));
      }
      this.command = block.slice(from);
    }
    return 'execute';
  }

  #join(last: Uint8Array): Uint8Array {
    const parts = this.#holds('chain-joined') ? [...this.#parts, last] : [last];
    this.#parts = [];
    this.#partsLength = 0;
    const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      joined.set(part, at);
      at += part.length;
    }
    return joined;
  }

  #receiveReady(pcb: number, withCid: boolean): BlockOutcome {
    const nak = (pcb & 0x10) !== 0;
    if ((pcb & 0x01) === this.#number) {
      if (nak && !this.#holds('resend-on-nak')) return this.#acknowledge();
      if (!nak && !this.#holds('resend-on-ack')) return undefined;
      if (!this.#resends && this.#sent > 0 && this.command.length > 0) return 'execute';
      return this.#last;
    }
    if (this.#multiplier !== 0) return undefined;
    this.#withCid = withCid && this.#cidAnswered;
    if (nak) return this.#holds('nak-acknowledged') ? this.#acknowledge() : undefined;
    if (this.#sent >= this.#response.length) {
      return this.#holds('ack-without-chain') ? undefined : this.#last;
    }
    if (this.#holds('number-toggles-on-ack')) this.#number = (this.#number ^ 1) as 0 | 1;
    if (!this.#holds('chaining-continued')) this.#sent = 0;
    return this.#next();
  }

  #supervisory(pcb: number, block: Uint8Array, start: number, withCid: boolean): BlockOutcome {
    const kind = pcb & ~cidFollows;
    if (kind === deselectPcb && start === block.length) {
      if (!this.#holds('deselect-answered')) return undefined;
      this.#deselected = true;
      this.#withCid = withCid && this.#cidAnswered;
      return this.#block(deselectPcb);
    }
    if (kind === extensionPcb && block.length === start + 1) {
      if (this.#multiplier === 0) return this.#holds('extension-unasked') ? undefined : block.slice();
      const granted = block[start]! & 0x3f;
      if (granted !== (this.#last?.at(-1) ?? 0) && this.#holds('extension-matched')) return undefined;
      this.#multiplier = 0;
      return 'granted';
    }
    if (kind === 0xf0) return this.#holds('parameters-silent') ? undefined : block.slice();
    return this.#holds('pcb-known') ? undefined : this.#acknowledge();
  }

  /** The first block of the answer to `command`. */
  respond(response: Uint8Array): Uint8Array {
    this.#response = response;
    this.#sent = 0;
    return this.#next();
  }

  /** The answer to `command` and its repetitions are lost. */
  lose(): void {
    this.#last = undefined;
    this.#sent = 0;
    this.#response = nothing;
  }

  /** S(WTX): asks for the waiting time times `multiplier`, 1 to 59. */
  extend(multiplier: number): Uint8Array {
    this.#multiplier = multiplier;
    const told = this.#holds('extension-multiplier') ? multiplier : 0;
    const block = new Uint8Array(this.#withCid ? 3 : 2);
    this.#head(block, extensionPcb);
    block[block.length - 1] = told;
    return this.#keep(block);
  }

  /** The next block of the answer. */
  #next(): Uint8Array {
    const head = this.#withCid ? 2 : 1;
    const most = this.#longestBlock - head;
    const left = this.#response.length - this.#sent;
    const length = Math.min(left, most);
    const more = left > length && this.#holds('chaining-marked') ? chaining : 0;
    const block = new Uint8Array(head + length);
    this.#head(block, 0x02 | more | this.#number);
    const whole = length === this.#response.length;
    block.set(whole ? this.#response : this.#response.subarray(this.#sent, this.#sent + length), head);
    this.#sent += length;
    return this.#keep(block);
  }

  #acknowledge(): Uint8Array {
    const number = this.#holds('ack-number-own') ? this.#number : this.#number ^ 1;
    return this.#block(0xa2 | number);
  }

  /** A block of its first bytes only. */
  #block(pcb: number): Uint8Array {
    const block = new Uint8Array(this.#withCid ? 2 : 1);
    this.#head(block, pcb);
    return block;
  }

  #head(block: Uint8Array, pcb: number): void {
    if (this.#withCid) {
      block[0] = pcb | cidFollows;
      block[1] = this.#activation.cid;
    } else block[0] = pcb;
  }

  /** What R-blocks ask for again. */
  #keep(block: Uint8Array): Uint8Array {
    this.#last = block;
    return block;
  }
}

const nothing = new Uint8Array(0);
