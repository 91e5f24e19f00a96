import type { Requirement } from '../../engine/case.ts';
import type { Basis } from '../../engine/classification.ts';

/** A requirement in one line: clause, basis, and its words. */
export const requires = (clause: string, basis: Basis, en: string, ja: string): Requirement => ({
  clause,
  basis,
  text: { en, ja },
});
