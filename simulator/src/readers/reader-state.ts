import type { EmulatedReader } from './emulated-reader.ts';

/** What a tester wants to see of a reader. */
export const readerState = (reader: EmulatedReader) => ({
  id: reader.id,
  name: reader.name,
  profile: reader.profile.id,
  card: reader.card?.id ?? null,
  /** Of several that lie there, from below. */
  cards: reader.lying.map(({ card, placement: { coupling = 1 } }) => ({ card: card.id, coupling })),
  orientation: reader.orientation,
  holders: reader.holders,
});
