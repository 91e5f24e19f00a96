import type { LinkStrike } from './armed-faults.ts';

/** Faults that strike what a reader writes to its host. */
export interface LinkFaults {
  strikeLink(bytes: Uint8Array): LinkStrike | undefined;
}
