import { getOf, HttpLoad } from '../http-load.ts';
import type { BenchRow, BenchRun } from '../row.ts';
import { median } from '../sampling.ts';
import { ocspPost, withStatusServer } from '../status-client.ts';

const entries = 100_000;
const rounds = 3;

interface Built {
  readonly ms: number;
  /** The longest that an OCSP request took meanwhile, and how many were answered. */
  readonly longestMs: number;
  readonly answered: number;
}

let built: Promise<readonly Built[]> | undefined;

/** Makes and fetches the list, with OCSP requests one after another meanwhile; once for both rows. */
function builds(run: BenchRun): Promise<readonly Built[]> {
  built ??= withStatusServer(run, entries, async (server) => {
    const list = await HttpLoad.open(server.url, 1);
    const others = await HttpLoad.open(server.url, 1);
    const ocsp = ocspPost(server);
    await others.exchange(ocsp);
    const results: Built[] = [];
    for (let i = 0; i < rounds; i++) {
      const begun = performance.now();
      let done = false;
      const fetched = list.exchange(getOf(server.url, server.crlPath)).then((body) => {
        done = true;
        if (body.length < entries * 20) throw new Error(`a list of ${body.length} bytes`);
        return performance.now() - begun;
      });
      let longestMs = 0;
      let answered = 0;
      while (!done) {
        const asked = performance.now();
        await others.exchange(ocsp);
        longestMs = Math.max(longestMs, performance.now() - asked);
        answered++;
      }
      results.push({ ms: await fetched, longestMs, answered });
    }
    list.close();
    others.close();
    return results;
  });
  return built;
}

export const largeCrlRow: BenchRow = {
  id: 'status/crl',
  title: {
    en: `a revocation list of ${entries} entries, made and fetched`,
    ja: `${entries}件の失効リストの作成と取得`,
  },
  unit: 'ms',
  goal: { of: 'value', bound: 'at-most', limit: 2000 },
  async measure(run) {
    const all = (await builds(run)).map(({ ms }) => ms);
    return { value: median(all), rounds: all };
  },
};

export const besideCrlRow: BenchRow = {
  id: 'status/beside-crl',
  title: {
    en: 'longest wait for an OCSP answer while that list is made',
    ja: '失効リスト作成中のOCSP応答の最大待ち時間',
  },
  unit: 'ms',
  goal: { of: 'value', bound: 'at-most', limit: 100 },
  async measure(run) {
    const all = await builds(run);
    const longest = all.map(({ longestMs }) => longestMs);
    const answered = Math.min(...all.map((one) => one.answered));
    const note = { en: `${answered} answers meanwhile`, ja: `その間の応答 ${answered}件` };
    return { value: median(longest), rounds: longest, note };
  },
};
