import { expect, test } from 'vitest';
import { file, testEnvironment } from '../test-environment.ts';
import { pcscLibrary } from './pcsc-library.ts';

test('the library is found in its usual place', async () => {
  const path = '/usr/lib64/libpcsclite.so.1';
  const finding = await pcscLibrary.run(testEnvironment({ stats: { [path]: file } }));
  expect(finding).toMatchObject({ status: 'ok', text: { en: `libpcsclite: ${path}` } });
});

test('the library is found where only ldconfig knows it', async () => {
  const cache = '\tlibpcsclite.so.1 (libc6,x86-64) => /opt/lib/libpcsclite.so.1\n';
  const finding = await pcscLibrary.run(testEnvironment({ outputs: { '/sbin/ldconfig -p': cache } }));
  expect(finding.text.en).toBe('libpcsclite: /opt/lib/libpcsclite.so.1');
});

test.each([
  ['ID=debian\n', 'sudo apt-get install libpcsclite1'],
  ['ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'sudo dnf install pcsc-lite-libs'],
  ['NAME=Alpine\nID=alpine\n', 'sudo apk add pcsc-lite-libs'],
])('without the library, %j is told how to install it', async (release, command) => {
  const finding = await pcscLibrary.run(testEnvironment({ texts: { '/etc/os-release': release } }));
  expect(finding).toMatchObject({ status: 'problem', remedy: [command] });
});

test('macOS and Windows are not asked for it', () => {
  expect(pcscLibrary.applies?.(testEnvironment({ platform: 'darwin' }))).toBe(false);
  expect(pcscLibrary.applies?.(testEnvironment({ platform: 'win32' }))).toBe(false);
  expect(pcscLibrary.applies?.(testEnvironment({ platform: 'freebsd' }))).toBe(true);
});
