import { type Exchange, pcscExchanges } from '../pcsc-exchange.ts';
import type { BenchRow } from '../row.ts';
import { median } from '../sampling.ts';

const medians = (exchanges: readonly Exchange[]): number[] => exchanges.map(({ p50Us }) => p50Us);

export const pcscMedianRow: BenchRow = {
  id: 'pcsc/p50',
  title: { en: 'PC/SC socket, 256-byte reads: p50', ja: 'PC/SCソケット、256バイト読み出し: p50' },
  unit: 'µs',
  peer: { en: 'echo with the same calls', ja: '同じ呼び出しのエコー' },
  goal: { of: 'ratio', bound: 'at-most', limit: 1.4 },
  async measure(run) {
    const { card, echo } = await pcscExchanges(run);
    const [rounds, peerRounds] = [medians(card), medians(echo)];
    return { value: median(rounds), peer: median(peerRounds), rounds, peerRounds };
  },
};
