import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { file, select, verify } from '../card/test-card.ts';
import { exchange } from '../test-simulator.ts';
import { type RunningHere, runSimulator } from './run-simulator.ts';
import { capturingIo, run, temporaryDirectory } from './test-program.ts';

const directory = temporaryDirectory();
let running: RunningHere;
const kazashi = (...argv: string[]) => run(directory.path, argv);

beforeAll(async () => {
  const options = {
    clock: '2026-11-21T10:00:00+09:00',
    seed: '1',
    endpoint: [`pcsc:${join(directory.path, 's')}`],
  };
  running = await runSimulator(options, capturingIo(directory.path).io, () => expect.unreachable());
});
afterEach(() => running.simulator.readers.faults.clear());
afterAll(async () => {
  await running.close();
  directory[Symbol.dispose]();
});

test('fault adds, lists, and clears', async () => {
  expect((await kazashi('fault', 'list')).out).toEqual(['no fault']);
  const { out, code } = await kazashi(
    'fault',
    'add',
    'delay',
    '--ins',
    '20',
    '--p2',
    '80',
    '--nth',
    '2',
    '--ms',
    '300',
  );
  expect([out, code]).toEqual([
    [
      expect.stringMatching(
        /^\d+ {2}delay {2}at 20 \.\. 80, nth 2, 300 ms, once {2}\(struck 0\) {2}Kazashi TEST Reader 00 00: the answer comes late$/,
      ),
    ],
    0,
  ]);
  const added = await kazashi(
    'fault',
    'add',
    'mute',
    '--probability',
    '0.5',
    '--seed',
    '9',
    '--sticky',
    '--json',
  );
  const faults = JSON.parse(added.out.join(''));
  expect(faults[1]).toMatchObject({ kind: 'mute', probability: 0.5, seed: 9, scope: 'sticky' });
  expect((await kazashi('fault', 'clear', faults[0].id)).out).toHaveLength(1);
  expect((await kazashi('fault', 'clear')).out).toEqual(['no fault']);
});

test('fault speaks Japanese where the locale does', async () => {
  const { out } = await run(directory.path, ['fault', 'add', 'mute', '--until', 'case-off'], {
    LANG: 'ja_JP.UTF-8',
  });
  expect(out.join()).toMatch(/対処 case-off.*カードが応答しない/);
});

test('fault remedy says what it helped', async () => {
  const { out } = await kazashi('fault', 'add', 'mute', '--until', 'case-off', '--json');
  const [{ id }] = JSON.parse(out.join(''));
  expect((await kazashi('fault', 'remedy', 'restart-app')).out).toEqual([
    `restart-app: helps nothing; still there ${id}`,
  ]);
  expect((await kazashi('fault', 'remedy', 'case-off')).out).toEqual([`case-off: ended ${id}`]);
});

test('what makes no sense is refused: usage with 2, what cannot be there with 1', async () => {
  for (const argv of [
    ['add'],
    ['add', 'gremlin'],
    ['add', 'delay'],
    ['add', 'delay', '--ms', 'soon'],
    ['break'],
    ['remedy'],
    ['remedy', 'pray'],
  ]) {
    expect((await kazashi('fault', ...argv)).code, argv.join(' ')).toBe(2);
  }
  for (const argv of [
    ['add', 'swap'],
    ['add', 'mute', '--until', 'turn-card'],
    ['clear', '999'],
    ['add', 'mute', '--reader', 'none'],
  ]) {
    expect((await kazashi('fault', ...argv)).code, argv.join(' ')).toBe(1);
  }
});

test('trace shows a try spent behind an error as exactly that', async () => {
  await kazashi('fault', 'add', 'lost-answer', '--ins', '20');
  const contact = running.simulator.readers.chosen(undefined).activate('memory');
  await exchange(contact, select.jpki, file('0018'));
  await expect(exchange(contact, verify('0000'))).rejects.toThrow();
  contact.close();
  expect((await kazashi('trace')).out.at(-2)).toMatch(
    /VERIFY 0018 user authentication PIN {2}→ {2}63c2 2 tries left {2}\(verify\/mismatch-spends\) {2}\[lost-answer: executed; host told reader\/communication\]$/,
  );
});
