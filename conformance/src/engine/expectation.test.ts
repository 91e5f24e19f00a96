import { expect, test } from 'vitest';
import { answeringSubject } from '../testing/answering-subject.ts';
import { runOptions, testCase } from '../testing/run-options.ts';
import { exitCodeOfRun } from './expectation.ts';
import { runSuite } from './run-suite.ts';

/** Runs cases that answer as told, attempt by attempt. */
async function run(
  answers: Readonly<Record<string, readonly string[]>>,
  reasons: Readonly<Record<string, string>>,
  repeat = 1,
) {
  const cases = Object.entries(answers).map(([id, given]) => {
    let attempt = 0;
    return testCase({
      id,
      run: async ({ check }) => {
        const answer = given[attempt++ % given.length]!;
        if (answer === 'ERROR') throw new Error('TEST');
        check.that({ en: 'x', ja: 'x' }, answer === 'PASS', 'PASS', answer);
      },
    });
  });
  const expectations = { file: 'known.yaml', sha256: '0'.repeat(64), reasons };
  const options = runOptions(answeringSubject('9000'), cases, { repeat, expectations });
  const result = await runSuite(options);
  return { result, code: exitCodeOfRun(result), states: result.baseline!.entries.map(({ state }) => state) };
}

test('a failure that is expected does not count for the exit code, but the outcome stays FAIL', async () => {
  const { result, code, states } = await run(
    { 'test/a': ['FAIL'], 'test/b': ['PASS'] },
    { 'test/a': 'bug 1' },
  );
  expect({ code, states, outcome: result.outcome }).toEqual({ code: 0, states: ['failed'], outcome: 'FAIL' });
  expect(result.cases[0]).toMatchObject({ verdict: 'FAIL', expected: 'bug 1' });
});

test('an expected failure that passes is exit code 1', async () => {
  const { code, states } = await run({ 'test/a': ['PASS'], 'test/b': ['PASS'] }, { 'test/a': 'bug 1' });
  expect({ code, states }).toEqual({ code: 1, states: ['passed'] });
});

test('a failure that nobody expects still is exit code 1', async () => {
  const { code } = await run({ 'test/a': ['FAIL'], 'test/b': ['FAIL'] }, { 'test/a': 'bug 1' });
  expect(code).toBe(1);
});

test('an ERROR is of the harness and never expected', async () => {
  const { code, states } = await run({ 'test/a': ['ERROR'], 'test/b': ['PASS'] }, { 'test/a': 'bug 1' });
  expect({ code, states }).toEqual({ code: 3, states: ['not run'] });
});

test('nothing but expected failures is exit code 0; a case that was not selected was not run', async () => {
  const { code, states } = await run({ 'test/a': ['FAIL'] }, { 'test/a': 'bug 1', 'test/z': 'bug 2' });
  expect({ code, states }).toEqual({ code: 0, states: ['failed', 'not run'] });
});

test('one that fails in some attempts has failed as expected', async () => {
  const { code, states } = await run({ 'test/a': ['FAIL', 'PASS'] }, { 'test/a': 'bug 1' }, 2);
  expect({ code, states }).toEqual({ code: 0, states: ['failed'] });
});

test('several attempts give a failure rate, and different verdicts are flaky', async () => {
  const { result } = await run(
    { 'test/a': ['FAIL', 'PASS', 'PASS'], 'test/b': ['PASS'], 'test/c': ['FAIL'] },
    {},
    3,
  );
  expect(result.stability).toEqual([
    { id: 'test/a', attempts: 3, failed: 1, failureRate: 0.3333, flaky: true },
    { id: 'test/b', attempts: 3, failed: 0, failureRate: 0, flaky: false },
    { id: 'test/c', attempts: 3, failed: 3, failureRate: 1, flaky: false },
  ]);
  expect(result.cases.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 1, 2, 3, 1, 2, 3]);
});
