import { expect, test } from 'vitest';
import { testEnvironment } from '../test-environment.ts';
import { systemPrograms } from './system-programs.ts';

test.each([
  ['darwin', 'PCSC.framework'],
  ['win32', 'winscard.dll'],
] as const)('on %s it is said what cannot be reached and what can', async (platform, library) => {
  const environment = testEnvironment({ platform });
  expect(systemPrograms.applies?.(environment)).toBe(true);
  const { status, text } = await systemPrograms.run(environment);
  expect(status).toBe('note');
  expect(text.en).toContain(library);
  expect(text.en).toContain('startCard');
});

test('on Linux there is nothing to say', () => {
  expect(systemPrograms.applies?.(testEnvironment())).toBe(false);
});
