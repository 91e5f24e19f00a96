import { expect, test } from 'vitest';
import { hex } from '../../../codec/hex.ts';
import type { Connection } from '../environment.ts';
import { testEnvironment } from '../test-environment.ts';
import { vpcdDelay } from './vpcd-delay.ts';

/** A vpcd that asks for the ATR three times, with that long between length and payload. */
function vpcd(gapMs: number) {
  let now = 0;
  const chunks = ['00 01', '04', '00 01', '04', '00 01', '04'];
  const connection: Connection = {
    write: () => {},
    async read(timeoutMs) {
      const chunk = chunks.shift();
      now += chunk === undefined ? timeoutMs : chunk === '04' ? gapMs : 400;
      return chunk === undefined ? 'silent' : hex(chunk);
    },
    close: () => {},
  };
  return testEnvironment({ now: () => now, servers: { '35963': () => connection } });
}

test('a vpcd that waits 44 ms is a problem, with cause and commands', async () => {
  const finding = await vpcdDelay.run(vpcd(44));
  expect(finding.status).toBe('problem');
  expect(finding.text.en).toMatch(/44 ms.*Nagle/);
  expect(finding.remedy).toEqual([
    'sudo ip route change local 127.0.0.1 dev lo proto kernel scope host src 127.0.0.1 table local quickack 1',
    'sudo ip route change local 127.0.0.0/8 dev lo proto kernel scope host src 127.0.0.1 table local quickack 1',
  ]);
});

test('a quick vpcd is fine, and so is none', async () => {
  expect((await vpcdDelay.run(vpcd(0))).status).toBe('ok');
  expect((await vpcdDelay.run(testEnvironment())).status).toBe('ok');
});

test('a port that is taken by another card is a note', async () => {
  let now = 0;
  const silent: Connection = {
    write: () => {},
    async read(timeoutMs) {
      now += timeoutMs;
      return 'silent';
    },
    close: () => {},
  };
  const environment = testEnvironment({ now: () => now, servers: { '35963': () => silent } });
  expect((await vpcdDelay.run(environment)).status).toBe('note');
});
