import type { ReaderField } from '@kazashi/profiles';

/** What a card in a field is capable of, by how well it lies there, from 0 to 1. */
export type Reach = 'none' | 'weak' | 'marginal' | 'good';

export function reachOf(coupling: number, { powered, steady, clean }: ReaderField): Reach {
  if (coupling < powered) return 'none';
  if (coupling < steady) return 'weak';
  return coupling < clean ? 'marginal' : 'good';
}

/** Chance that an answer of so many bytes arrives with an error: the more the longer it is. */
export function errorChance(coupling: number, length: number, field: ReaderField): number {
  const { steady, clean, errorPerByte, errorMost } = field;
  if (coupling >= clean) return 0;
  const weakness = (clean - coupling) / (clean - steady);
  return Math.min(errorMost, weakness * length * errorPerByte);
}
