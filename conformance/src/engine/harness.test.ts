import { expect, test } from 'vitest';
import { hex } from '../bytes/hex.ts';
import { answeringSubject } from '../testing/answering-subject.ts';
import { CountingCard } from '../testing/counting-card.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { runOptions, testCase } from '../testing/run-options.ts';
import { CaseEnd } from './case-end.ts';
import type { Operator } from './operator.ts';
import { type RunOptions, runSuite } from './run-suite.ts';
import type { Subject } from './subject.ts';

// The harness judges itself: subjects and drivers that hang, die and lie, and people that do not answer.

const never = new Promise<never>(() => {});
const plain = (id: string) =>
  testCase({ id, run: async ({ card }) => void (await card.expect('00 84', '9000')) });
const cases = ['a', 'b', 'c', 'd', 'e'].map((name) => plain(`test/${name}`));

async function judged(subject: Subject, more: Partial<RunOptions> = {}) {
  const clock = new ManualClock();
  const result = await clock.idle(runSuite(runOptions(subject, cases, { clock, ...more })));
  return { result, clock, verdicts: result.cases.map(({ verdict }) => verdict) };
}

test('a subject that hangs in every command is given up after three cases, never waited for', async () => {
  const { result, verdicts, clock } = await judged(answeringSubject('9000', { transmit: () => never }));
  expect(verdicts).toEqual(['ERROR', 'ERROR', 'ERROR', 'SKIPPED', 'SKIPPED']);
  expect(result).toMatchObject({ outcome: 'UNDECIDED', sealed: true });
  expect(result.stopped!.en).toContain('hangs');
  expect(clock.monotonic()).toBe(30_000);
});

test('a subject that hangs in the reset after a case is given up at once', async () => {
  let resets = 0;
  const reset = async () => (++resets > 2 ? never : hex('3b 00'));
  const { verdicts, result } = await judged(answeringSubject('9000', { reset, transmit: () => never }));
  expect(verdicts).toEqual(['ERROR', 'SKIPPED', 'SKIPPED', 'SKIPPED', 'SKIPPED']);
  expect(result.stopped!.en).toContain('no answer within 10000 ms');
});

test('a subject that hangs from the start cannot be judged', async () => {
  await expect(judged(answeringSubject('9000', { reset: () => never }))).rejects.toMatchObject({
    code: 'subject/silent',
  });
});

test('a subject that dies leaves what it passed, an ERROR, and the rest SKIPPED with why', async () => {
  let sent = 0;
  const dead = (): never => {
    throw new Error('read ECONNRESET');
  };
  const subject = answeringSubject('9000', {
    transmit: async () => (++sent > 2 ? dead() : hex('9000')),
    reset: async () => (sent > 2 ? dead() : hex('3b 00')),
  });
  const { result, verdicts } = await judged(subject);
  expect(verdicts).toEqual(['PASS', 'PASS', 'ERROR', 'SKIPPED', 'SKIPPED']);
  expect(result.cases[2]!.reason!.en).toBe('read ECONNRESET');
  expect(result.cases[3]!.reason!.en).toContain('the subject no longer answers a reset: read ECONNRESET');
  expect(result.outcome).toBe('UNDECIDED');
});

test('a simulator that dies at the end does not take the verdicts with it', async () => {
  let restores = 0;
  const benchHand = {
    save: async () => 'baseline',
    restore: async () => {
      if (++restores > cases.length) throw new Error('gone');
    },
    event: async () => ({ taken: true }) as const,
    advance: async () => {},
    setClock: async () => {},
    nextDeadline: async () => {},
    phone: async () => '1',
    state: async () => ({}),
    cause: async () => undefined,
  };
  const { result } = await judged(answeringSubject('9000', { benchHand }));
  expect(result).toMatchObject({ outcome: 'PASS', notes: [{ en: expect.stringContaining('gone') }] });
});

test.each([
  ['nothing', ''],
  ['one byte', '90'],
])(
  'a driver that gives %s back for a response APDU is an ERROR of transport, no FAIL',
  async (_, response) => {
    const { verdicts, result } = await judged(answeringSubject(response));
    expect(new Set(verdicts)).toEqual(new Set(['ERROR']));
    expect(result.cases[0]!.reason!.en).toContain('where a response APDU has two at least');
  },
);

test('a driver that tells full counters while tries are spent stops the run before the floor', async () => {
  const card = new CountingCard({ values: { 'text/pin': '9120' } });
  const honest = card.asSubject();
  const lying: Subject = {
    ...honest,
    transmit: async (command, signal) => {
      const query = command[1] === 0x20 && command.length <= 5;
      return query ? hex('63c3') : honest.transmit(command, signal);
    },
  };
  const wrong = ['1111', '2222', '3333'].map((value, index) =>
    testCase({
      id: `test/wrong-${index}`,
      secrets: ['text/pin'],
      run: async ({ card: sent }) => {
        await sent.select('text');
        await sent.selectFile(0x0011);
        await sent.send(Uint8Array.from([0, 0x20, 0, 0x80, 4, ...Buffer.from(value)]));
      },
    }),
  );
  const clock = new ManualClock();
  const options = { clock, secrets: { 'text/pin': '9120' } };
  const result = await clock.idle(runSuite(runOptions(lying, wrong, options)));
  expect(result.stopped).toBeDefined();
  expect(card.lowest['text/pin']).toBe(2);
});

test('a bench hand that names a rule nobody asked about makes the refusal INCONCLUSIVE', async () => {
  const benchHand = {
    save: async () => undefined,
    restore: async () => {},
    event: async () => ({ taken: true }) as const,
    advance: async () => {},
    setClock: async () => {},
    nextDeadline: async () => {},
    phone: async () => '1',
    state: async () => ({}),
    cause: async () => 'area/whatever',
  };
  const negative = testCase({
    cause: 'area/rule',
    run: async ({ card }) => void (await card.refused('00 84', '6982')),
  });
  const { verdicts } = await judged(answeringSubject('6982', { benchHand }), { cases: [negative] });
  expect(verdicts).toEqual(['INCONCLUSIVE']);
});

const asking = testCase({
  id: 'test/asking',
  limitMs: 1000,
  run: async ({ operator, card }) => {
    await operator.ask('remove-card');
    await card.expect('00 84', '9000');
  },
});

test('the time that an operator takes is not the subject’s', async () => {
  const clock = new ManualClock();
  const operator: Operator = {
    name: 'TEST',
    ask: (_, signal) =>
      new Promise((resolve, reject) => {
        clock.after(60_000, resolve);
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  };
  const options = runOptions(answeringSubject('9000'), [asking], { clock, operator });
  const result = await clock.idle(runSuite(options));
  expect(result.cases[0]).toMatchObject({
    verdict: 'PASS',
    prompts: [{ prompt: 'remove-card', asked: 'TEST', answer: 'done', durationMs: 60_000 }],
  });
});

test('an operator that never answers makes the case SKIPPED with who and why, and the next one runs', async () => {
  const operator: Operator = { name: 'the robot', ask: () => never };
  const { result, verdicts } = await judged(answeringSubject('9000'), {
    cases: [asking, plain('test/next')],
    operator,
    promptLimitMs: 30_000,
  });
  expect(verdicts).toEqual(['SKIPPED', 'PASS']);
  expect(result.cases[0]).toMatchObject({
    reason: { en: 'the robot did not answer within 30 s: Take the card off the reader.' },
    prompts: [{ answer: 'timed out' }],
  });
});

test('a card that is taken away and put back is waited for, and powered up anew', async () => {
  const seen: string[] = [];
  const subject = answeringSubject('9000', {
    presence: { waitFor: async (present) => void seen.push(present ? 'there' : 'gone') },
    reset: async () => {
      seen.push('reset');
      return hex('3b 00');
    },
  });
  const operator: Operator = { name: 'TEST', ask: async ({ prompt }) => void seen.push(prompt) };
  const moving = testCase({
    run: async ({ card, check }) => {
      await card.remove();
      const answer = await card.insert();
      check.same({ en: 'ATR', ja: 'ATR' }, answer, hex('3b 00'));
    },
  });
  const { verdicts } = await judged(subject, { cases: [moving], operator });
  expect(verdicts).toEqual(['PASS']);
  expect(seen).toEqual(['reset', 'reset', 'remove-card', 'gone', 'present-card', 'there', 'reset']);
});

test('an aborted case that waits for a person ends with the run', async () => {
  const abort = new AbortController();
  const operator: Operator = {
    name: 'TEST',
    ask: () => {
      abort.abort(new CaseEnd('ERROR', { en: 'x', ja: 'x' }));
      return never;
    },
  };
  const { result } = await judged(answeringSubject('9000'), {
    cases: [asking],
    operator,
    signal: abort.signal,
  });
  expect(result).toMatchObject({ outcome: 'INCOMPLETE', cases: [] });
});

test.each([
  ['removal', 'the reader still sees the card', 'カードを認識している'],
  ['return', 'the reader still sees no card', 'カードを認識していない'],
])('an operator who says that a %s is done and lies leaves it INCONCLUSIVE', async (what, en, ja) => {
  const lie = testCase({
    id: 'test/lie',
    run: async ({ card }) => (what === 'removal' ? card.remove() : void (await card.insert())),
  });
  let given: AbortSignal | undefined;
  const waitFor = (__: boolean, signal: AbortSignal): Promise<never> => {
    given = signal;
    return never;
  };
  const subject = { ...answeringSubject('9000'), presence: { waitFor } };
  const liar: Operator = { name: 'liar', ask: async () => {} };
  const { result, clock } = await judged(subject, { cases: [lie], operator: liar });
  expect(result.cases[0]).toMatchObject({
    verdict: 'INCONCLUSIVE',
    reason: { en: expect.stringContaining(en), ja: expect.stringContaining(ja) },
  });
  expect(clock.monotonic()).toBe(5000);
  expect(given?.aborted).toBe(true);
});
