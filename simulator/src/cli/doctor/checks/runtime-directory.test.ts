import { expect, test } from 'vitest';
import { directory, file, testEnvironment } from '../test-environment.ts';
import { runtimeDirectory } from './runtime-directory.ts';

const path = '/run/user/1000/kazashi';
const finding = (stats: Parameters<typeof testEnvironment>[0] & object) =>
  runtimeDirectory.run(testEnvironment(stats));

test('a directory of the user alone is fine', async () => {
  expect((await finding({ stats: { [path]: directory } })).status).toBe('ok');
});

test('one that is not there yet is fine where it can be made', async () => {
  expect((await finding({ stats: { '/run/user/1000': directory } })).status).toBe('ok');
  const sticky = { kind: 'directory', mode: 0o1777, uid: 0 } as const;
  expect((await finding({ runtimePath: '/tmp/kazashi-me', stats: { '/tmp': sticky } })).status).toBe('ok');
});

test('one that cannot be made is a problem', async () => {
  const stats = { '/run': { kind: 'directory', mode: 0o755, uid: 0 } } as const;
  expect(await finding({ stats })).toMatchObject({
    status: 'problem',
    remedy: ['export XDG_RUNTIME_DIR="$(mktemp -d)"'],
  });
});

test('one that others may enter is a problem', async () => {
  expect(await finding({ stats: { [path]: { ...directory, mode: 0o755 } } })).toMatchObject({
    status: 'problem',
    remedy: ['chmod 700 /run/user/1000/kazashi'],
  });
});

test('one of another user is a problem, and so is a file in its place', async () => {
  expect((await finding({ stats: { [path]: { ...directory, uid: 1001 } } })).status).toBe('problem');
  expect((await finding({ stats: { [path]: { ...file, uid: 1000 } } })).status).toBe('problem');
});
