import { toHex } from '../bytes/hex.ts';

/**
 * Applications of the card by the names that cases use, with their AIDs.
 * @see jpki-card reference, section 1
 */
export const aids = {
  jpki: 'd392f000260100000001',
  text: 'd3921000310001010408',
  visual: 'd3921000310001010402',
  juki: 'd3921000310001010401',
  common: 'd3921000310001010100',
  licence: 'a0000002310600000000000000000000',
} as const;

export type ApplicationName = keyof typeof aids;
export const applicationNames = Object.keys(aids) as ApplicationName[];

/** The application whose AID begins with these bytes, as SELECT by a shorter name finds it. */
export function applicationOf(name: Uint8Array): ApplicationName | undefined {
  if (name.length === 0) return undefined;
  const text = toHex(name);
  return applicationNames.find((application) => aids[application].startsWith(text));
}
