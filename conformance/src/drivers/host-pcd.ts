import { concat, hex, toHex } from '../bytes/hex.ts';
import { ConformanceError } from '../error.ts';

/** Sends a frame to a card and listens; bytes without CRC on both ways, undefined for silence or damage. */
export type FrameLink = (frame: Uint8Array) => Promise<Uint8Array | undefined>;

/** Bytes of a frame by the index that a card tells, CRC included. @see ISO/IEC 14443-4, 5.1 */
const frameSizes = [16, 24, 32, 40, 48, 64, 96, 128, 256];
const retries = 2;
const chaining = 0x10;

/** A card of type B, activated by a host that makes the blocks itself, and how it answers commands. */
export interface HostedCard {
  /** What a PC/SC reader would show. @see PC/SC part 3, 3.1.3.2.3.1 */
  readonly atr: Uint8Array;
  transmit(command: Uint8Array): Promise<Uint8Array>;
  /** S(DESELECT). */
  close(): Promise<void>;
}

const noAnswer = (what: string): ConformanceError => new ConformanceError('subject/no-answer', what);

/** WUPB and ATTRIB with frames of 256 bytes and without CID. Throws `subject/no-answer`. */
export async function activateTypeB(link: FrameLink): Promise<HostedCard> {
  const atqb = await link(hex('05 00 08'));
  if (atqb?.length !== 12 || atqb[0] !== 0x50) throw noAnswer('no card of type B answers');
  const attrib = await link(concat(hex('1d'), atqb.subarray(1, 5), hex('00 08 01 00')));
  if (attrib?.length !== 1) throw noAnswer('the card does not answer ATTRIB');
  const blocks = new HostBlocks(link, (frameSizes[atqb[10]! >> 4] ?? 256) - 3);
  const historical = concat(atqb.subarray(5), Uint8Array.of(attrib[0]! & 0xf0));
  const atr = concat(hex('3b 88 80 01'), historical, Uint8Array.of(0));
  atr[atr.length - 1] = atr.subarray(1).reduce((sum, byte) => sum ^ byte, 0);
  return {
    atr,
    transmit: (command) => blocks.exchange(command),
    close: async () => void (await link(hex('c2'))),
  };
}

/** The block protocol of a host, without CID. @see ISO/IEC 14443-4, 7.5 */
class HostBlocks {
  readonly #link: FrameLink;
  readonly #most: number;
  #number = 0;

  constructor(link: FrameLink, most: number) {
    this.#link = link;
    this.#most = most;
  }

  async exchange(command: Uint8Array): Promise<Uint8Array> {
    let answer = new Uint8Array(0);
    for (let at = 0; at === 0 || at < command.length; at += this.#most) {
      const more = at + this.#most < command.length;
      const pcb = 0x02 | (more ? chaining : 0) | this.#number;
      answer = await this.#block(concat(Uint8Array.of(pcb), command.subarray(at, at + this.#most)));
      if (more && answer[0] !== (0xa2 | this.#number)) throw noAnswer(`no R(ACK) but ${toHex(answer)}`);
      this.#number ^= 1;
    }
    const parts = [answer.subarray(1)];
    while ((answer[0]! & chaining) !== 0) {
      answer = await this.#block(Uint8Array.of(0xa2 | this.#number));
      this.#number ^= 1;
      parts.push(answer.subarray(1));
    }
    return concat(...parts);
  }

  /** One block out and its answer in, through requests for more time and through what was lost. */
  async #block(block: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    let send = block;
    for (let lost = 0; lost <= retries; ) {
      const heard = await this.#link(send);
      if (heard?.[0] === 0xf2) {
        send = Uint8Array.of(0xf2, heard[1]! & 0x3f);
        continue;
      }
      const fits = heard !== undefined && heard.length > 0 && (heard[0]! & 0x01) === this.#number;
      if (fits) return Uint8Array.from(heard);
      lost++;
      // R(ACK) with the other number: the block never came.
      send = heard?.[0] === (0xa2 | (this.#number ^ 1)) ? block : Uint8Array.of(0xb2 | this.#number);
    }
    throw noAnswer('the card does not answer');
  }
}
