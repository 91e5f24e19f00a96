/** Random bytes; seeded where runs have to repeat. */
export type RandomSource = (length: number) => Uint8Array;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** A serial number as leaves have it: positive, exactly four bytes. */
export function leafSerial(random: RandomSource): number {
  const bytes = random(4);
  const number = bytes.reduce((value, byte) => value * 0x100 + byte, 0) % 0x7f00_0000;
  return number + 0x0100_0000;
}

/**
 * Common name of a leaf, 23 characters: 14 opaque ones, of which ours begin with TEST, the five digits of the
 * municipality, 4 opaque ones.
 * @see jpki-card reference, section 6.2 (the split is inferred)
 */
export function leafCommonName(random: RandomSource, municipalityCode: string): string {
  const opaque = Array.from(random(14), (byte) => alphabet[byte % alphabet.length]).join('');
  return `TEST${opaque.slice(0, 10)}${municipalityCode}${opaque.slice(10)}`;
}
