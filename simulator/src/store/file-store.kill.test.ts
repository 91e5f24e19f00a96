import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openFileStore } from './file-store.ts';

const child = fileURLToPath(new URL('./counting-child.ts', import.meta.url));

/** Runs the child until it has said `lines` lines, kills it, and tells the number it found and the last durable one. */
async function countAndKill(directory: string, lines: number): Promise<{ found: number; durable: number }> {
  const counting = spawn(process.execPath, ['--import', 'tsx', child, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(counting, 'exit');
  const numbers: number[] = [];
  for await (const line of createInterface({ input: counting.stdout })) {
    numbers.push(Number(line.split(' ')[1]));
    if (numbers.length === lines) counting.kill('SIGKILL');
  }
  expect(await exited).toEqual([null, 'SIGKILL']);
  return { found: numbers[0]!, durable: numbers.at(-1)! };
}

test('kill -9 takes no durable change back and leaves the directory to the next process', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'kazashi-kill-'));
  try {
    let durable = 0;
    for (const lines of [2, 30, 101]) {
      const run = await countAndKill(directory, lines);
      // At most one more was written and not yet told.
      expect([durable, durable + 1]).toContain(run.found);
      expect(readdirSync(directory).filter((name) => name.startsWith('kazashi.lock.'))).toHaveLength(1);
      durable = run.durable;
    }
    const store = await openFileStore(directory);
    expect([durable, durable + 1]).toContain(store.entries.get('count'));
    await store.close();
    expect(readdirSync(directory)).toEqual(['kazashi.state']);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
