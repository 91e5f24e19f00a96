import { expect, test } from 'vitest';
import { file, testEnvironment } from '../test-environment.ts';
import { privilegedPrograms } from './privileged-programs.ts';

const tool = '/usr/bin/opensc-tool';

test('programs without privileges are named as fine', async () => {
  const outputs = { [`getcap ${tool}`]: '' };
  const finding = await privilegedPrograms.run(testEnvironment({ stats: { [tool]: file }, outputs }));
  expect(finding).toMatchObject({ status: 'ok', text: { en: expect.stringContaining('opensc-tool') } });
});

test.each([
  ['setuid', 0o4755],
  ['setgid', 0o2755],
])('a %s program is a problem, and a copy the remedy', async (privilege, mode) => {
  const finding = await privilegedPrograms.run(testEnvironment({ stats: { [tool]: { ...file, mode } } }));
  expect(finding).toMatchObject({
    status: 'problem',
    text: { en: expect.stringContaining(`${tool} (${privilege})`) },
    remedy: ['cp /usr/bin/opensc-tool ./opensc-tool'],
  });
});

test('a program with file capabilities is a problem', async () => {
  const outputs = { [`/sbin/getcap ${tool}`]: `${tool} cap_dac_override=ep\n` };
  const finding = await privilegedPrograms.run(testEnvironment({ stats: { [tool]: file }, outputs }));
  expect(finding).toMatchObject({
    status: 'problem',
    text: { en: expect.stringContaining('file capabilities') },
  });
});

test('a file that cannot be executed is no program', async () => {
  const stats = { [tool]: { ...file, mode: 0o4644 } };
  expect((await privilegedPrograms.run(testEnvironment({ stats }))).status).toBe('ok');
});
