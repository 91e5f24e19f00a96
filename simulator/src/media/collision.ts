import type { Modulation, RfAnswer } from './rf-frame.ts';

/** What a reader hears when several cards answer at once. */
export function collide(modulation: Modulation, answers: readonly Uint8Array[]): RfAnswer {
  const longest = Math.max(...answers.map(({ length }) => length));
  const heard = new Uint8Array(longest);
  for (const answer of answers) for (let i = 0; i < answer.length; i++) heard[i]! |= answer[i]!;
  if (modulation !== 'A') return { kind: 'collision', bytes: heard, bits: 0 };
  // Manchester coding shows where bits differ; cards that send the same sound as one. @see ISO/IEC 14443-3, 6.2.3.2
  const shortest = Math.min(...answers.map(({ length }) => length));
  for (let bit = 0; bit < 8 * longest; bit++) {
    const at = bit >> 3;
    const first = at < shortest ? answers[0]![at]! & (1 << (bit & 7)) : -1;
    if (answers.some((answer) => (answer[at]! & (1 << (bit & 7))) !== first)) {
      const bytes = heard.slice(0, (bit >> 3) + ((bit & 7) === 0 ? 0 : 1));
      if ((bit & 7) !== 0) bytes[bytes.length - 1]! &= (1 << (bit & 7)) - 1;
      return { kind: 'collision', bytes, bits: bit };
    }
  }
  return { kind: 'frame', bytes: heard };
}
