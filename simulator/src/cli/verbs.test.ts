import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { file, select, verify } from '../card/test-card.ts';
import { exchange } from '../test-simulator.ts';
import { type RunningHere, runSimulator } from './run-simulator.ts';
import { capturingIo, run, temporaryDirectory } from './test-program.ts';

const directory = temporaryDirectory();
let running: RunningHere;
const kazashi = (...argv: string[]) => run(directory.path, argv);
const json = async (...argv: string[]): Promise<unknown> => {
  const { out, err, code } = await kazashi(...argv, '--json');
  expect([err, code]).toEqual([[], 0]);
  return JSON.parse(out.join('\n'));
};

beforeAll(async () => {
  const options = {
    clock: '2026-11-21T10:00:00+09:00',
    seed: '1',
    endpoint: [`pcsc:${join(directory.path, 's')}`],
  };
  running = await runSimulator(options, capturingIo(directory.path).io, () => expect.unreachable());
});
afterAll(async () => {
  await running.close();
  directory[Symbol.dispose]();
});

test('state tells the cards, their counters and the readers', async () => {
  const { out, code } = await kazashi('state');
  expect(code).toBe(0);
  expect(out[0]).toBe('2026-11-21T10:00:00+09:00 (virtual)');
  expect(out.join('\n')).toMatch(/card 1: mynumber\/contactless-05e0, test\/adult, active, expires 20360412/);
  expect(out.join('\n')).toMatch(/jpki\/authentication {2,}tries 3\/3/);
  expect(out.at(-1)).toBe('reader "Kazashi TEST Reader 00 00" [kazashi/generic#0]: card 1');
  expect(await json('state')).toEqual(JSON.parse(JSON.stringify(running.simulator.state())));
});

test('state speaks Japanese where the locale does', async () => {
  const { out } = await run(directory.path, ['state'], { LANG: 'ja_JP.UTF-8' });
  expect(out.join('\n')).toMatch(/カード 1: .*有効期限 20360412/);
  expect(out.join('\n')).toMatch(/残り回数 3\/3/);
});

test('event lets something happen; a refused one says why and exits 1', async () => {
  expect(
    (await kazashi('event', 'counter.resetSecret', '--data', '{"secret":"text/pin","value":"9120"}')).out,
  ).toEqual(['2026-11-21T10:00:00+09:00 counter.resetSecret: card/1/secret/text/pin, card/1/value/text/pin']);
  expect(
    await json('event', 'counter.resetSecret', '--card', '1', '--data', '{"secret":"text/pin"}'),
  ).toMatchObject({ taken: true });
  const refused = await kazashi('event', 'counter.liftHold');
  expect(refused).toMatchObject({
    out: [],
    code: 1,
    err: [expect.stringContaining('(L-82)')],
  });
  // Taken, and in vain: a try is spent, and the rule says why.
  const data = '{"secret":"jpki/signature","other":"0000"}';
  const spent = '2026-11-21T10:00:00+09:00 portal.prepareKioskReset: card/1/secret/jpki/authentication';
  expect(await kazashi('event', 'portal.prepareKioskReset', '--data', data)).toMatchObject({
    out: [spent, expect.stringMatching(/^ {2}wrong: .*\(E-02\)$/)],
    code: 0,
  });
  const japanese = await run(directory.path, ['event', 'portal.prepareKioskReset', '--data', data], {
    LANG: 'ja_JP.UTF-8',
  });
  expect(japanese.out).toEqual([spent, expect.stringMatching(/^ {2}不一致: .*予約.*\(E-02\)$/)]);
  await kazashi('event', 'counter.resetSecret', '--data', '{"secret":"jpki/authentication"}');
  expect((await kazashi('event', 'counter.makeCoffee')).code).toBe(2);
  expect((await kazashi('event', 'counter.liftHold', '--card', '9')).code).toBe(2);
});

test('clock tells and moves the calendar', async () => {
  expect((await kazashi('clock', 'now')).out).toEqual(['2026-11-21T10:00:00+09:00 (virtual)']);
  expect((await kazashi('clock', 'advance', 'PT1H')).out).toEqual(['2026-11-21T11:00:00+09:00 (virtual)']);
  expect(await json('clock', 'set', '2026-11-21T12:00')).toEqual({
    mode: 'virtual',
    now: '2026-11-21T12:00:00+09:00',
  });
  expect((await kazashi('clock', 'set', '2026-11-20')).code).toBe(1);
  expect((await kazashi('clock', 'set', 'x')).code).toBe(2);
  expect((await kazashi('clock', 'set')).code).toBe(2);
  expect((await kazashi('clock', 'wind')).code).toBe(2);
  expect((await kazashi('clock', 'next')).code).toBe(1);
});

test('card is taken out and put in', async () => {
  expect((await kazashi('card', 'remove')).out).toEqual([
    'Kazashi TEST Reader 00 00  [kazashi/generic#0]  empty',
  ]);
  expect((await kazashi('card', 'insert', '1', '--orientation', 'face-down')).out).toEqual([
    'Kazashi TEST Reader 00 00  [kazashi/generic#0]  card 1, face-down',
  ]);
  expect((await kazashi('card', 'insert')).out).toEqual([
    'Kazashi TEST Reader 00 00  [kazashi/generic#0]  card 1',
  ]);
  expect((await kazashi('card', 'eat')).code).toBe(2);
  expect((await kazashi('card', 'remove', '--reader', 'none')).code).toBe(1);
});

test('reader is unplugged with its card in it, plugged in again and restarted', async () => {
  const generic = 'kazashi/generic#0';
  const contact = running.simulator.readers.get(generic).activate('memory');
  expect((await kazashi('reader', 'unplug', generic)).out).toEqual([
    'Kazashi TEST Reader 00 00  [kazashi/generic#0]  card 1  unplugged',
  ]);
  expect(() => contact.transmit(Uint8Array.of(0, 0x84, 0, 0, 8))).toThrow(
    expect.objectContaining({ code: 'reader/unplugged' }),
  );
  expect((await kazashi('reader', 'unplug', generic)).code).toBe(1);
  expect((await kazashi('reader', 'restart', generic)).code).toBe(1);
  expect(await json('reader', 'plug', generic)).toMatchObject([{ id: generic, card: '1', plugged: true }]);
  expect((await kazashi('reader', 'plug', generic)).code).toBe(0);
  const again = running.simulator.readers.get(generic).activate('memory');
  expect((await kazashi('reader', 'restart', generic)).code).toBe(0);
  expect(() => again.transmit(Uint8Array.of(0, 0x84, 0, 0, 8))).toThrow(
    expect.objectContaining({ code: 'reader/unplugged' }),
  );
  expect((await kazashi('reader', 'plug', 'none')).code).toBe(1);
  for (const action of ['restart', 'unplug', 'plug']) expect((await kazashi('reader', action)).code).toBe(2);
});

test('reader is added, listed and removed', async () => {
  expect(await json('reader', 'add', 'sony/rc-s300')).toHaveLength(2);
  expect((await kazashi('reader', 'list')).out).toHaveLength(2);
  expect((await kazashi('reader', 'remove', 'sony/rc-s300#0')).out).toHaveLength(1);
  expect((await kazashi('reader', 'remove')).code).toBe(2);
  expect((await kazashi('reader', 'remove', 'none')).code).toBe(1);
  expect((await kazashi('reader', 'lick')).code).toBe(2);
});

test('trace tells what was exchanged, without values', async () => {
  const contact = running.simulator.readers.chosen(undefined).activate('memory');
  await exchange(contact, select.jpki, file('0018'), verify('0000'), verify('1234'));
  contact.close();
  const { out } = await kazashi('trace');
  expect(out.at(-1)).toMatch(/^12:00:00 {2}#\d+ {2}power off$/);
  expect(out.at(-3)).toMatch(
    /VERIFY 0018 user authentication PIN {2}→ {2}63c2 2 tries left {2}\(verify\/mismatch-spends\)$/,
  );
  const lines = (await kazashi('trace', '--json')).out.map((line) => JSON.parse(line));
  expect(lines.at(-2)).toMatchObject({ command: '0020008004********', response: '9000' });
  expect((await kazashi('trace', '--reader', 'none')).out).toEqual(['nothing was sent to a card yet']);
});

describe('snapshot', () => {
  test('saves to a file for its user alone and loads it again', async () => {
    const path = join(directory.path, 'snapshot.json');
    expect((await kazashi('snapshot', 'save', 'snapshot.json')).out).toEqual([path]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(running.simulator.save())),
    );
    expect((await kazashi('snapshot', 'load', 'snapshot.json')).code).toBe(0);
  });

  test('does not load what is none', async () => {
    writeFileSync(join(directory.path, 'other.json'), '{"name":"package"}');
    writeFileSync(join(directory.path, 'broken.json'), '{');
    for (const name of ['other.json', 'broken.json', 'missing.json']) {
      expect(await kazashi('snapshot', 'load', name)).toMatchObject({ out: [], code: 2 });
    }
    expect((await kazashi('snapshot', 'burn', 'other.json')).code).toBe(2);
  });

  test('that cannot be written says why in a line, and leaves nothing behind', async () => {
    mkdirSync(join(directory.path, 'a directory'));
    for (const file of ['nowhere/snapshot.json', 'a directory']) {
      const { err, code } = await kazashi('snapshot', 'save', file);
      expect([err.length, code]).toEqual([1, 2]);
      expect(err[0]).toMatch(/cannot be written: E[A-Z]+$/);
    }
    expect(readdirSync(directory.path).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

test('a simulator is found by its address too, with the token that it left for its user', async () => {
  expect((await kazashi('clock', 'now', '--control', running.control.url)).code).toBe(0);
  expect((await kazashi('clock', 'now', '--control', running.control.url.replace('http://', ''))).code).toBe(
    0,
  );
  const env = { KAZASHI_CONTROL: running.control.url, KAZASHI_TOKEN: 'wrong' };
  expect(await run(directory.path, ['clock', 'now'], env)).toMatchObject({ code: 2, out: [] });
});
