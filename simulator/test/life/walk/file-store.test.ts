import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openFileStore } from '../../../src/store/file-store.ts';
import { walk } from './walk.ts';

/** What is walked here is the life, not the disk: where memory can hold the files, no step waits for a disk. */
function fastest(): string {
  try {
    accessSync('/dev/shm', constants.W_OK);
    return '/dev/shm';
  } catch {
    return tmpdir();
  }
}

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(fastest(), 'kazashi-walk-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('random walks whose state lies in files break nothing: 32,000 steps', async () => {
  let worlds = 0;
  const keeping = () => {
    // One world at a time: the one before is walked to its end.
    rmSync(join(directory, String(worlds - 1)), { recursive: true, force: true });
    const state = join(directory, String(worlds++));
    return { open: () => openFileStore(state) };
  };
  const { failure, steps } = await walk({ seed: 5000, steps: 32_000, keeping });
  expect(failure && `${failure.message}\n${failure.scenario}`).toBeUndefined();
  expect(steps).toBeGreaterThanOrEqual(32_000);
}, 150_000);
