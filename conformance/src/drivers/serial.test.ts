import { spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { kazashiCommand } from '../../../test/kazashi-command.ts';
import { toHex } from '../bytes/hex.ts';
import { cardCases } from '../cases/index.ts';
import { pn532Cases } from '../cases/pn532/index.ts';
import { record } from '../cli/record.ts';
import type { CaseDefinition } from '../engine/case.ts';
import { benchHandOperator, noOperator } from '../engine/operator.ts';
import { planRun } from '../engine/plan.ts';
import { runCase } from '../engine/run-case.ts';
import { systemClock } from '../engine/run-clock.ts';
import type { Subject } from '../engine/subject.ts';
import type { ControlAddress } from './control-api.ts';
import { openEmulatedCard } from './emulated-card.ts';
import { openSerialCard } from './serial.ts';
import { openSerialLine } from './serial-line.ts';

const _root = join(import.meta.dirname, '../../..');
const clock = '2026-11-20T10:00:00+09:00';

const terminals = ((): boolean => {
  try {
    accessSync('/dev/ptmx', constants.R_OK | constants.W_OK);
    accessSync('/usr/bin/perl', constants.X_OK);
    return process.platform === 'linux';
  } catch {
    return false;
  }
})();

interface Up {
  readonly control: ControlAddress;
  readonly lines: readonly string[];
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** A simulator in a process of its own, whose PN532 `path` leads to. */
async function up(directory: string, ...more: readonly string[]): Promise<Up> {
  const args = ['up', '--json', '--seed', '1', '--clock', clock, ...more];
  const [file, ...first] = kazashiCommand;
  const child = spawn(file, [...first, ...args], {
    env: { ...process.env, XDG_RUNTIME_DIR: directory, KAZASHI_TOKEN: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => lines.push(line));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${lines.join(' ')}`)));
  });
  const ready = JSON.parse(line) as { control: string; token: string };
  const end = (signal: NodeJS.Signals) => () => {
    child.kill(signal);
    return ended;
  };
  return {
    control: { url: ready.control, token: ready.token },
    lines,
    stop: end('SIGTERM'),
    kill: end('SIGKILL'),
  };
}

/** Verdicts by case. */
async function verdicts(subject: Subject, cases: readonly CaseDefinition[]): Promise<Map<string, string>> {
  const secrets = subject.secrets ?? {};
  const baseline = await subject.benchHand?.save();
  const operator = (subject.benchHand && benchHandOperator(subject.benchHand)) ?? noOperator;
  const found = new Map<string, string>();
  const signal = new AbortController().signal;
  for (const { definition, instead } of planRun({ cases, subject, secrets, allow: new Set() })) {
    const around = { subject, clock: systemClock, operator, secrets, guard: undefined, signal };
    const { verdict } = instead ?? (await runCase(definition, around, baseline));
    found.set(definition.id, verdict);
  }
  return found;
}

describe.skipIf(!terminals)('serial:PATH, a PN532 on a real pseudo-terminal through serialport', () => {
  let directory: string;
  let simulator: Up;
  let path: string;
  const opened: Subject[] = [];

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'kazashi-serial-'));
    path = join(directory, 'pn532');
    simulator = await up(directory, '--pacing', 'off', '--endpoint', `pn532:${path}`);
  }, 60_000);

  afterEach(async () => {
    for (const subject of opened.splice(0)) await subject.close();
  });

  afterAll(async () => {
    await simulator.stop();
    rmSync(directory, { recursive: true });
  });

  const openCard = async (control?: ControlAddress): Promise<Subject> => {
    const options = { path, ...(control === undefined ? {} : { control }) };
    const { subject } = await openSerialCard(await openSerialLine(path), options);
    opened.push(subject);
    return subject;
  };

  test('without proof it is real, with a nonce that comes back through the chip it is emulated', async () => {
    const real = await openCard();
    expect(real.proof).toEqual({ method: 'none' });
    await real.close();
    const proven = await openCard(simulator.control);
    expect(proven.proof).toMatchObject({ method: 'nonce', reader: 'Kazashi TEST PN532 00 00' });
    expect(toHex(await proven.reset(new AbortController().signal))).toBe('3b888001000005e0b381a1007f');
  });

  test('the card suite comes to the verdicts that it comes to in process', { timeout: 120_000 }, async () => {
    const emulated = await openEmulatedCard({ clock });
    const expected = await verdicts(emulated, cardCases);
    await emulated.close();
    const subject = await openCard(simulator.control);
    const found = await verdicts(subject, cardCases);
    expect([...found].filter(([id, verdict]) => verdict !== expected.get(id))).toEqual([]);
    expect([...found.values()].filter((verdict) => verdict === 'PASS').length).toBeGreaterThan(200);
  });

  const judgesChip = async (subject: Subject): Promise<void> => {
    const found = await verdicts(subject, pn532Cases);
    const failed = [...found].filter(([, verdict]) => verdict !== 'PASS' && verdict !== 'NOT APPLICABLE');
    expect(failed).toEqual([]);
    expect([...found.values()].filter((verdict) => verdict === 'PASS').length).toBeGreaterThan(50);
  };

  test('the suite of the chip passes', { timeout: 60_000 }, async () => {
    await judgesChip(await openCard(simulator.control));
  });

  test('the suite of the chip passes on a line that takes its time, as up has it', {
    timeout: 60_000,
  }, async () => {
    const paced = join(directory, 'paced');
    const served = await up(directory, '--endpoint', `pn532:${paced}`);
    const options = { path: paced, control: served.control };
    const { subject } = await openSerialCard(await openSerialLine(paced), options);
    opened.push(subject);
    await judgesChip(subject);
    await served.stop();
  });

  test('a chip that was left at another baud rate is found', { timeout: 20_000 }, async () => {
    const { host, subject } = await openSerialCard(await openSerialLine(path), { path });
    await host.command(0x10, Uint8Array.of(0x07));
    await host.chip.write(Uint8Array.of(0x00, 0x00, 0xff, 0x00, 0xff, 0x00));
    await host.chip.drain();
    await host.chip.line.close();
    await subject.close();
    const again = await openSerialLine(path);
    const found = await openSerialCard(again, { path });
    expect(again.baudRate).toBe(921_600);
    await found.host.command(0x10, Uint8Array.of(0x04));
    await found.host.chip.write(Uint8Array.of(0x00, 0x00, 0xff, 0x00, 0xff, 0x00));
    await found.subject.close();
  });

  test('what record keeps is redacted, and up --replay plays it and says what it does not know', {
    timeout: 60_000,
  }, async () => {
    const out: string[] = [];
    const io = {
      language: 'en' as const,
      env: {},
      cwd: directory,
      out: (line: string) => void out.push(line),
      err: () => {},
      exit: () => {},
    };
    expect(await record({ subject: `serial:${path}`, out: 'session.jsonl' }, io)).toBe(0);
    const text = readFileSync(join(directory, 'session.jsonl'), 'utf8');
    const [head, ...exchanges] = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(head).toMatchObject({ kazashi: 'recording', version: 1, level: 'pn532', nature: 'real' });
    const certificate = exchanges.filter(({ came }) => /^4100(?:3082....)?(?:\*\*)+9000$/.test(came));
    expect(certificate.length).toBeGreaterThan(4);
    expect(Math.max(...certificate.map(({ came }) => came.length))).toBe(2 * (2 + 258));

    const other = join(directory, 'replayed');
    const replay = await up(
      directory,
      '--replay',
      join(directory, 'session.jsonl'),
      '--endpoint',
      `pn532:${other}`,
    );
    try {
      expect(await record({ subject: `serial:${other}`, out: 'again.jsonl' }, io)).toBe(0);
      const again = readFileSync(join(directory, 'again.jsonl'), 'utf8').trim().split('\n').slice(1);
      const plain = (line: string): string => line.replaceAll('**', '00');
      expect(again.map(plain)).toEqual(exchanges.map((exchange) => plain(JSON.stringify(exchange))));
      const { host, subject } = await openSerialCard(await openSerialLine(other), { path: other });
      await expect(host.command(0x0c)).rejects.toMatchObject({ code: 'serial/refused' });
      await subject.close();
      expect(replay.lines.join('\n')).toContain('the recording does not say what the answer is command=0c');
    } finally {
      await replay.stop();
    }
  });

  test('a board that goes away is told as lost, and can be opened again when it is back', {
    timeout: 30_000,
  }, async () => {
    const gone = join(directory, 'gone');
    const first = await up(directory, '--endpoint', `pn532:${gone}`);
    const { subject } = await openSerialCard(await openSerialLine(gone), { path: gone });
    await first.kill();
    // The number of the terminal is given to the next program that asks: nobody may end up there by the old link.
    const next = await up(directory, '--endpoint', `pn532:${join(directory, 'next')}`);
    const command = Uint8Array.of(0x00, 0x84, 0x00, 0x00, 0x08);
    const { signal } = new AbortController();
    await expect(subject.transmit(command, signal)).rejects.toMatchObject({ code: 'serial/lost' });
    await subject.close();
    await expect(openSerialLine(gone)).rejects.toMatchObject({ code: 'serial/not-there' });
    const second = await up(directory, '--endpoint', `pn532:${gone}`);
    const { subject: again } = await openSerialCard(await openSerialLine(gone), { path: gone });
    expect((await again.transmit(command, signal)).length).toBe(10);
    await again.close();
    await second.stop();
    await next.stop();
  });

  test('over TCP it is the same', { timeout: 20_000 }, async () => {
    const port = 40_000 + (process.pid % 20_000);
    const served = await up(directory, '--endpoint', `pn532:tcp:127.0.0.1:${port}`);
    const address = `tcp:127.0.0.1:${port}`;
    const { subject } = await openSerialCard(await openSerialLine(address), { path: address });
    expect(subject.facts.capabilities.has('jpki')).toBe(true);
    await subject.close();
    await served.stop();
  });
});

test('a port that is not there is told as such', async () => {
  await expect(openSerialLine('/dev/kazashi-none')).rejects.toMatchObject({ code: 'serial/not-there' });
});

test.each([
  ['', 'serial/no-port'],
  [import.meta.dirname, 'serial/no-port'],
  [import.meta.filename, 'serial/no-port'],
  ['tcp:127.0.0.1', 'serial/no-port'],
  ['tcp:127.0.0.1:', 'serial/no-port'],
  ['tcp:127.0.0.1:65536', 'serial/no-port'],
  ['tcp:127.0.0.1:port', 'serial/no-port'],
])('serial:%s is told as no serial port, in both languages', async (address, code) => {
  const error = await openSerialLine(address).then(
    () => undefined,
    (told: unknown) => told,
  );
  expect(error).toMatchObject({ code, words: { ja: expect.stringContaining('シリアルポートではない') } });
});
