import { expect, test } from 'vitest';
import { testEnvironment } from '../test-environment.ts';
import { vpcdOpenPort } from './vpcd-open-port.ts';

const head =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const finding = (line: string) =>
  vpcdOpenPort.run(testEnvironment({ texts: { '/proc/net/tcp': head + line } }));

test('a vpcd that listens on every address is a note with a rule for the firewall', async () => {
  const lines = '   0: 00000000:8C7B 00000000:0000 0A 0 0 0\n   1: 00000000:8C7C 00000000:0000 0A 0 0 0\n';
  expect(await finding(lines)).toMatchObject({
    status: 'note',
    remedy: ['sudo iptables -I INPUT ! -i lo -p tcp --dport 35963:35964 -j DROP'],
  });
});

test.each([
  ['on the loopback address', '   0: 0100007F:8C7B 00000000:0000 0A\n'],
  ['that is connected, not listening', '   0: 00000000:8C7B 0100007F:0000 01\n'],
  ['of something else', '   0: 00000000:0016 00000000:0000 0A\n'],
])('a port %s is fine', async (_what, line) => {
  expect((await finding(line)).status).toBe('ok');
});
