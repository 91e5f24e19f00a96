import { expect, test } from 'vitest';
import { answering, testEnvironment } from '../test-environment.ts';
import { testPcscd } from '../test-pcscd.ts';
import { socketVariable } from './socket-variable.ts';

const path = '/tmp/my card';
const variables = { PCSCLITE_CSOCK_NAME: path };

test('a variable that is not set is fine', async () => {
  expect((await socketVariable.run(testEnvironment())).status).toBe('ok');
});

test('a variable that points nowhere is a problem, with the path quoted for the shell', async () => {
  const finding = await socketVariable.run(testEnvironment({ variables }));
  expect(finding).toMatchObject({
    status: 'problem',
    remedy: ["kazashi up --endpoint 'pcsc:/tmp/my card'", 'unset PCSCLITE_CSOCK_NAME'],
  });
});

test('a variable that points at something else is a problem', async () => {
  const servers = { [path]: answering(() => undefined) };
  expect((await socketVariable.run(testEnvironment({ variables, servers }))).status).toBe('problem');
});

test('the readers behind the variable are named; none is a note', async () => {
  const seen = (names: readonly string[]) =>
    socketVariable.run(testEnvironment({ variables, servers: { [path]: testPcscd(4, names) } }));
  expect(await seen(['Kazashi TEST Reader 00 00'])).toMatchObject({
    status: 'ok',
    text: { en: expect.stringContaining('"Kazashi TEST Reader 00 00"') },
  });
  expect((await seen([])).status).toBe('note');
});
