import type { Bilingual } from '../text.ts';

/** A part of what is known of card, phones and clients that cases have to cover, whether one does or not. */
export interface Topic {
  readonly id: string;
  readonly text: Bilingual;
  /** Where it is laid down or reported. */
  readonly source: string;
  /** Beginnings of the ids of its cases; a case belongs to the first topic that has one. */
  readonly cases: readonly string[];
}

export const topic = (
  id: string,
  source: string,
  en: string,
  ja: string,
  ...cases: readonly string[]
): Topic => ({
  id,
  source,
  text: { en, ja },
  cases,
});
