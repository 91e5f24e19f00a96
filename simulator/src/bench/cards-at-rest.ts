import { benchWorld } from './world.ts';

export const { url } = import.meta;

export interface CardsAtRest {
  /** Resident set in bytes before and after the cards were made, each with garbage collected. */
  readonly before: number;
  readonly after: number;
  /** After the cards were made, garbage included. */
  readonly uncollected: number;
}

/**
 * Makes that many cards in a process of its own and prints what they take; wants `--expose-gc`.
 * @public found by its address, see childCommand
 */
export async function main(count: string): Promise<void> {
  const simulator = await benchWorld(process.env);
  const { cardProfile, personProfile } = simulator.card().facts;
  const issue = async (cards: number): Promise<void> => {
    for (let i = 0; i < cards; i++) await simulator.issueCard({ card: cardProfile, person: personProfile });
  };
  const collect = (): void => {
    for (let i = 0; i < 3; i++) globalThis.gc?.();
  };
  // Code is compiled and pools are filled by the first ones.
  await issue(20);
  collect();
  const before = process.memoryUsage.rss();
  await issue(Number(count));
  const uncollected = process.memoryUsage.rss();
  collect();
  const result: CardsAtRest = { before, after: process.memoryUsage.rss(), uncollected };
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
