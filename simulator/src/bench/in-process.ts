import type { Words } from '../cli/io.ts';
import { startCard } from '../start-card.ts';
import type { BenchRow } from './row.ts';
import { callsPerSecond, median } from './sampling.ts';

const rounds = 21;
const roundMs = 50;
const warmMs = 300;

/** A row that sends one command again and again to a card in this process, through the library's public door. */
export function inProcessRow(
  id: string,
  title: Words,
  exchange: {
    readonly prepare: readonly Uint8Array[];
    readonly command: Uint8Array;
    readonly responseLength: number;
  },
): BenchRow {
  return {
    id,
    title,
    unit: '/s',
    goal: { of: 'value', bound: 'at-least', limit: 1_000_000 },
    async measure() {
      const card = await startCard();
      const session = card.activate();
      for (const command of exchange.prepare) session.transmit(command);
      const call = (): void => {
        const { length } = session.transmit(exchange.command);
        // A refusal would be measured as a fast card.
        if (length !== exchange.responseLength) throw new Error(`${id}: ${length} bytes came back`);
      };
      callsPerSecond(call, 1000, warmMs);
      const rates = Array.from({ length: rounds }, () => callsPerSecond(call, 1000, roundMs));
      session.close();
      await card.close();
      return { value: median(rates), rounds: rates };
    },
  };
}
