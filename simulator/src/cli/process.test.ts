import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { file, query, select, verify } from '../card/test-card.ts';
import { openFileStore } from '../store/file-store.ts';
import { ControlClient } from './control-client.ts';
import { temporaryDirectory } from './test-program.ts';

const child = fileURLToPath(new URL('./program-child.ts', import.meta.url));

function start(directory: string, ...argv: string[]): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', child, ...argv], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, XDG_RUNTIME_DIR: directory, KAZASHI_TOKEN: '' },
  });
}

async function text(stream: NodeJS.ReadableStream | null): Promise<string> {
  let all = '';
  for await (const chunk of stream!) all += chunk;
  return all;
}

/** Runs to the end. */
async function ended(directory: string, ...argv: string[]) {
  const process = start(directory, ...argv);
  const [out, err, [code]] = await Promise.all([
    text(process.stdout),
    text(process.stderr),
    once(process, 'exit'),
  ]);
  return { out, err, code };
}

interface Ready {
  readonly type: string;
  readonly pid: number;
  readonly control: string;
  readonly token: string;
  readonly endpoints: readonly {
    readonly kind: string;
    readonly address: string;
    readonly env: Record<string, string>;
  }[];
}

/** Starts `up --json` and waits for its first line. */
async function up(directory: string, ...argv: string[]) {
  const process = start(directory, 'up', '--json', ...argv);
  const exited = once(process, 'exit');
  const lines = createInterface({ input: process.stdout! })[Symbol.asyncIterator]();
  const line = await lines.next();
  if (line.done) throw new Error(await text(process.stderr));
  const ready = JSON.parse(line.value) as Ready;
  return { process, exited, lines, ready, client: new ControlClient(ready.control, ready.token, 'en') };
}

describe('up --json', () => {
  test('says first how it is reached, then what happens, and ends with 0 on SIGTERM, leaving nothing', async () => {
    using directory = temporaryDirectory();
    const socket = join(directory.path, 'pcscd.comm');
    const { process, exited, lines, ready, client } = await up(
      directory.path,
      '--endpoint',
      `pcsc:${socket}`,
      '--seed',
      '1',
    );
    expect(ready).toEqual({
      type: 'ready',
      pid: process.pid,
      control: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      token: expect.stringMatching(/^[\w-]{32}$/),
      endpoints: [{ kind: 'pcsc', address: socket, env: { PCSCLITE_CSOCK_NAME: socket } }],
    });
    expect(statSync(socket).isSocket()).toBe(true);
    expect(readdirSync(join(directory.path, 'kazashi'))).toEqual([`${process.pid}.json`]);
    await client.json('POST', '/v1/events', { type: 'callCentre.holdCard' });
    expect(JSON.parse((await lines.next()).value)).toMatchObject({
      type: 'event',
      event: 'callCentre.holdCard',
      taken: true,
    });
    process.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    expect((await lines.next()).done).toBe(true);
    expect(existsSync(socket)).toBe(false);
    expect(readdirSync(join(directory.path, 'kazashi'))).toEqual([]);
  });

  test('ends with 0 on SIGINT, also while a client follows the trace', async () => {
    using directory = temporaryDirectory();
    const { process, exited, client } = await up(directory.path);
    await client.request('GET', '/v1/trace');
    process.kill('SIGINT');
    expect(await exited).toEqual([0, null]);
  });
});

describe('exec', () => {
  test('runs a program in its environment and passes its exit code on', async () => {
    using directory = temporaryDirectory();
    const script =
      'test -S "$PCSCLITE_CSOCK_NAME" && test -n "$KAZASHI_CONTROL" && echo "$KAZASHI_TOKEN" && exit 7';
    const { out, code } = await ended(directory.path, 'exec', '--', 'sh', '-c', script);
    expect(out).toMatch(/^[\w-]{32}\n$/);
    expect(code).toBe(7);
    expect(readdirSync(join(directory.path, 'kazashi'))).toEqual([]);
  });

  test('says 127 for a program that is not there, 126 for one that cannot run', async () => {
    using directory = temporaryDirectory();
    expect(await ended(directory.path, 'exec', '--', 'no-such-program')).toMatchObject({
      code: 127,
      err: 'kazashi: no-such-program: command not found\n',
    });
    expect((await ended(directory.path, 'exec', '--', directory.path)).code).toBe(126);
  });

  test('says 128 and the number for a program that a signal ended', async () => {
    using directory = temporaryDirectory();
    expect((await ended(directory.path, 'exec', '--', 'sh', '-c', 'kill -9 $$')).code).toBe(128 + 9);
  });
});

test('kill -9 in the middle of wrong VERIFYs gives no try back', async () => {
  using directory = temporaryDirectory();
  const state = join(directory.path, 'state');
  const counter = 'card/1/secret/text/number-a';
  let told = 10;
  for (const wrongValues of [1, 3, 2]) {
    const { process, exited, client } = await up(
      directory.path,
      '--state',
      state,
      '--endpoint',
      `pcsc:${join(directory.path, 's')}`,
    );
    const { id } = await client.json<{ id: string }>('POST', '/v1/sessions');
    const send = async (command: string): Promise<string> =>
      (await client.json<{ response: string }>('POST', `/v1/sessions/${id}/apdu`, { command })).response;
    const tries = (answer: string): number => Number.parseInt(/^63c([0-9a-f])$/.exec(answer)![1]!, 16);
    await send(select.text);
    await send(file('0014'));
    const found = tries(await send(query));
    expect(found).toBeLessThanOrEqual(told);
    told = found;
    for (let n = 0; n < wrongValues; n++) {
      const left = tries(await send(verify('000000000000')));
      expect(left).toBe(told - 1);
      told = left;
    }
    // One more is under way when the process is killed: whether it was spent, nobody was told.
    const underWay = send(verify('000000000000')).then(
      (answer) => {
        told = tries(answer);
      },
      () => {},
    );
    process.kill('SIGKILL');
    expect(await exited).toEqual([null, 'SIGKILL']);
    await underWay;
  }
  const store = await openFileStore(state);
  const { context } = store.entries.get(counter) as { context: { triesLeft: number } };
  await store.close();
  expect(context.triesLeft).toBeLessThanOrEqual(told);
  expect(context.triesLeft).toBeGreaterThanOrEqual(told - 1);
});
