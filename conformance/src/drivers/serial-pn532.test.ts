import { expect, test } from 'vitest';
import { concat, hex, toHex } from '../bytes/hex.ts';
import { ackBytes, pn532Frame } from '../bytes/pn532-frame.ts';
import { SerialChip } from './serial-chip.ts';
import type { SerialLine } from './serial-line.ts';
import { Pn532Host } from './serial-pn532.ts';

/** A chip at the far end that answers as it is told: with bytes, or not in time. */
function hostOf(...answers: readonly (Uint8Array | 'late')[]) {
  const left = [...answers];
  const sent: string[] = [];
  const line: SerialLine = {
    baudRate: 115_200,
    write: (bytes) => void sent.push(toHex(bytes)),
    read: async () => {
      const next = left.shift();
      return next === 'late' ? undefined : next;
    },
    discard: () => {},
    setBaudRate: async () => {},
    close: async () => {},
  };
  return { host: new Pn532Host(new SerialChip(line)), sent };
}

const says = (content: string): Uint8Array => pn532Frame(hex(content));
const firmware = toHex(pn532Frame(hex('d402')));

test('a command that was not acknowledged in time is sent anew, and what is left of it ended', async () => {
  const { host, sent } = hostOf('late', ackBytes, says('d50332010607'));
  expect(toHex(await host.command(0x02))).toBe('32010607');
  expect(sent).toEqual([firmware, toHex(ackBytes) + firmware]);
});

test('a command for the card is never sent twice: it may have been executed', async () => {
  const { host, sent } = hostOf('late', ackBytes, says('d5410063c2'));
  const verify = hex('00 20 00 80 04 30303030');
  await expect(host.exchange(1, verify)).rejects.toMatchObject({ code: 'serial/no-answer' });
  expect(sent).toEqual([toHex(pn532Frame(concat(hex('d4 40 01'), verify)))]);
});

test('an acknowledgement and an answer that come late are not those of the next command', async () => {
  const { host, sent } = hostOf(concat(ackBytes, says('d533'), ackBytes, says('d50332010607')));
  expect(toHex(await host.command(0x02))).toBe('32010607');
  expect(sent).toEqual([firmware]);
});

test('a damaged answer is asked for again', async () => {
  const damaged = says('d50332010607');
  damaged[damaged.length - 3]! ^= 0x10;
  const { host, sent } = hostOf(concat(ackBytes, damaged), says('d50332010607'));
  expect(toHex(await host.command(0x02))).toBe('32010607');
  expect(sent).toEqual([firmware, '0000ffff0000']);
});
