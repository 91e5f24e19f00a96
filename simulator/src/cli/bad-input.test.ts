import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openFileStore } from '../store/file-store.ts';
import { run, temporaryDirectory } from './test-program.ts';

const person = (name: string): string => `schema: 1
kind: person
id: test/own
title: { en: TEST, ja: テスト }
${name}: テスト　一郎
`;

describe('up refuses, with one line that says what is wrong, and exit code', () => {
  test.each<[string, readonly string[], number, string]>([
    [
      'an unknown card',
      ['--card', 'mynumber/none'],
      2,
      'there is no card "mynumber/none"; there are: mynumber/contact',
    ],
    ['an unknown person', ['--person', 'test/nobody'], 2, 'test/adult'],
    ['an unknown reader', ['--reader', 'acme/none'], 2, 'kazashi/generic'],
    [
      'an unknown card in a reader',
      ['--reader', 'kazashi/generic=none/such'],
      2,
      'there is no card "none/such"',
    ],
    ['an unknown rule', ['--mutant', 'verify/none'], 2, 'verify/none'],
    ['a placement that is none', ['--placement', 'double'], 2, 'shared or single'],
    ['a seed that is no number', ['--seed', 'abc'], 2, '--seed'],
    ['a negative seed', ['--seed=-1'], 2, '--seed'],
    ['a clock that is no instant', ['--clock', 'tomorrow'], 2, '"tomorrow"'],
    ['an endpoint that is none', ['--endpoint', 'usb:1:2'], 2, 'pcsc:PATH'],
    ['a control address that is none', ['--control', 'host:port', '--endpoint', 'pcsc:s'], 2, 'HOST:PORT'],
    [
      'a control address of another machine',
      ['--control', '192.0.2.1:0', '--endpoint', 'pcsc:s'],
      2,
      '192.0.2.1',
    ],
    ['a profile file that is not there', ['--person', 'own.yaml'], 2, 'own.yaml'],
  ])('%s', async (_what, options, code, words) => {
    using directory = temporaryDirectory();
    const own = options.map((option) => (option === 'pcsc:s' ? `pcsc:${join(directory.path, 's')}` : option));
    const ran = await run(directory.path, ['up', ...own]);
    expect(ran.code).toBe(code);
    expect(ran.out).toEqual([]);
    expect(ran.err).toEqual([expect.stringContaining(words)]);
    expect(ran.err[0]).toMatch(/^kazashi: /);
  });

  test('a profile with a wrong key, with file, line and column', async () => {
    using directory = temporaryDirectory();
    writeFileSync(join(directory.path, 'own.yaml'), person('nmae'));
    const ran = await run(directory.path, ['up', '--person', 'own.yaml']);
    expect(ran.code).toBe(2);
    expect(ran.err.join('\n')).toContain(`${join(directory.path, 'own.yaml')}:5:1`);
    expect(ran.err.join('\n')).toContain('nmae');
  });

  test('a profile of another kind', async () => {
    using directory = temporaryDirectory();
    writeFileSync(join(directory.path, 'own.yaml'), person('name'));
    const ran = await run(directory.path, ['up', '--card', 'own.yaml']);
    expect(ran.code).toBe(2);
  });

  test('a socket that another program listens on', async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'pcscd.comm');
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(path, resolve));
    try {
      const ran = await run(directory.path, ['up', '--endpoint', `pcsc:${path}`]);
      expect(ran.code).toBe(2);
      expect(ran.err).toEqual([expect.stringContaining(path)]);
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
  });

  test('a state directory that another process uses: 10', async () => {
    using directory = temporaryDirectory();
    const state = join(directory.path, 'state');
    const store = await openFileStore(state);
    try {
      const ran = await run(directory.path, ['up', '--state', state]);
      expect(ran.code).toBe(10);
      expect(ran.err).toEqual([expect.stringContaining(state)]);
    } finally {
      await store.close();
    }
  });

  test('a state file that is cut or damaged: 11, 12; one in the place of a directory: 15', async () => {
    using directory = temporaryDirectory();
    for (const [name, bytes, code] of [
      ['cut', Buffer.alloc(100), 11],
      ['damaged', Buffer.alloc(4096, 0x5a), 12],
    ] as const) {
      const state = join(directory.path, name);
      mkdirSync(state);
      writeFileSync(join(state, 'kazashi.state'), bytes);
      expect((await run(directory.path, ['up', '--state', state])).code).toBe(code);
    }
    const inTheWay = join(directory.path, 'file');
    writeFileSync(inTheWay, '');
    expect((await run(directory.path, ['up', '--state', inTheWay])).code).toBe(15);
  });

  test("a state whose calendar is ahead of the machine's: time would go back", async () => {
    using directory = temporaryDirectory();
    const state = join(directory.path, 'state');
    const store = await openFileStore(state);
    await store.commit(new Map([['clock', Date.parse('2999-01-01T10:00:00+09:00')]]));
    await store.close();
    const ran = await run(directory.path, ['up', '--state', state]);
    expect([ran.code, ran.out]).toEqual([2, []]);
    expect(ran.err).toEqual([expect.stringContaining('add --clock 2999-01-01T10:00:00+09:00')]);
  });

  test('another card than the one that the state directory holds', async () => {
    using directory = temporaryDirectory();
    const state = join(directory.path, 'state');
    // Issues the card and then fails on the endpoint.
    await run(directory.path, ['up', '--state', state, '--endpoint', 'pcsc:/no/such/directory/s']);
    const ran = await run(directory.path, ['up', '--state', state, '--person', 'test/child']);
    expect(ran.code).toBe(2);
    expect(ran.err).toEqual([
      expect.stringContaining('already holds a card (mynumber/contactless-05e0 of test/adult)'),
    ]);
  });
});

describe('other verbs refuse', () => {
  test.each<[string, readonly string[], string]>([
    ['to act without a simulator', ['state'], 'kazashi up'],
    [
      'to act on a simulator whose token nobody knows',
      ['state', '--control', '127.0.0.1:9'],
      'KAZASHI_TOKEN',
    ],
    ['data that are no JSON', ['event', 'callCentre.holdCard', '--data', '{'], '--data is not JSON'],
    ['exec without a simulator that starts', ['exec', '--card', 'none', '--', 'true'], 'there is no card'],
  ])('%s: 2', async (_what, argv, words) => {
    using directory = temporaryDirectory();
    const ran = await run(directory.path, argv);
    expect(ran.code).toBe(2);
    expect(ran.err).toEqual([expect.stringContaining(words)]);
  });

  test('a simulator that does not answer', async () => {
    using directory = temporaryDirectory();
    const ran = await run(directory.path, ['state', '--control', 'http://127.0.0.1:9'], {
      KAZASHI_TOKEN: 'TEST',
    });
    expect(ran.code).toBe(2);
    expect(ran.err).toEqual(['kazashi: no simulator answers at http://127.0.0.1:9']);
  });

  test.each([['--no-such-option'], ['no-such-verb'], ['event'], ['exec']])(
    '%s, as commander says',
    async (...argv) => {
      using directory = temporaryDirectory();
      await expect(run(directory.path, argv)).rejects.toMatchObject({ exitCode: 1 });
    },
  );
});
