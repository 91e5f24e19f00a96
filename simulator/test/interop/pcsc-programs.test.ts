import { expect, test } from 'vitest';
import { ScriptedCard, TestRegistry } from '../../src/endpoints/test-registry.ts';
import {
  compileC,
  pythonScript,
  RunningProgram,
  requireProgram,
  requirePyscard,
  runProgram,
  untilNoticed,
  withDirectory,
  withPcscEndpoint,
} from './interop.ts';

const readerName = 'Kazashi TEST Reader 00 00';
const atr = '3B 88 80 01 00 00 05 E0 B3 81 A1 00 7F';

function withCard(card = new ScriptedCard()): { registry: TestRegistry; card: ScriptedCard } {
  const registry = new TestRegistry();
  registry.addReader(readerName, card);
  return { registry, card };
}

test('pcsc_scan lists the reader and the card', async (context) => {
  const pcscScan = await requireProgram(context, 'pcsc_scan');
  await withPcscEndpoint(withCard().registry, async ({ env }) => {
    expect((await runProgram(pcscScan, ['-r'], { env })).stdout).toContain(`0: ${readerName}`);
    const { code, stdout } = await runProgram(pcscScan, ['-c'], { env });
    expect(code).toBe(0);
    expect(stdout).toContain(`ATR: ${atr}`);
  });
});

test('pcsc_scan sees cards and readers come and go', async (context) => {
  const pcscScan = await requireProgram(context, 'pcsc_scan');
  const registry = new TestRegistry();
  const reader = registry.addReader(readerName);
  await withPcscEndpoint(registry, async ({ env }) => {
    const scan = new RunningProgram(pcscScan, ['-n'], { env });
    await scan.prints('Card removed');
    registry.insert(reader, new ScriptedCard());
    await scan.prints(`ATR: ${atr}`);
    registry.remove(reader);
    await scan.prints('Event number: 2');
    // Up to 4:4 libpcsclite itself misses a reader that comes between two of its waits.
    let number = 1;
    await untilNoticed(scan.prints('1: Kazashi TEST Reader 01 00'), () =>
      registry.addReader(`Kazashi TEST Reader 0${number++} 00`),
    );
    for (const spare of ['a', 'b', 'c', 'd']) registry.addReader(spare);
    registry.removeReader(reader);
    await untilNoticed(scan.prints('0: Kazashi TEST Reader 01 00'), () =>
      registry.removeReader(registry.readers.at(-1)!),
    );
    await scan.stop('SIGINT');
  });
});

test('pcsc_scan shows a mute card as mute', async (context) => {
  const pcscScan = await requireProgram(context, 'pcsc_scan');
  await withPcscEndpoint(withCard(new ScriptedCard(new Uint8Array(0))).registry, async ({ env }) => {
    const { stdout } = await runProgram(pcscScan, ['-c'], { env });
    expect(stdout).toMatch(/Card inserted.*Unresponsive card/);
  });
});

test('scriptor sends commands, and its reset begins a new session', async (context) => {
  const scriptor = await requireProgram(context, 'scriptor');
  await withPcscEndpoint(withCard().registry, async ({ env }) => {
    const input = '80 01 00 00\n80 01 00 00\nreset\n80 01 00 00\n';
    const { stdout } = await runProgram(scriptor, [], { env, input });
    expect(stdout.split('\n').filter((line) => line.startsWith('<'))).toEqual([
      '< 01 90 00 : Normal processing.',
      '< 02 90 00 : Normal processing.',
      `< OK: ${atr} `,
      '< 01 90 00 : Normal processing.',
    ]);
  });
});

test('opensc-tool lists the reader, reads the ATR and sends a command', async (context) => {
  const openscTool = await requireProgram(context, 'opensc-tool');
  const { registry, card } = withCard();
  await withPcscEndpoint(registry, async ({ env }) => {
    expect((await runProgram(openscTool, ['-l'], { env })).stdout).toMatch(
      /0 +Yes +Kazashi TEST Reader 00 00/,
    );
    expect((await runProgram(openscTool, ['-a'], { env })).stdout.trim()).toBe(
      atr.toLowerCase().replaceAll(' ', ':'),
    );
    const sent = await runProgram(openscTool, ['-c', 'default', '-s', '80:01:00:00'], { env });
    expect(sent.stdout).toMatch(/SW1=0x90, SW2=0x00/);
    expect(card.commands.some((command) => command[0] === 0x80 && command[1] === 0x01)).toBe(true);
  });
});

test('pkcs11-tool finds the slot', async (context) => {
  const pkcs11Tool = await requireProgram(context, 'pkcs11-tool');
  await withPcscEndpoint(withCard().registry, async ({ env }) => {
    expect((await runProgram(pkcs11Tool, ['-L'], { env })).stdout).toContain(`Slot 0 (0x0): ${readerName}`);
  });
});

test('pyscard takes a response of 65,536 bytes', async (context) => {
  const python = await requirePyscard(context);
  await withPcscEndpoint(withCard().registry, async ({ env }) => {
    const { stdout, stderr } = await runProgram(python, [pythonScript('long_response')], { env });
    expect(stderr).toBe('');
    expect(stdout.trim()).toBe('65536 9000');
  });
});

test('pyscard in two processes: nobody comes into a transaction', async (context) => {
  const python = await requirePyscard(context);
  const { registry, card } = withCard();
  await withPcscEndpoint(registry, async ({ env }) => {
    const programs = [1, 2].map(
      () => new RunningProgram(python, [pythonScript('transactions'), '5'], { env }),
    );
    await Promise.all(programs.map((program) => program.prints('ready')));
    for (const program of programs) program.write('go\n');
    for (const program of programs) {
      program.closeInput();
      expect(await program.ended).toMatchObject({ code: 0, stderr: '' });
    }
    expect(card.commands).toHaveLength(20);
  });
});

test('pyscard is told of a card that comes and goes', async (context) => {
  const python = await requirePyscard(context);
  const registry = new TestRegistry();
  const reader = registry.addReader(readerName);
  await withPcscEndpoint(registry, async ({ env }) => {
    const watcher = new RunningProgram(python, [pythonScript('events')], { env });
    await watcher.prints('watching');
    registry.insert(reader, new ScriptedCard());
    await watcher.prints(`inserted ${readerName} ${atr.toLowerCase().replaceAll(' ', '')}`);
    registry.remove(reader);
    await watcher.prints(`removed ${readerName}`);
    watcher.closeInput();
    expect((await watcher.ended).code).toBe(0);
  });
});

test('a program without the variable does not see the reader', async (context) => {
  const openscTool = await requireProgram(context, 'opensc-tool');
  await withPcscEndpoint(withCard().registry, async () => {
    const env = { PCSCLITE_CSOCK_NAME: '/nonexistent/pcscd.comm' };
    expect((await runProgram(openscTool, ['-l'], { env })).stdout).not.toContain(readerName);
  });
});

test('libpcsclite: a program killed in its transaction leaves a reset card', async (context) => {
  const python = await requirePyscard(context);
  const { registry, card } = withCard();
  await withPcscEndpoint(registry, async ({ env }) => {
    const holder = new RunningProgram(python, [pythonScript('transactions'), '1000000'], { env });
    await holder.prints('ready');
    holder.write('go\n');
    while (card.commands.length < 10) await new Promise((resolve) => setImmediate(resolve));
    await holder.stop('SIGKILL');
    const next = new RunningProgram(python, [pythonScript('transactions'), '1'], { env });
    await next.prints('ready');
    next.write('go\n');
    next.closeInput();
    expect((await next.ended).code).toBe(0);
  });
});

test('libpcsclite: rate of SCardTransmit against an echo of the same shape', async (context) => {
  // Only that the measuring program works; the number itself belongs to the bench.
  await withDirectory(async (directory) => {
    const rate = await compileC(context, 'transmit-rate', directory);
    await withPcscEndpoint(withCard().registry, async ({ env }) => {
      const { stdout } = await runProgram(rate, ['card', readerName, '100', '300', '8002010000'], { env });
      expect(stdout).toMatch(/^\d+ [\d.]+ [\d.]+\n$/);
    });
  });
});
