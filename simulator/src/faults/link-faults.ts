import type { LinkStrike } from './armed-faults.ts';

/** Faults that strike what a reader and its host write to each other. */
export interface LinkFaults {
  strikeLink(bytes: Uint8Array): LinkStrike | undefined;
  /** At what the host writes. */
  strikeFromHost(bytes: Uint8Array): LinkStrike | undefined;
}
