import { expect, test } from 'vitest';
import { answering, socket, testEnvironment } from '../test-environment.ts';
import { testPcscd } from '../test-pcscd.ts';
import { pcscDaemon } from './pcsc-daemon.ts';

const path = '/run/pcscd/pcscd.comm';

test('no socket, and a socket that nobody serves, are both fine', async () => {
  expect((await pcscDaemon.run(testEnvironment())).status).toBe('ok');
  const refused = testEnvironment({ stats: { [path]: socket } });
  const dead = {
    ...refused,
    connect: () => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' })),
  };
  expect((await pcscDaemon.run(dead)).status).toBe('ok');
});

test('a running pcscd is a note with the readers that it shows', async () => {
  const server = testPcscd(4, ['ACS ACR1252 Dual Reader 00 00']);
  const finding = await pcscDaemon.run(
    testEnvironment({ stats: { [path]: socket }, servers: { [path]: server } }),
  );
  expect(finding.status).toBe('note');
  expect(finding.text.en).toContain('"ACS ACR1252 Dual Reader 00 00"');
});

test('a pcscd that closes the connection is suspected of polkit', async () => {
  const server = answering(() => undefined);
  const finding = await pcscDaemon.run(
    testEnvironment({ stats: { [path]: socket }, servers: { [path]: server } }),
  );
  expect(finding).toMatchObject({ status: 'note', text: { en: expect.stringContaining('polkit') } });
});
