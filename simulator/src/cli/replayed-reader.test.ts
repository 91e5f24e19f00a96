import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { buildSimulator } from './start-simulator.ts';

const silentLog = { info: () => {}, warn: () => {} };

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kazashi-replay-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const io = () => ({
  language: 'en' as const,
  env: { XDG_RUNTIME_DIR: directory },
  cwd: directory,
  out: () => {},
  err: () => {},
  exit: () => {},
});

/** What lies on each reader when that is played, by its label. */
async function lying(level: 'card' | 'pn532'): Promise<string[]> {
  const head = {
    kazashi: 'recording',
    version: 1,
    level,
    title: `TEST ${level}`,
    answerToReset: '3b80800101',
  };
  writeFileSync(join(directory, 'r.jsonl'), `${JSON.stringify(head)}\n`);
  const options = {
    replay: 'r.jsonl',
    endpoint: [`pn532:${join(directory, 'chip')}`, `pcsc:${join(directory, 'pcsc')}`],
  };
  const simulator = await buildSimulator(options, io(), silentLog, () => {});
  const labels = simulator.readers.readers.map(({ profile, card }) => `${profile.id}: ${card?.label}`);
  await simulator.close();
  return labels.sort();
}

test('the reader of a recorded PN532 is said to hold what was recorded, and other readers their card', async () => {
  const [own, played] = await lying('pn532');
  expect(own).toContain('kazashi/generic: mynumber/contactless-05e0');
  expect(played).toBe('nxp/pn532: TEST pn532');
});

test('a recorded card lies on every reader', async () => {
  expect(await lying('card')).toEqual(['kazashi/generic: TEST card', 'nxp/pn532: TEST card']);
});
