import type { LinkedReader } from './host-link.ts';
import type { SerialChip } from './pn532/pn532.ts';

/** The same bytes with one bit wrong, in the second half: where a frame has its content and its checksum. */
function damaged(bytes: Uint8Array): Uint8Array {
  const wrong = bytes.slice();
  if (wrong.length > 0) wrong[Math.min(wrong.length - 1, (3 * wrong.length) >> 2)]! ^= 0x04;
  return wrong;
}

/** A chip as its host reaches it through the faults of the link. Without one, bytes pass as they are. */
export function struckChip(chip: SerialChip, reader: LinkedReader): SerialChip {
  return {
    get baudRate() {
      return chip.baudRate;
    },
    receive(bytes, baudRate) {
      const effect = reader.link?.strikeFromHost(bytes)?.kind.effect;
      if (effect === undefined) chip.receive(bytes, baudRate);
      else if (effect === 'damage') chip.receive(damaged(bytes), baudRate);
      else if (effect === 'sleep') chip.reset();
    },
    forgetHalfFrame: () => chip.forgetHalfFrame(),
    reset: () => chip.reset(),
  };
}
