import type { Basis, Requirement } from '../../engine/case.ts';

/** A requirement in one line: clause, basis, and its words. */
export const requires = (clause: string, basis: Basis, en: string, ja: string): Requirement => ({
  clause,
  basis,
  text: { en, ja },
});
