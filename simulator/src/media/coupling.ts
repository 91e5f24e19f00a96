/**
 * How well a card lies in the field, from 0 to 1, and what comes of it. The numbers are chosen; what they bring about
 * is what the official questions and answers tell of: a thick case, metal under the reader, the wrong spot.
 */
export type Reach = 'none' | 'weak' | 'marginal' | 'good';

/** Below it the card has no power. */
const powered = 0.25;
/** Below it the card manages a short frame and no more: it is found and cannot be activated. */
const steady = 0.45;
/** Below it bits are lost now and then, the more the longer the frame. */
const clean = 0.7;

export function reachOf(coupling: number): Reach {
  if (coupling < powered) return 'none';
  if (coupling < steady) return 'weak';
  return coupling < clean ? 'marginal' : 'good';
}

/** Longest frame, CRC not counted, that a card takes which is hardly powered: REQB, not ATTRIB. */
export const weakFrameLength = 5;

/** Chance that a frame of so many bytes arrives with an error. */
export function errorChance(coupling: number, length: number): number {
  if (coupling >= clean) return 0;
  const weakness = (clean - coupling) / (clean - steady);
  return Math.min(0.9, weakness * length * 0.002);
}

/** How much stronger the strongest card has to be for a reader to hear it through the others. */
export const capture = 2;
