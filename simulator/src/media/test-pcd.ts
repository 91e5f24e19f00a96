import { concatBytes, hex } from '../codec/hex.ts';
import type { RfAnswer, RfFrame } from './rf-frame.ts';

/** Sends one frame; `undefined` when nothing came that can be read. */
export type Air = (frame: RfFrame) => RfAnswer | Promise<RfAnswer>;

/** Why a host gave up. */
export class LostCard extends Error {}

/**
 * The reader's side as the standard has it, with two retries, for tests only: what a card does is judged by it.
 * @see ISO/IEC 14443-4, 7.5.4.3 rules 1 to 8
 */
export class TestPcd {
  readonly #air: Air;
  readonly #fsdi: number;
  readonly #longest: number;
  #number = 0;

  /** `longest`: INF bytes of a block to the card. */
  constructor(air: Air, { fsdi = 8, longest = 253 } = {}) {
    this.#air = air;
    this.#fsdi = fsdi;
    this.#longest = longest;
  }

  async #send(bytes: Uint8Array): Promise<Uint8Array | undefined> {
    const answer = await this.#air({ modulation: 'B', bitRate: 106, bytes, crc: 'reader', timeoutMs: 400 });
    return answer.kind === 'frame' ? answer.bytes : undefined;
  }

  async #retried(bytes: Uint8Array): Promise<Uint8Array> {
    for (let n = 0; n < 3; n++) {
      const answer = await this.#send(bytes);
      if (answer !== undefined) return answer;
    }
    throw new LostCard();
  }

  /** WUPB until somebody answers, ATTRIB with CID 0. An answer to ATTRIB that was lost is found out by a presence check. */
  async activate(): Promise<void> {
    this.#number = 0;
    const atqb = await this.#retried(hex('050008'));
    const attrib = concatBytes(hex('1d'), atqb.subarray(1, 5), Uint8Array.of(0x00, this.#fsdi, 0x01, 0x00));
    for (let n = 0; n < 3; n++) {
      if ((await this.#send(attrib)) !== undefined) return;
      if ((await this.#send(hex('b2'))) !== undefined) return;
    }
    throw new LostCard();
  }

  async exchange(command: Uint8Array): Promise<Uint8Array> {
    let answer = new Uint8Array(0);
    for (let at = 0; ; ) {
      const part = command.subarray(at, at + this.#longest);
      const more = at + part.length < command.length;
      answer = new Uint8Array(
        await this.#block(concatBytes(Uint8Array.of((more ? 0x12 : 0x02) | this.#number), part)),
      );
      if (!more) break;
      at += part.length;
    }
    const parts = [answer.subarray(1)];
    while ((answer[0]! & 0x10) !== 0) {
      answer = new Uint8Array(await this.#block(Uint8Array.of(0xa2 | this.#number)));
      parts.push(answer.subarray(1));
    }
    return concatBytes(...parts);
  }

  /** Sends a block until its answer of the same number is there, which toggles it; grants extensions. */
  async #block(block: Uint8Array): Promise<Uint8Array> {
    const chained = (block[0]! & 0xe0) === 0xa0;
    let send = block;
    for (let failures = 0; ; ) {
      const answer = await this.#send(send);
      if (answer === undefined) {
        if (++failures === 4) throw new LostCard();
        send = Uint8Array.of((chained ? 0xa2 : 0xb2) | this.#number);
      } else if (answer[0] === 0xf2) send = answer.slice();
      else if ((answer[0]! & 0xf6) === 0xa2 && (answer[0]! & 1) !== this.#number) send = block;
      else if ((answer[0]! & 1) === this.#number) {
        this.#number ^= 1;
        return answer;
      } else throw new LostCard();
    }
  }

  async deselect(): Promise<void> {
    await this.#retried(hex('c2'));
  }
}
