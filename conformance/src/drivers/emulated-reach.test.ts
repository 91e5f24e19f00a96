import { readerProfiles } from '@kazashi/profiles';
import { beforeAll, describe, expect, test } from 'vitest';
import { cardCases } from '../cases/index.ts';
import { benchHandOperator } from '../engine/operator.ts';
import { runSuite } from '../engine/run-suite.ts';
import type { Result } from '../result/result-schema.ts';
import { runOptions } from '../testing/run-options.ts';
import { openEmulatedCard, type Reach } from './emulated-card.ts';
import { throughRcS380, throughReader, throughRfUdp } from './emulated-reach.ts';

/** Cases about what the card itself answers; the desk's are the same whatever lies between. */
const cases = cardCases.filter(({ level, id }) => level === 'card' && id.startsWith('card/'));

async function run(reach?: Reach): Promise<Result> {
  const subject = await openEmulatedCard(reach === undefined ? {} : { reach });
  const operator = benchHandOperator(subject.benchHand!)!;
  const result = await runSuite(runOptions(subject, cases, { operator }));
  await subject.close();
  return result;
}

const verdicts = (result: Result) => Object.fromEntries(result.cases.map(({ id, verdict }) => [id, verdict]));
/** The ATR of a contactless card, which some firmware makes otherwise than PC/SC part 3 says. */
const atrCase = 'card/reset/contactless-answer';
/** A command with length fields of the extended form. */
const isExtended = (command: string): boolean => command.length > 12 && command.slice(8, 10) === '00';

let direct: Result;
beforeAll(async () => {
  direct = await run();
}, 60_000);

const contactless = [...readerProfiles.values()].filter(
  ({ interface: kind, host = 'pcsc' }) => kind === 'contactless' && host === 'pcsc',
);
const carrying = contactless.filter(({ exchangeLevel }) => exchangeLevel === 'extended-apdu');
const short = contactless.filter(({ exchangeLevel }) => exchangeLevel === 'short-apdu');

describe('the card suite comes to the same verdicts as on the card itself', () => {
  test.each(carrying.map(({ id }) => id))(
    'through %s',
    async (id) => {
      expect(verdicts(await run(throughReader(id)))).toEqual(verdicts(direct));
    },
    60_000,
  );

  test.each([
    ['an RC-S380, blocks made by the host', throughRcS380],
    ['RF over UDP, blocks made by the host', throughRfUdp],
  ])(
    'through %s',
    async (_, reach) => {
      expect(verdicts(await run(reach))).toEqual(verdicts(direct));
    },
    60_000,
  );

  test.each(short.map(({ id }) => id))(
    'through %s but where a command of extended length is not carried',
    async (id) => {
      const result = await run(throughReader(id));
      const itself = verdicts(direct);
      const ofTheAtr = readerProfiles.get(id)!.atrBuilder === 'acs-atqb12' ? [atrCase] : [];
      for (const name of ofTheAtr) expect(verdicts(result)[name]).toBe('FAIL');
      const others = result.cases.filter(
        ({ id: name, verdict }) => verdict !== itself[name] && !ofTheAtr.includes(name),
      );
      const sent = new Map(direct.cases.map(({ id: name, exchanges }) => [name, exchanges]));
      expect(others.length).toBeGreaterThan(0);
      for (const { id: name, verdict, reason } of others) {
        expect([name, verdict, reason?.en]).toEqual([
          name,
          'SKIPPED',
          'the reader carries no command of extended length',
        ]);
        expect(
          sent.get(name)!.some(({ command }) => isExtended(command)),
          name,
        ).toBe(true);
      }
    },
    60_000,
  );
});

test('there are eight readers without contacts at least', () => {
  expect(contactless.length).toBeGreaterThanOrEqual(8);
});
