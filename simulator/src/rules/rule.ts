/** How sure it is that the card behaves so. */
export type RuleBasis = 'standard' | 'probe' | 'code' | 'guide' | 'inferred';

/** A named decision of the simulated card. Its mutant is the same card with this one decision made wrongly. */
export interface Rule {
  /** `area/name`, or the number of a guide's rule (`L-82`, `E-07`); never reused. */
  readonly id: string;
  readonly text: { readonly en: string; readonly ja: string };
  /** Document and heading or clause. */
  readonly source: string;
  readonly basis: RuleBasis;
  /** What the card does when the rule is broken. */
  readonly mutant: string;
  /** Lifecycle machine or table that decides it. */
  readonly machine?: string;
  /** Lifecycle switch that bends it. */
  readonly switch?: string;
  /** Place in the document, as the document numbers it. */
  readonly heading?: string;
}

/** One line of a rule table: en, ja, source, basis, what the mutant does. */
export type RuleLine = readonly [en: string, ja: string, source: string, basis: RuleBasis, mutant: string];

/** Turns a table of lines into rules under one area. */
export function rulesOf<const A extends string, const T extends Readonly<Record<string, RuleLine>>>(
  area: A,
  table: T,
): { readonly [K in keyof T & string as `${A}/${K}`]: Rule } {
  const rules: Record<string, Rule> = {};
  for (const [name, [en, ja, source, basis, mutant]] of Object.entries(table)) {
    rules[`${area}/${name}`] = { id: `${area}/${name}`, text: { en, ja }, source, basis, mutant };
  }
  return rules as { readonly [K in keyof T & string as `${A}/${K}`]: Rule };
}
