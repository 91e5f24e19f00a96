import type { BenchRow } from '../row.ts';
import { median } from '../sampling.ts';
import { connections, ocspRate } from '../status-client.ts';

const row = (id: string, nonce: boolean, limit: number, title: BenchRow['title']): BenchRow => ({
  id,
  title,
  unit: '/s',
  goal: { of: 'value', bound: 'at-least', limit },
  async measure(run) {
    const rounds = await ocspRate(run, nonce);
    const note = { en: `${connections} connections`, ja: `${connections}接続` };
    return { value: median(rounds), rounds, note };
  },
});

/** Each answer is signed. */
export const ocspNonceRow = row('status/ocsp-nonce', true, 400, {
  en: 'OCSP answers over HTTP, each with a nonce of its own',
  ja: 'OCSP応答(HTTP、毎回異なるノンス付き)',
});
/** Each answer was signed before. */
export const ocspCachedRow = row('status/ocsp', false, 5000, {
  en: 'OCSP answers over HTTP without nonce',
  ja: 'OCSP応答(HTTP、ノンスなし)',
});
