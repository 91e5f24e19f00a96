import { expect, test } from 'vitest';
import { probePcsc } from './pcsc-probe.ts';
import { answering, testEnvironment } from './test-environment.ts';
import { testPcscd } from './test-pcscd.ts';

const path = '/run/pcscd/pcscd.comm';
const probe = (server: ReturnType<typeof answering>) =>
  probePcsc(testEnvironment({ servers: { [path]: server } }), path);

test.each([4, 5, 6])('a pcscd of protocol 4:%d tells its readers', async (minor) => {
  expect(await probe(testPcscd(minor, ['ACS ACR1252 00 00', 'Virtual PCD 00 00']))).toEqual({
    kind: 'readers',
    version: `4:${minor}`,
    names: ['ACS ACR1252 00 00', 'Virtual PCD 00 00'],
  });
});

test('nobody at the socket is told with the code of the system', async () => {
  expect(await probePcsc(testEnvironment(), path)).toEqual({ kind: 'unreachable', code: 'ENOENT' });
});

test('a service that closes, says nothing, or speaks a protocol to come gives no readers', async () => {
  expect(await probe(answering(() => undefined))).toEqual({ kind: 'mute' });
  expect(await probe(answering(() => new Uint8Array(0)))).toEqual({ kind: 'mute' });
  expect(await probe(testPcscd(7, []))).toEqual({ kind: 'mute' });
});
