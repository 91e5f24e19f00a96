import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { outputOf, startChild } from './child.ts';
import { selectJpki } from './commands.ts';
import { firstAnswer } from './first-answer.ts';
import { compileClient } from './pcsc-exchange.ts';
import { childCommand, ownProgram } from './program.ts';
import { residentKiB } from './resident-memory.ts';
import { type BenchRun, NotMeasured } from './row.ts';
import { emptyVerifyRow } from './rows/empty-verify.ts';
import { readBinaryRow } from './rows/read-binary.ts';
import { snapshotLoadRow } from './rows/snapshot-load.ts';
import { startRow } from './rows/start.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kazashi-bench-test-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const program = ownProgram();
const run = (): BenchRun => ({ directory, program, env: process.env });

test.each([readBinaryRow, emptyVerifyRow, snapshotLoadRow])('$id measures', async (row) => {
  const { value, rounds } = await row.measure(run());
  expect(value).toBeGreaterThan(0);
  expect(rounds?.length).toBeGreaterThan(2);
});

test('the start of sources is not measured: a loader would be', async () => {
  const fromSources = { ...run(), program: { ...program, built: false } };
  await expect(startRow.measure(fromSources)).rejects.toBeInstanceOf(NotMeasured);
});

test('the client exchanges an echo of 32 and 258 bytes for each 45 that it sends', async ({ skip }) => {
  const client = await compileClient(program, directory).catch((error: unknown) => {
    if (error instanceof NotMeasured) skip();
    throw error;
  });
  const module = await import('./echo-server.ts');
  const socket = join(directory, 'echo');
  const server = await startChild(childCommand(program, module, [socket, '258']));
  try {
    const output = await outputOf([client, 'echo', socket, '5', '50', '258']);
    expect(JSON.parse(output)).toEqual({
      rate: expect.any(Number),
      p50Us: expect.any(Number),
      p99Us: expect.any(Number),
    });
    expect(await residentKiB(server.pid)).toBeGreaterThan(1000);
    await expect(outputOf([client, 'card', 'X'])).rejects.toThrow('pcsc-client card READER');
  } finally {
    await server.stop();
  }
});

test('a process that ends before it is ready is told with what it said', async () => {
  const script = 'console.error("no luck"); process.exit(3)';
  await expect(startChild([process.execPath, '-e', script])).rejects.toThrow(/code 3: no luck/);
  await expect(startChild(['/no/such/program'])).rejects.toMatchObject({ code: 'ENOENT' });
});

test('the first answer is given up when the simulator ends, or closes the connection', async () => {
  const socket = join(directory, 's');
  await expect(firstAnswer(socket, 'reader', selectJpki, () => true)).rejects.toThrow(
    'ended before it listened',
  );
  const server = createServer((client) => void client.end());
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  try {
    await expect(firstAnswer(socket, 'reader', selectJpki, () => false)).rejects.toThrow(
      'closed the connection',
    );
  } finally {
    server.close();
  }
});
