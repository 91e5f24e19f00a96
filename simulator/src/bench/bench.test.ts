import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { CliIo, Language } from '../cli/io.ts';
import { type BenchOptions, runBench } from './bench.ts';
import type { BenchDocument } from './bench-document.ts';
import type { Program } from './program.ts';
import { type BenchRow, NotMeasured } from './row.ts';
import { benchRows } from './rows.ts';

const program: Program = { root: '/nowhere', command: ['/nowhere/kazashi'], built: true };

const reached: BenchRow = {
  id: 'fast/one',
  title: { en: 'one', ja: '一' },
  unit: '/s',
  goal: { of: 'value', bound: 'at-least', limit: 1_000_000 },
  measure: async () => ({ value: 3_456_789, rounds: [3_456_789] }),
};
const missed: BenchRow = {
  id: 'slow/two',
  title: { en: 'two', ja: '二' },
  unit: 'ms',
  peer: { en: 'node -e 0', ja: 'node -e 0' },
  goal: { of: 'difference', bound: 'at-most', limit: 150 },
  measure: async () => ({ value: 215, peer: 50 }),
};
const elsewhere: BenchRow = {
  ...reached,
  id: 'slow/three',
  measure: () => Promise.reject(new NotMeasured({ en: 'there is no gcc', ja: 'gccがありません' })),
};
const broken: BenchRow = {
  ...reached,
  id: 'slow/four',
  measure: () => Promise.reject(new Error('out of luck')),
};

async function bench(
  rows: readonly BenchRow[],
  options: Partial<BenchOptions> = {},
  language: Language = 'en',
) {
  const out: string[] = [];
  const err: string[] = [];
  const io: CliIo = {
    language,
    env: {},
    cwd: '/',
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    exit: () => {},
  };
  const code = await runBench(io, { json: false, program, rows, ...options });
  return { code, out, err };
}

test('every row is told on the way, and then stands in the table with its verdict', async () => {
  const { code, out, err } = await bench([reached, missed]);
  expect(err).toEqual(['[1/2] fast/one: one', '[2/2] slow/two: two']);
  expect(out.slice(2, 5)).toEqual([
    'what        figure   peer  ratio  goal             verdict',
    'one   3,460,000 /s      –   3.46  ≥ 1,000,000 /s   reached',
    'two         215 ms  50 ms    4.3  ≤ peer + 150 ms  missed by 10 %',
  ]);
  expect(code).toBe(1);
});

test('columns stand under each other in Japanese, whose characters are wide', async () => {
  const { out } = await bench([reached, missed], {}, 'ja');
  expect(out.slice(2, 5)).toEqual([
    '項目            値   基準    比  目標             判定',
    '一    3,460,000 /s      –  3.46  ≥ 1,000,000 /s   達成',
    '二          215 ms  50 ms   4.3  ≤ 基準 + 150 ms  10 % 未達',
  ]);
});

test('what cannot be measured here is told with its reason, never as reached, and fails nothing', async () => {
  const { code, out } = await bench([reached, elsewhere]);
  expect(code).toBe(0);
  expect(out[4]).toMatch(/not measured$/);
  expect(out).toContain('one: there is no gcc');
});

test('a row that breaks fails the bench and stops no other', async () => {
  const { code, out } = await bench([broken, reached]);
  expect(code).toBe(1);
  expect(out[3]).toMatch(/failed$/);
  expect(out[4]).toMatch(/reached$/);
  expect(out).toContain('one: out of luck');
});

test('--json is one document with every figure', async () => {
  const { out } = await bench([missed, elsewhere, broken], { json: true });
  const { machine, at, ...rest }: BenchDocument = JSON.parse(out.join('\n'));
  expect(machine).toMatchObject({
    node: process.version,
    load: [expect.any(Number), expect.any(Number), expect.any(Number)],
  });
  expect(Number.isNaN(Date.parse(at))).toBe(false);
  expect(rest).toMatchObject({ kazashi: 'bench', version: 1, program: 'bundle' });
  expect(rest.rows[0]).toEqual({
    id: 'slow/two',
    title: 'two',
    value: 215,
    unit: 'ms',
    peer: { title: 'node -e 0', value: 50 },
    ratio: 4.3,
    goal: { of: 'difference', bound: 'at-most', limit: 150 },
    reached: false,
    missedBy: 0.1,
    rounds: [],
    peerRounds: [],
    note: null,
  });
  expect(rest.rows[1]).toMatchObject({ value: null, reached: null, note: 'there is no gcc' });
  expect(rest.rows[2]).toMatchObject({ value: null, reached: false, note: 'out of luck' });
});

test('rows are selected by id or area; an unknown one is refused before anything is measured', async () => {
  const measured = async (...only: string[]) =>
    (await bench([reached, missed, elsewhere], { only })).err.length;
  expect(await measured('slow')).toBe(2);
  expect(await measured('slow/two', 'fast/')).toBe(2);
  await expect(bench([reached], { only: ['fas'] })).rejects.toMatchObject({ code: 'usage/bench-row' });
});

test('the directory that rows share is there for them and gone afterwards', async () => {
  let directory = '';
  const row: BenchRow = {
    ...reached,
    async measure(run) {
      ({ directory } = run);
      return { value: existsSync(directory) ? 1 : 0 };
    },
  };
  const { out } = await bench([row]);
  expect(out[3]).toContain('1 /s');
  expect(existsSync(directory)).toBe(false);
});

test('ids of rows differ, and rows held against a peer name it', () => {
  expect(new Set(benchRows.map(({ id }) => id)).size).toBe(benchRows.length);
  for (const { goal, peer } of benchRows) expect(peer !== undefined).toBe(goal.of !== 'value');
});
