import { expect, test } from 'vitest';
import { answering, testEnvironment } from '../test-environment.ts';
import { runningSimulators } from './running-simulators.ts';

const directory = '/run/user/1000/kazashi';
const announced = JSON.stringify({
  pid: 41,
  control: 'http://127.0.0.1:5001',
  token: 'secret',
  version: '0.1.0',
});
const machine = {
  lists: { [directory]: ['41.json', '42.json', '41.comm'] },
  texts: { [`${directory}/41.json`]: announced, [`${directory}/42.json`]: 'half of a fi' },
  lives: (pid: number) => pid === 41,
};

test('no simulator is fine', async () => {
  expect((await runningSimulators.run(testEnvironment())).text.en).toBe('no simulator runs');
  const dead = testEnvironment({ ...machine, lives: () => false });
  expect((await runningSimulators.run(dead)).text.en).toBe('no simulator runs');
});

test('a running one is told with its version and without its token', async () => {
  const servers = { '5001': answering(() => undefined) };
  const finding = await runningSimulators.run(testEnvironment({ ...machine, servers }));
  expect(finding.status).toBe('ok');
  expect(finding.text.en).toBe('simulators: http://127.0.0.1:5001 (kazashi 0.1.0, pid 41)');
});

test('one that lives and does not answer is a note', async () => {
  const finding = await runningSimulators.run(testEnvironment(machine));
  expect(finding).toMatchObject({ status: 'note', remedy: ['ps -p 41'] });
});
