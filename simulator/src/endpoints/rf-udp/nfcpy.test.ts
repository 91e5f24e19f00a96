import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { RfLink } from '../../readers/rf-udp/rf-link.ts';
import { order, readerProfile, testSimulator } from '../../test-simulator.ts';
import { startRfUdpEndpoint } from './rf-udp-endpoint.ts';

/** Why nfcpy cannot be tried here, if it cannot. */
function missing(): string | undefined {
  try {
    execFileSync('python3', ['-c', 'import nfc'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'needs python3 with nfcpy (pip install nfcpy)';
  }
}
const reason = missing();

test('nfcpy as it is reads a certificate over UDP, twice', async (context) => {
  if (reason !== undefined) context.skip(reason);
  const { simulator } = testSimulator();
  const reader = simulator.addReader(readerProfile('kazashi/rf-udp'), await simulator.issueCard(order()));
  const endpoint = await startRfUdpEndpoint({
    host: '127.0.0.1',
    port: 0,
    link: (warn) => new RfLink(reader.field!, warn),
    log: { info: () => {}, warn: () => {} },
  });
  const script = new URL('test-nfcpy.py', import.meta.url).pathname;
  for (let time = 0; time < 2; time++) {
    const { stdout } = await promisify(execFile)('python3', [script, endpoint.address.split(':')[1]!]);
    expect(stdout.trim().split('\n')).toEqual([
      'Type4BTag',
      '9000',
      '9000',
      '63c3',
      '9000',
      '3082 9000 True',
      'True',
    ]);
  }
  await endpoint.close();
});
