import { createHash, randomBytes } from 'node:crypto';

export type RandomSource = (length: number) => Uint8Array;

/** The machine's randomness. */
export const systemRandom: RandomSource = (length) => randomBytes(length);

/** The same bytes for the same seed: SHA-256 of seed and counter. Not for keys. */
export function seededRandom(seed: number): RandomSource {
  let block = new Uint8Array(0);
  let used = 0;
  let counter = 0;
  return (length) => {
    const bytes = new Uint8Array(length);
    for (let at = 0; at < length; ) {
      if (used === block.length) {
        block = createHash('sha256').update(`kazashi ${seed} ${counter++}`).digest();
        used = 0;
      }
      const count = Math.min(length - at, block.length - used);
      bytes.set(block.subarray(used, used + count), at);
      at += count;
      used += count;
    }
    return bytes;
  };
}
