import { CodecError } from '../../codec/codec-error.ts';
import type { Field } from '../../media/field.ts';
import type { RfAnswer, RfFrame } from '../../media/rf-frame.ts';
import { decodeDatagram, encodeDatagram, type RfRate } from './datagram.ts';

/** Nobody tells how long the host listens; no card takes longer than FWI 14 allows. @see ISO/IEC 14443-4, 7.2 */
const listenMs = 5000;

const reqA = 0x26;
const wupA = 0x52;
/** SEL of the cascade levels. */
const select: readonly number[] = [0x93, 0x95, 0x97];

/** How a frame stands on the air: hosts leave out the CRC, and the bits that a short frame of Type A lacks. */
function onTheAir({ modulation, bitRate }: RfRate, bytes: Uint8Array): RfFrame {
  const frame = { modulation, bitRate, bytes, timeoutMs: listenMs };
  if (modulation !== 'A') return { ...frame, crc: 'reader' };
  const [first = 0, valid = 0] = bytes;
  if (bytes.length === 1 && (first === reqA || first === wupA)) return { ...frame, crc: 'host', lastBits: 7 };
  // Anticollision has a CRC only once all 40 bits are known.
  return { ...frame, crc: select.includes(first) && valid < 0x70 ? 'host' : 'reader' };
}

/**
 * A field whose frames travel as text, one datagram each. The one who spoke last is the reader; another one begins
 * with a field of its own, so the card starts anew.
 */
export class RfLink {
  readonly #field: Field;
  readonly #warn: (message: string) => void;
  #peer: string | undefined;
  #busy = false;

  constructor(field: Field, warn: (message: string) => void) {
    this.#field = field;
    this.#warn = warn;
  }

  /** The datagram that answers, or none. Nothing is thrown. */
  take(text: string, peer: string): string | undefined | Promise<string | undefined> {
    try {
      const datagram = decodeDatagram(text);
      if (datagram.kind === 'field-off') {
        if (peer === this.#peer) this.close();
        return undefined;
      }
      // A card takes no notice of a damaged frame; nor of any while it is at work.
      if (datagram.kind === 'damaged' || this.#busy) return undefined;
      if (peer !== this.#peer) {
        this.close();
        this.#peer = peer;
      }
      this.#field.power(true);
      const answer = this.#field.transceive(onTheAir(datagram.rate, datagram.bytes));
      if (!(answer instanceof Promise)) return told(datagram.rate, answer);
      this.#busy = true;
      return answer
        .then((heard) => (peer === this.#peer ? told(datagram.rate, heard) : undefined))
        .finally(() => {
          this.#busy = false;
        });
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      this.#warn(error.message);
      return undefined;
    }
  }

  /** Takes the field away. */
  close(): void {
    this.#peer = undefined;
    this.#field.power(false);
  }
}

function told(rate: RfRate, answer: RfAnswer): string | undefined {
  switch (answer.kind) {
    case 'frame':
      return encodeDatagram({ kind: 'frame', rate, bytes: answer.bytes });
    case 'collision':
    case 'corrupt':
      return encodeDatagram({ kind: 'damaged', rate });
    default:
      return undefined;
  }
}
