import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kazashiCommand } from '../../../test/kazashi-command.ts';
import { clientCases } from '../cases/client/index.ts';
import { openClient } from '../drivers/client.ts';
import { type ClientSimulator, startClientSimulator } from '../drivers/client-simulator.ts';
import { systemClock } from '../engine/run-clock.ts';
import { runSuite } from '../engine/run-suite.ts';
import { runOptions } from '../testing/run-options.ts';
import { launchOpensc } from './opensc-client.ts';

const tools = ['pkcs11-tool', 'pkcs15-tool', 'opensc-tool'];
const missing = tools.some((tool) => spawnSync(tool, ['--version']).error !== undefined);
const clock = '2026-11-21T10:00:00+09:00';

/** What OpenSC 0.23 does; a later version that does better changes a line here. */
const expected = {
  // It asks for the tries and goes on with one left.
  'client/pin/one-left-authentication': 'FAIL',
  // It folds nothing: a password in lower case burns a try.
  'client/pin/lower-case': 'FAIL',
  // It sends four letters to a PIN of four digits.
  'client/pin/form-letters': 'FAIL',
  'client/pin/form-three-digits': 'PASS',
  // A PIN that cannot be used becomes CKR_GENERAL_ERROR.
  'client/pin/blocked-authentication': 'FAIL',
  'client/pin/status-signature': 'PASS',
  // It verifies before it looks for the certificate.
  'client/certificate/child-read': 'FAIL',
  'client/sign/signature': 'PASS',
  'client/swap/sign': 'PASS',
  'client/data/basic-adult': 'NOT APPLICABLE',
} as const;

describe.skipIf(missing)('OpenSC as client', () => {
  let simulator: ClientSimulator;
  beforeAll(async () => {
    simulator = await startClientSimulator(kazashiCommand, clock);
  }, 60_000);
  afterAll(() => simulator.close());

  test('is judged by what its tools do', async () => {
    const launch = launchOpensc(process.env);
    const subject = await openClient({ address: 'client:opensc', launch, simulator, clock, limitMs: 15_000 });
    const cases = clientCases.filter(({ id }) => Object.hasOwn(expected, id));
    const result = await runSuite(runOptions(subject, cases, { clock: systemClock }));
    expect(Object.fromEntries(result.cases.map(({ id, verdict }) => [id, verdict]))).toEqual(expected);
  }, 60_000);
});
