import { expect, test } from 'vitest';
import { hex, toHex } from '../../codec/hex.ts';
import type { Connection } from './environment.ts';
import { testEnvironment } from './test-environment.ts';
import { probeVpcd } from './vpcd-probe.ts';

/** Bytes from vpcd, each after some milliseconds. */
type Script = readonly (readonly [afterMs: number, bytes: string])[];

function probe(script: Script) {
  let now = 0;
  const left = [...script];
  const answers: string[] = [];
  const connection: Connection = {
    write: (bytes) => void answers.push(toHex(bytes)),
    async read(timeoutMs) {
      const next = left[0];
      if (next === undefined || next[0] > timeoutMs) {
        now += timeoutMs;
        return 'silent';
      }
      left.shift();
      now += next[0];
      return hex(next[1]);
    },
    close: () => void answers.push('closed'),
  };
  const environment = testEnvironment({ now: () => now, servers: { '35963': () => connection } });
  return { answers, result: probeVpcd(environment) };
}

test('nobody listens', async () => {
  expect(await probeVpcd(testEnvironment())).toEqual({ kind: 'none' });
});

test('length and payload 44 ms apart, again and again, are the delay', async () => {
  const { answers, result } = probe([
    [5, '00 01'],
    [44, '04'],
    [400, '00 01'],
    [44, '01'],
    [1, '00 01'],
    [44, '04'],
  ]);
  expect(await result).toEqual({ kind: 'asked', gapsMs: [44, 44, 44], delayed: true });
  expect(answers).toEqual(['00053b80800101', '00053b80800101', 'closed']);
});

test('a vpcd that sends at once is not accused, nor one whose payload came late once', async () => {
  const quick = probe([
    [5, '00 01 01 00 01 04'],
    [400, '00 01 04'],
    [400, '00 01 04'],
  ]);
  expect(await quick.result).toEqual({ kind: 'asked', gapsMs: [0, 0, 0, 0], delayed: false });
  const once = probe([
    [5, '00 01'],
    [44, '04'],
    [400, '00 01 04'],
    [400, '00 01 04'],
  ]);
  expect(await once.result).toMatchObject({ delayed: false });
});

test('a command APDU is answered, so that whoever sent it goes on', async () => {
  const { answers, result } = probe([[5, '00 05 00 b0 00 00 00']]);
  await result;
  expect(answers).toEqual(['00026d00', 'closed']);
});

test('a listener that asks nothing is told apart', async () => {
  expect(await probe([]).result).toEqual({ kind: 'silent' });
});
