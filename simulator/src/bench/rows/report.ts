import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Words } from '../../cli/io.ts';
import { type BenchRow, NotMeasured } from '../row.ts';
import { median } from '../sampling.ts';
import { verbMs } from '../verb-process.ts';

const rounds = 3;

/** A result with so many cases: those of a real run, as often as it takes. */
function resized(from: string, to: string, count: number): void {
  const result = JSON.parse(readFileSync(from, 'utf8')) as { cases: readonly { readonly id: string }[] };
  const { cases } = result;
  const many = Array.from({ length: count }, (_, n) => {
    const one = cases[n % cases.length]!;
    return { ...one, id: `${one.id}-${Math.floor(n / cases.length)}` };
  });
  writeFileSync(to, JSON.stringify({ ...result, cases: many }));
}

interface Report {
  readonly id: string;
  readonly title: Words;
  readonly format: 'html' | 'pdf';
  readonly count: number;
  readonly limitMs: number;
}

const reportRow = ({ id, title, format, count, limitMs }: Report): BenchRow => ({
  id,
  title,
  unit: 'ms',
  goal: { of: 'value', bound: 'at-most', limit: limitMs },
  async measure(run) {
    const real = join(run.directory, `${format}-run`);
    await verbMs(run, 'run', 'card', '--subject', 'emulated:card', '--out', real);
    const result = join(run.directory, `${format}.json`);
    resized(join(real, 'result.json'), result, count);
    const took: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const out = join(run.directory, `${round}.${format}`);
      took.push(await verbMs(run, 'report', result, '--format', format, '--out', out).catch(notHere));
    }
    return { value: median(took), rounds: took };
  },
});

function notHere(error: Error): never {
  if (!error.message.includes('pdfmake')) throw error;
  throw new NotMeasured({ en: 'pdfmake is not installed', ja: 'pdfmake がインストールされていません' });
}

export const largeReportRow = reportRow({
  id: 'report/10000-cases',
  title: { en: 'report of 10,000 cases as HTML, with start', ja: '10,000項目の報告書(HTML)、起動込み' },
  format: 'html',
  count: 10_000,
  limitMs: 3000,
});

export const pdfReportRow = reportRow({
  id: 'report/pdf',
  title: { en: 'report of 300 cases as PDF, with start', ja: '300項目の報告書(PDF)、起動込み' },
  format: 'pdf',
  count: 300,
  limitMs: 10_000,
});
