import { expect, test } from 'vitest';
import { testEnvironment } from '../test-environment.ts';
import { socketPath } from './socket-path.ts';

test('107 bytes in the variable fit, 108 do not', async () => {
  const finding = (length: number) =>
    socketPath.run(testEnvironment({ variables: { PCSCLITE_CSOCK_NAME: `/${'x'.repeat(length - 1)}` } }));
  expect((await finding(107)).status).toBe('ok');
  expect(await finding(108)).toMatchObject({ status: 'problem', remedy: ['unset PCSCLITE_CSOCK_NAME'] });
});

test('bytes are counted, not characters', async () => {
  const variables = { PCSCLITE_CSOCK_NAME: `/${'か'.repeat(36)}` };
  expect((await socketPath.run(testEnvironment({ variables }))).status).toBe('problem');
});

test('a runtime directory so deep that the default socket does not fit is a problem', async () => {
  // 94 bytes, '/' and '4194304.comm': 107.
  const finding = (length: number) =>
    socketPath.run(testEnvironment({ runtimePath: `/${'x'.repeat(length - 1)}` }));
  expect((await finding(94)).status).toBe('ok');
  expect((await finding(95)).status).toBe('problem');
});
