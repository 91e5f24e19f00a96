import { expect, test } from 'vitest';
import { cardCases as cases } from '../cases/index.ts';
import { benchHandOperator } from '../engine/operator.ts';
import { runSuite } from '../engine/run-suite.ts';
import { parseResult } from '../result/parse-result.ts';
import { runOptions } from '../testing/run-options.ts';
import { openEmulatedCard } from './emulated-card.ts';

const differing = (result: Awaited<ReturnType<typeof runSuite>>) =>
  result.cases
    .filter(({ verdict }) => verdict !== 'PASS' && verdict !== 'NOT APPLICABLE')
    .map(({ id, verdict, reason }) => `${verdict} ${id}: ${reason?.en}`);

test.each(['android/supported', 'android/biometric', 'iphone/xs-ios-18-5'])(
  'every case that applies passes on an enrolled %s',
  { timeout: 60_000 },
  async (phone) => {
    const subject = await openEmulatedCard({ phone });
    const operator = benchHandOperator(subject.benchHand!)!;
    const result = await runSuite(runOptions(subject, cases, { operator }));
    await subject.close();
    expect(differing(result)).toEqual([]);
    expect(parseResult(JSON.stringify(result)).outcome).toBe('PASS');
  },
);
