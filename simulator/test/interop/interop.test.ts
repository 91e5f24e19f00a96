import { afterEach, expect, test } from 'vitest';
import { requireProgram, runProgram } from './interop.ts';

const before = process.env.KAZASHI_INTEROP;
afterEach(() => {
  if (before === undefined) delete process.env.KAZASHI_INTEROP;
  else process.env.KAZASHI_INTEROP = before;
});

const context = {
  skip(note?: string): never {
    throw new Error(`skipped: ${note}`);
  },
};

test('a missing program skips the test by name', async () => {
  delete process.env.KAZASHI_INTEROP;
  await expect(requireProgram(context, 'no-such-program')).rejects.toThrow(
    'skipped: no-such-program is missing',
  );
});

test('a missing program fails the test where interoperation is required', async () => {
  process.env.KAZASHI_INTEROP = 'required';
  await expect(requireProgram(context, 'no-such-program')).rejects.toThrow(
    /^no-such-program is missing, and/,
  );
});

test('a program that does not end is ended', async () => {
  const { code } = await runProgram(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    limitMs: 200,
  });
  expect(code).toBeNull();
});
