import type { AirField, RfAnswer, RfFrame } from '@kazashi/simulator';
import { withoutCrc } from '../bytes/crc.ts';
import type { PlayedAnswer, PlayedCard } from '../engine/frames-under-test.ts';

export const nobody: PlayedCard = () => 'silence';

/** A field in which the harness plays the card. */
export class PlayedField implements AirField {
  card: PlayedCard = nobody;
  #on = false;

  get on(): boolean {
    return this.#on;
  }

  power(on: boolean): void {
    this.#on = on;
  }

  transceive(frame: RfFrame): RfAnswer {
    return this.#on ? told(this.card(heard(frame))) : { kind: 'field-off' };
  }
}

/** A frame as the played card hears it. */
function heard({ modulation, bitRate, bytes, crc, lastBits = 8, timeoutMs }: RfFrame) {
  const body = crc === 'host' && modulation !== 'F' ? (withoutCrc(modulation, bytes) ?? bytes) : bytes;
  return { modulation, bitRate, bytes: body.slice(), lastBits, timeoutMs };
}

/** Its answer as the reader hears it. */
function told(answer: PlayedAnswer): RfAnswer {
  if (answer instanceof Uint8Array) return { kind: 'frame', bytes: answer };
  switch (answer) {
    case 'silence':
      return { kind: 'silence' };
    case 'damaged':
      return { kind: 'corrupt', bytes: Uint8Array.of(0x00, 0x00, 0x00), error: 'crc' };
    case 'collision':
      return { kind: 'collision', bytes: Uint8Array.of(0x00, 0x00, 0x00), bits: 0 };
  }
}
