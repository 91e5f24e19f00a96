import { describe, expect, test } from 'vitest';
import { file, secrets, select, verify } from '../card/test-card.ts';
import { hex, toHex } from '../codec/hex.ts';
import { TestField, type TestFieldOptions } from '../test-field.ts';
import type { RfAnswer, RfFrame } from './rf-frame.ts';
import { type Air, LostCard, TestPcd } from './test-pcd.ts';

/** A session that reads a certificate in part, spends a try, gives it back, and signs. */
const session = [
  select.jpki,
  file('000a'),
  '00b00000 40',
  file('0018'),
  verify('0000'),
  verify(secrets.authentication),
  file('0017'),
  '802a0080 33 3031300d060960864801650304020105000420'.concat('5a'.repeat(32), '00'),
].map((command) => hex(command));

/** Blocks of 16 bytes both ways: commands and answers are chained. */
const small: TestFieldOptions = { typeB: { pupi: hex('a1b2c3d4'), protocolInfo: hex('b301a1') } };
const blocks = { fsdi: 0, longest: 13 };

const tries = (field: TestField) => field.card.secrets.get('jpki/authentication')!.triesLeft;
const executed = (field: TestField) =>
  field
    .trace()
    .flatMap(({ kind, command, response }) =>
      kind === 'apdu' ? [`${toHex(command)} ${toHex(response)}`] : [],
    );
/** Counters as they last: what a restart would find. */
const durable = (field: TestField) => JSON.stringify(field.simulator.save().entries);

interface Run {
  readonly field: TestField;
  readonly answers: readonly string[];
  readonly frames: number;
  readonly lost: boolean;
}

/** Plays the session; `disturb` is asked at each frame. */
async function play(
  disturb: (
    n: number,
    field: TestField,
    pass: () => RfAnswer | Promise<RfAnswer>,
  ) => RfAnswer | Promise<RfAnswer>,
): Promise<Run> {
  const field = await TestField.withCard(small);
  let frames = 0;
  const air: Air = (frame: RfFrame) => disturb(frames++, field, () => field.field.transceive(frame));
  const pcd = new TestPcd(air, blocks);
  const answers: string[] = [];
  try {
    await pcd.activate();
    for (const command of session) answers.push(toHex(await pcd.exchange(command)));
    return { field, answers, frames, lost: false };
  } catch (error) {
    if (!(error instanceof LostCard)) throw error;
    return { field, answers, frames, lost: true };
  }
}

const silence: RfAnswer = { kind: 'silence' };
const undisturbed = await play((_, __, pass) => pass());

test('the session has chains both ways, and each command is executed once', () => {
  expect(undisturbed.frames).toBeGreaterThan(35);
  expect(undisturbed.answers.map((answer) => answer.slice(-4))).toEqual([
    '9000',
    '9000',
    '9000',
    '9000',
    '63c2',
    '9000',
    '9000',
    '9000',
  ]);
  expect(executed(undisturbed.field)).toHaveLength(session.length);
});

describe('with one loss at any frame, the session ends as without, and nothing is executed twice', () => {
  test.each<[string, (pass: () => RfAnswer | Promise<RfAnswer>) => Promise<RfAnswer>]>([
    ['the frame does not reach the card', async () => silence],
    [
      'its answer is lost',
      async (pass) => {
        await pass();
        return silence;
      },
    ],
    [
      'its answer is damaged',
      async (pass) => {
        await pass();
        return { kind: 'corrupt', bytes: hex('00'), error: 'crc' };
      },
    ],
  ])('%s', async (_, lose) => {
    for (let at = 0; at < undisturbed.frames; at++) {
      const run = await play((n, __, pass) => (n === at ? lose(pass) : pass()));
      expect([at, run.answers]).toEqual([at, undisturbed.answers]);
      expect(executed(run.field)).toEqual(executed(undisturbed.field));
    }
  });
});

describe('with the card lifted at any frame, counters are what the card has executed', () => {
  /** What a card is like that was given the first `count` commands without any air between. */
  async function direct(count: number, options = small): Promise<{ tries: number; durable: string }> {
    const field = await TestField.withCard(options);
    const activation = field.card.open();
    for (const command of session.slice(0, count)) {
      const { change } = activation.execute(command);
      if (change !== undefined) await field.simulator.readers.services.commit(change);
    }
    return { tries: tries(field), durable: durable(field) };
  }

  test.each(['before', 'after'] as const)('%s it', async (when) => {
    const counts = new Set<number>();
    for (let at = 0; at < undisturbed.frames; at++) {
      const run = await play(async (n, field, pass) => {
        if (n !== at) return pass();
        if (when === 'after') await pass();
        field.field.take(field.icc);
        return silence;
      });
      expect(run.lost).toBe(true);
      const done = executed(run.field).length;
      counts.add(done);
      // The host knows of no more than the card has done, and of one command less at most.
      expect(done - run.answers.length).toBeOneOf([0, 1]);
      const model = await direct(done);
      expect([at, tries(run.field), durable(run.field)]).toEqual([at, model.tries, model.durable]);
      // Laid down again, it has lost what was verified and kept what was counted.
      run.field.field.put(run.field.icc);
      const again = new TestPcd((frame) => run.field.field.transceive(frame), blocks);
      await again.activate();
      expect(toHex(await again.exchange(hex(select.jpki)))).toBe('9000');
      await again.exchange(hex(file('0018')));
      expect(toHex(await again.exchange(hex('00200080')))).toBe(`63c${model.tries}`);
    }
    expect([...counts].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('while it works on a command: the command is done, its answer is never heard', async () => {
    const times = { command: 100, verify: 100, signature: 1500 };
    for (let command = 0; command < session.length; command++) {
      const options = { ...small, executionTimeMs: times };
      const field = await TestField.withCard(options);
      const pcd = new TestPcd((frame) => field.field.transceive(frame), blocks);
      await pcd.activate();
      for (const one of session.slice(0, command)) await settled(field, pcd.exchange(one));
      const answer = pcd.exchange(session[command]!).then(
        () => 'answered',
        () => 'lost',
      );
      // What the field waits for: the end of the command, its waiting time, and the reader's patience.
      while (field.timers.waiting < 3) await new Promise(setImmediate);
      field.timers.advance(50);
      field.field.take(field.icc);
      expect(await settled(field, answer)).toBe('lost');
      const model = await direct(command + 1, options);
      expect([command, tries(field), durable(field)]).toEqual([command, model.tries, model.durable]);
      expect(field.trace().at(-1)).toMatchObject({
        kind: 'apdu',
        executed: true,
        host: 'reader/card-removed',
      });
    }
  });

  /** Lets time pass until the host is told. */
  async function settled<T>(field: TestField, answer: Promise<T>): Promise<T> {
    let done = false;
    const end = answer.finally(() => {
      done = true;
    });
    while (!done) {
      await new Promise(setImmediate);
      field.timers.advance(20);
    }
    return end;
  }
});
