import { expect, test } from 'vitest';
import { parseResult } from '../result/parse-result.ts';
import { sealState } from '../result/seal.ts';
import { answeringSubject } from '../testing/answering-subject.ts';
import { runOptions, stillClock, testCase } from '../testing/run-options.ts';
import { CaseEnd } from './case-end.ts';
import type { RunClock } from './run-clock.ts';
import { runSuite } from './run-suite.ts';
import type { BenchHand, Subject } from './subject.ts';

function benchHand(cause: string | undefined, log: string[] = []): BenchHand {
  return {
    save: async () => 'baseline',
    restore: async (snapshot) => void log.push(`restore ${String(snapshot)}`),
    event: async () => ({ taken: true }),
    advance: async () => {},
    setClock: async () => {},
    nextDeadline: async () => {},
    phone: async () => '1',
    state: async () => ({}),
    cause: async () => cause,
  };
}

const verdictOf = async (subject: Subject, run: Parameters<typeof testCase>[0]) =>
  (await runSuite(runOptions(subject, [testCase(run)]))).cases[0]!;

test('a check that holds passes, and is kept with bytes and requirement', async () => {
  const result = await verdictOf(answeringSubject('9000'), {
    run: async ({ card }) => void (await card.expect('00 84', '9000')),
  });
  expect(result).toMatchObject({
    verdict: 'PASS',
    checks: [
      {
        kind: 'response',
        passed: true,
        requirement: 'TEST',
        expected: '9000',
        observed: '9000',
        exchange: 1,
      },
    ],
    exchanges: [{ n: 1, phase: 'case', command: '0084', response: '9000' }],
  });
});

test('a check that does not hold fails, and nothing is sent after it', async () => {
  const result = await verdictOf(answeringSubject('6a82'), {
    run: async ({ card }) => {
      await card.expect('00 01', '9000');
      await card.expect('00 02', '9000');
    },
  });
  expect(result.verdict).toBe('FAIL');
  expect(result.exchanges.map(({ command }) => command)).toEqual(['0001']);
});

test('a real subject that differs from an inferred requirement is OBSERVED, an emulated one FAILs', async () => {
  const inferred = {
    requirement: { clause: 'TEST', text: { en: 'TEST', ja: 'TEST' }, basis: 'inferred' as const },
    run: async ({ card }: { card: { expect(a: string, b: string): Promise<unknown> } }) =>
      void (await card.expect('00 84', '9000')),
  };
  expect((await verdictOf(answeringSubject('6700', { proof: { method: 'none' } }), inferred)).verdict).toBe(
    'OBSERVED',
  );
  expect((await verdictOf(answeringSubject('6700'), inferred)).verdict).toBe('FAIL');
});

test('a refusal by the rule that is named passes; by another rule it is INCONCLUSIVE', async () => {
  const negative = {
    cause: 'area/rule',
    run: async ({ card }: { card: { refused(a: string, b: string): Promise<unknown> } }) =>
      void (await card.refused('00 84', '6982')),
  };
  const named = await verdictOf(answeringSubject('6982', { benchHand: benchHand('area/rule') }), negative);
  expect(named.verdict).toBe('PASS');
  const other = await verdictOf(answeringSubject('6982', { benchHand: benchHand('area/other') }), negative);
  expect(other).toMatchObject({
    verdict: 'INCONCLUSIVE',
    reason: { en: 'refused by area/other, not by area/rule' },
  });
  const silent = await verdictOf(answeringSubject('6982', { benchHand: benchHand(undefined) }), negative);
  expect(silent.verdict).toBe('INCONCLUSIVE');
});

test('without a bench hand a refusal counts only when the positive control is accepted', async () => {
  let met = false;
  const subject = answeringSubject(() => (met ? '9000' : '6982'));
  const run = (meets: boolean | undefined) => ({
    cause: 'area/rule',
    run: async ({ card }: Parameters<Parameters<typeof testCase>[0]['run']>[0]) => {
      met = false;
      const control = {
        meet: async () => {
          met = meets === true;
        },
      };
      await card.refused('00 84', '6982', meets === undefined ? undefined : control);
    },
  });
  expect((await verdictOf(subject, run(true))).verdict).toBe('PASS');
  expect((await verdictOf(subject, run(false))).verdict).toBe('INCONCLUSIVE');
  expect((await verdictOf(subject, run(undefined))).verdict).toBe('INCONCLUSIVE');
});

test('a precondition that does not come about is INCONCLUSIVE', async () => {
  const result = await verdictOf(answeringSubject('6a82'), {
    given: [{ name: { en: 'x', ja: 'x' }, establish: ({ card }) => card.select('jpki') }],
    run: async ({ card }) => void (await card.expect('00 84', '9000')),
  });
  expect(result).toMatchObject({ verdict: 'INCONCLUSIVE', checks: [] });
  expect(result.exchanges[0]).toMatchObject({ phase: 'precondition' });
});

test('a case that checks nothing is an ERROR, and so is one that throws', async () => {
  expect((await verdictOf(answeringSubject('9000'), { run: async () => {} })).verdict).toBe('ERROR');
  const thrown = await verdictOf(answeringSubject('9000'), {
    run: async () => {
      throw new Error('transport lost');
    },
  });
  expect(thrown).toMatchObject({ verdict: 'ERROR', reason: { en: 'transport lost' } });
});

test('a case that does not end within its limit is an ERROR, and the next one runs', async () => {
  const due: (() => void)[] = [];
  const clock: RunClock = {
    ...stillClock,
    after: (_, call) => {
      due.push(call);
      return () => {};
    },
  };
  const never = testCase({
    id: 'test/never',
    limitMs: 5,
    run: () => {
      for (const call of due) call();
      return new Promise(() => {});
    },
  });
  const next = testCase({
    id: 'test/next',
    run: async ({ card }) => void (await card.expect('00 84', '9000')),
  });
  const result = await runSuite(runOptions(answeringSubject('9000'), [never, next], { clock }));
  expect(result.cases.map(({ verdict }) => verdict)).toEqual(['ERROR', 'PASS']);
  expect(result.cases[0]!.reason!.en).toBe('no end after 5 ms');
});

test('a secret that was not given skips the case with who and why', async () => {
  const result = await verdictOf(answeringSubject('9000'), { secrets: ['text/pin'], run: async () => {} });
  expect(result).toMatchObject({ verdict: 'SKIPPED', reason: { en: expect.stringContaining('text/pin') } });
});

test('a case that uses a secret it has not declared is an ERROR, so that no plan is wrong', async () => {
  const result = await runSuite(
    runOptions(answeringSubject('9000'), [testCase({ run: async ({ value }) => void value('text/pin') })], {
      secrets: { 'text/pin': '9120' },
    }),
  );
  expect(result.cases[0]).toMatchObject({
    verdict: 'ERROR',
    reason: { en: expect.stringContaining('undeclared') },
  });
});

test('a case that does not apply says which expression said so, and which item of it', async () => {
  const result = await verdictOf(answeringSubject('9000'), { appliesTo: 'card & text', run: async () => {} });
  expect(result).toMatchObject({
    verdict: 'NOT APPLICABLE',
    reason: { en: 'text=no (read from the subject, or assumed)' },
    applicability: { expression: 'card & text', applies: false, asked: { card: true, text: false } },
  });
});

test.each([
  ['by the rule that the case names', 'area/rule', 'PASS'],
  ['by another rule', 'area/other', 'INCONCLUSIVE'],
  ['not at all', undefined, 'FAIL'],
] as const)('an event that comes to nothing %s', async (_, observed, verdict) => {
  const result = await verdictOf(answeringSubject('9000', { benchHand: benchHand(undefined) }), {
    cause: 'area/rule',
    run: async ({ check }) => check.cause({ en: 'TEST event', ja: 'TEST' }, observed),
  });
  expect(result.verdict).toBe(verdict);
  expect(result.checks).toMatchObject([
    { kind: 'cause', passed: verdict === 'PASS', expected: 'area/rule', observed: observed ?? 'none' },
  ]);
});

test('the baseline is restored before every case and after the last', async () => {
  const log: string[] = [];
  const subject = answeringSubject('9000', { benchHand: benchHand(undefined, log) });
  const one = testCase({ run: async ({ card }) => void (await card.expect('00 84', '9000')) });
  await runSuite(runOptions(subject, [one, { ...one, id: 'test/two' }]));
  expect(log).toEqual(['restore baseline', 'restore baseline', 'restore baseline']);
});

test('the result is sealed, fits its schema, and any later change shows', async () => {
  const result = await runSuite(
    runOptions(answeringSubject('9000'), [
      testCase({ run: async ({ card }) => void (await card.expect('00 84', '9000')) }),
    ]),
  );
  expect(result).toMatchObject({
    sealed: true,
    outcome: 'PASS',
    times: { started: { jst: '2026-11-21T09:00:00.000+09:00' } },
  });
  const read = parseResult(JSON.stringify(result));
  expect(sealState(read)).toBe('valid');
  expect(sealState({ ...read, outcome: 'FAIL' })).toBe('broken');
});

test('an aborted run stays INCOMPLETE and unsealed', async () => {
  const abort = new AbortController();
  const cases = [1, 2].map((n) =>
    testCase({
      id: `test/case-${n}`,
      run: async ({ card }) => {
        await card.expect('00 84', '9000');
        if (n === 2) abort.abort(new CaseEnd('ERROR', { en: 'x', ja: 'x' }));
      },
    }),
  );
  const result = await runSuite(runOptions(answeringSubject('9000'), cases, { signal: abort.signal }));
  expect(result).toMatchObject({ outcome: 'INCOMPLETE', sealed: false, digest: null });
  expect(result.cases.map(({ id }) => id)).toEqual(['test/case-1']);
  expect(sealState(parseResult(JSON.stringify(result)))).toBe('unsealed');
});
