import { type Exchange, pcscExchanges } from '../pcsc-exchange.ts';
import type { BenchRow } from '../row.ts';
import { median } from '../sampling.ts';

const rates = (exchanges: readonly Exchange[]): number[] => exchanges.map(({ rate }) => rate);

export const pcscRateRow: BenchRow = {
  id: 'pcsc/rate',
  title: { en: 'PC/SC socket, 256-byte reads: rate', ja: 'PC/SCソケット、256バイト読み出し: 回数' },
  unit: '/s',
  peer: { en: 'echo with the same calls', ja: '同じ呼び出しのエコー' },
  goal: { of: 'ratio', bound: 'at-least', limit: 0.75 },
  async measure(run) {
    const { card, echo } = await pcscExchanges(run);
    const [rounds, peerRounds] = [rates(card), rates(echo)];
    return { value: median(rounds), peer: median(peerRounds), rounds, peerRounds };
  },
};
