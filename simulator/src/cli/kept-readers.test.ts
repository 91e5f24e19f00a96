import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { type RunningHere, runSimulator } from './run-simulator.ts';
import type { UpOptions } from './start-simulator.ts';
import { capturingIo, run, temporaryDirectory } from './test-program.ts';

const directory = temporaryDirectory();
let running: RunningHere | undefined;
afterEach(() => running?.close());

const kazashi = (...argv: string[]) => run(directory.path, argv);
const started = async (options: UpOptions = {}): Promise<readonly string[]> => {
  await running?.close();
  const { io, ran } = capturingIo(directory.path);
  running = await runSimulator(
    {
      state: join(directory.path, '状態 1'),
      endpoint: [`pcsc:${join(directory.path, 's')}`],
      ...options,
    },
    io,
    () => expect.unreachable(),
  );
  return ran().err;
};
const shown = async (): Promise<readonly string[]> =>
  (await kazashi('reader', 'list')).out.map((line) => line.replace(/^.*\]\s+/, ''));

test('what lies in the readers lies there again after a start, with its strangers', async () => {
  await started();
  await kazashi('card', 'insert', '--coupling', '0.5');
  await kazashi('card', 'insert', 'stranger/payment', '--stack');
  const lies = ['card 1 (0.5), stranger/payment'];
  expect(await shown()).toEqual(lies);
  expect(await started()).toEqual([]);
  expect(await shown()).toEqual(lies);
  await kazashi('card', 'remove');
  await started();
  expect(await shown()).toEqual(['empty']);
  await kazashi('card', 'insert', '1');
  await started({ insert: false });
  expect(await shown()).toEqual(['empty']);
});

test('what a snapshot could not lay back is told in the language of the user', async () => {
  await started({ state: join(directory.path, 'other') });
  await kazashi('reader', 'add', 'kazashi/generic-contact');
  await kazashi('card', 'insert', '1', '--reader', 'Kazashi TEST Contact Reader 00 00');
  await kazashi('snapshot', 'save', 'snapshot.json');
  await kazashi('reader', 'remove', 'Kazashi TEST Contact Reader 00 00');
  const english = await kazashi('snapshot', 'load', 'snapshot.json');
  expect(english).toMatchObject({
    code: 0,
    err: [
      'not laid back: 1 in Kazashi TEST Contact Reader 00 00: there is no such reader; add it and load again',
    ],
  });
  const japanese = await kazashi('--lang', 'ja', 'snapshot', 'load', 'snapshot.json');
  expect(japanese.err[0]).toMatch(/そのリーダーがありません/);
});
