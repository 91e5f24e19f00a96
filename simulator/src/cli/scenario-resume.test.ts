import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { scenarios } from '@kazashi/profiles/scenarios';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kazashiCommand } from '../../../test/kazashi-command.ts';
import { openFileStore } from '../store/file-store.ts';
import { runScenario, type ScenarioRun } from './scenario-world.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kazashi-resume-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Stories with batch, APDUs, a second card, a second phone, a second person, and an account. */
const several = [
  'phone-lost-and-found',
  'iphone-remote-delete',
  'android-blocked-then-kiosk',
  'pin-blocked-then-counter',
  'card-lost-for-good',
  'change-android-to-android',
  'facility-uninstalled',
  'card-certificate-expires',
  'family-at-one-reader',
  'remote-delete-wrong-card',
];

const byKey = (a: readonly [string, unknown], b: readonly [string, unknown]): number =>
  a[0] < b[0] ? -1 : 1;

/** Plays on in a file store until a line or the end; the state then, and everything stored. */
async function play(state: string, run: Omit<ScenarioRun, 'store'>) {
  const store = await openFileStore(state, { sectors: 64 });
  const { end, simulator } = await runScenario({ ...run, store });
  await simulator.close();
  const { certificates, ...others } = simulator.state();
  const sorted = certificates.toSorted((a, b) => (a.serial < b.serial ? -1 : 1));
  const reopened = await openFileStore(state);
  const entries = [...reopened.entries].sort(byKey);
  await reopened.close();
  return { end, state: { ...others, certificates: sorted }, entries };
}

test.each(several)(
  '%s stopped at any line and continued ends the same',
  async (id) => {
    const source = scenarios.get(id)!;
    const whole = await play(join(directory, `${id}-whole`), { source });
    expect(whole.end).toBe('done');
    for (const line of source.lines) {
      const state = join(directory, `${id}-${line}`);
      const untilLine = line;
      await play(state, { source, untilLine });
      expect(await play(state, { source }), `stopped after line ${line}`).toEqual(whole);
      rmSync(state, { recursive: true });
    }
  },
  60_000,
);

test('a story played one line at a time, each in a simulator of its own, ends the same', async () => {
  const source = scenarios.get('phone-lost-and-found')!;
  const whole = await play(join(directory, 'at-once'), { source });
  const state = join(directory, 'one-by-one');
  let last: Awaited<ReturnType<typeof play>> | undefined;
  for (const untilLine of source.lines) last = await play(state, { source, untilLine });
  expect(last).toEqual(whole);
});

/** Runs the story in a process of its own and kills it once it has told so many lines; the signal it ended by. */
async function playAndKill(id: string, state: string, told: number): Promise<string | null> {
  const [file, ...first] = kazashiCommand;
  const args = [...first, 'scenario', 'run', id, '--state', state, '--json'];
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  let lines = 0;
  for await (const _line of createInterface({ input: child.stdout }))
    if (++lines === told) child.kill('SIGKILL');
  expect(lines).toBeGreaterThanOrEqual(told);
  const [, signal] = await exited;
  return signal;
}

test('killed with SIGKILL again and again, the story goes on where it was and ends the same', async () => {
  const id = 'phone-lost-and-found';
  const source = scenarios.get(id)!;
  const whole = await play(join(directory, 'unkilled'), { source });
  const state = join(directory, 'killed');
  const signals: (string | null)[] = [];
  for (const told of [1, 4, 9]) signals.push(await playAndKill(id, state, told));
  expect(signals[0]).toBe('SIGKILL');
  expect(await play(state, { source })).toEqual(whole);
}, 60_000);
