import type { CommandApdu } from '../codec/command-apdu.ts';
import { concatBytes } from '../codec/hex.ts';

/** Class bit 5: not the last command of a chain. @see ISO/IEC 7816-4:2020, 5.3.3 */
const moreToCome = 0x10;
/** What one command APDU of extended length can carry. */
const maxDataLength = 65_535;

/** The parts of a chained command that have come so far. */
export interface CommandChain {
  readonly header: number;
  readonly parts: readonly Uint8Array[];
  readonly length: number;
}

/** What a part of a chain amounts to. */
export type ChainStep =
  | { readonly kind: 'more'; readonly chain: CommandChain }
  | { readonly kind: 'whole'; readonly apdu: CommandApdu }
  | { readonly kind: 'too-long' };

const headerOf = ({ cla, ins, p1, p2 }: CommandApdu): number =>
  (((cla & ~moreToCome) << 24) | (ins << 16) | (p1 << 8) | p2) >>> 0;

/**
 * Joins a command to the chain begun before it. Parts of one chain have the same header; a command with
 * another one ends the chain and stands for itself. unverified: no client of the card chains.
 */
export function joinChain(chain: CommandChain | undefined, apdu: CommandApdu): ChainStep {
  const header = headerOf(apdu);
  const begun = chain?.header === header ? chain : undefined;
  const last = (apdu.cla & moreToCome) === 0;
  if (last && begun === undefined) return { kind: 'whole', apdu };
  const length = (begun?.length ?? 0) + apdu.data.length;
  if (length > maxDataLength) return { kind: 'too-long' };
  const parts = [...(begun?.parts ?? []), apdu.data.slice()];
  if (!last) return { kind: 'more', chain: { header, parts, length } };
  return { kind: 'whole', apdu: { ...apdu, data: concatBytes(...parts) } };
}
