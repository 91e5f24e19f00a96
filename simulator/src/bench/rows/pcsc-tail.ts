import { pcscExchanges } from '../pcsc-exchange.ts';
import type { BenchRow } from '../row.ts';
import { median } from '../sampling.ts';

export const pcscTailRow: BenchRow = {
  id: 'pcsc/p99',
  title: { en: 'PC/SC socket, 256-byte reads: p99', ja: 'PC/SCソケット、256バイト読み出し: p99' },
  unit: 'µs',
  goal: { of: 'value', bound: 'at-most', limit: 1000 },
  async measure(run) {
    const { card, echo } = await pcscExchanges(run);
    const rounds = card.map(({ p99Us }) => p99Us);
    const echoTail = Math.round(median(echo.map(({ p99Us }) => p99Us)));
    return {
      value: median(rounds),
      rounds,
      note: { en: `the echo's own p99: ${echoTail} µs`, ja: `エコー自身のp99: ${echoTail} µs` },
    };
  },
};
