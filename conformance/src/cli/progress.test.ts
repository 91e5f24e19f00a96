import { expect, test } from 'vitest';
import { MemoryFiles } from '../testing/memory-files.ts';
import { recordedRun } from '../testing/recorded-run.ts';
import { testCase } from '../testing/run-options.ts';
import type { CliIo } from './io.ts';
import { ProgressLines } from './progress.ts';

/** What a person reads of one case that compares these two. */
async function linesOf(expected: string, observed: string, language: 'en' | 'ja'): Promise<string[]> {
  const definition = testCase({
    id: 'test/label',
    run: async ({ check }) => check.that({ en: 'token', ja: 'トークン' }, false, expected, observed),
  });
  const { cases } = await recordedRun(new MemoryFiles(), [definition]);
  const out: string[] = [];
  const io: CliIo = {
    language,
    env: {},
    cwd: '/',
    out: (line) => out.push(line),
    err: () => {},
    exit: () => {},
  };
  const progress = new ProgressLines(io);
  for (const result of cases) progress.add(result);
  progress.flush();
  return out;
}

test('what did not pass is told with what was expected and what was observed', async () => {
  expect(await linesOf('JPKIAPICCTOKEN2', 'none', 'en')).toContain(
    '  FAIL test/label: token: expected JPKIAPICCTOKEN2, observed none',
  );
  expect(await linesOf('JPKIAPICCTOKEN2', 'なし', 'ja')).toContain(
    '  FAIL test/label: トークン:期待値 JPKIAPICCTOKEN2、実際 なし',
  );
});

test('what a subject says neither moves the cursor nor fills the screen', async () => {
  const [, line = ''] = await linesOf('ok', `\u001b[2J${'x'.repeat(500)}`, 'en');
  expect(line).toContain('observed  [2Jxxx');
  expect(line.length).toBeLessThan(150);
});
