import { expect, test } from 'vitest';
import { testEnvironment } from '../test-environment.ts';
import { nodeVersion } from './node-version.ts';

const statusOf = async (version: string, today = '2026-11-21') =>
  (await nodeVersion.run(testEnvironment({ nodeVersion: version, today }))).status;

test('a Node below 20.19 is a problem with a command that helps', async () => {
  const finding = await nodeVersion.run(testEnvironment({ nodeVersion: 'v20.18.3' }));
  expect(finding).toMatchObject({ status: 'problem', remedy: ['nvm install 24'] });
  expect(await statusOf('v18.20.8')).toBe('problem');
});

test('a line whose support has ended is a note, from the day after', async () => {
  expect(await statusOf('v20.19.0', '2026-04-30')).toBe('ok');
  expect(await statusOf('v20.19.0', '2026-05-01')).toBe('note');
});

test('a supported line is fine, and so is one that is not known yet', async () => {
  expect(await statusOf('v24.4.0')).toBe('ok');
  expect(await statusOf('v31.0.0')).toBe('ok');
});
