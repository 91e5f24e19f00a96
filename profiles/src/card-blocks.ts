import { z } from 'zod';

/**
 * How a card or phone plays the block protocol where ISO/IEC 14443-4 leaves it open. No real one was measured:
 * whoever has one sets its numbers here.
 */
export const cardBlocksSchema = z.strictObject({
  /** Part of the frame waiting time that it lets pass before it asks for more by S(WTX). @see ISO/IEC 14443-4, 7.3 */
  wtxAfter: z.number().gt(0).lt(1),
  /** WTXM of its S(WTX). */
  wtxMultiplier: z.int().min(1).max(59),
  /** Bytes of a chained command that it takes; to a block beyond them it does not answer. */
  longestChain: z.int().min(261).max(65_600),
});
export type CardBlocks = z.infer<typeof cardBlocksSchema>;
