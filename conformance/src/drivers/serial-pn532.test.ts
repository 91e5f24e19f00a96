import { describe, expect, test } from 'vitest';
import { hex, toHex } from '../bytes/hex.ts';
import { ackBytes, nackBytes, pn532Frame } from '../bytes/pn532-frame.ts';
import { SerialChip } from './serial-chip.ts';
import type { SerialLine } from './serial-line.ts';
import { Pn532Host } from './serial-pn532.ts';

type Said = string | 'ack' | 'silence';

function bytesOf(said: string): Uint8Array {
  if (said === 'ack') return ackBytes;
  const frame = pn532Frame(hex(`d5 ${said.replace('damaged', '')}`));
  if (said.startsWith('damaged')) frame[frame.length - 3]! ^= 0x10;
  return frame;
}

/**
 * A chip that says what the script tells it to: an entry is taken for each frame that it is sent. `silence` stands
 * for a limit that passes; what comes behind it comes late. It sends a mark back whatever the script says.
 */
function scripted(...script: readonly (readonly Said[])[]) {
  const sent: string[] = [];
  const coming: Said[] = [];
  const left = [...script];
  const line: SerialLine = {
    baudRate: 115_200,
    write(bytes) {
      const digits = toHex(bytes);
      const mark = /d400(004b5a....)/.exec(digits);
      sent.push(mark === null ? digits : 'mark');
      if (mark !== null) coming.push('ack', `01 ${mark[1]}`);
      else if (digits !== toHex(ackBytes)) coming.push(...(left.shift() ?? []));
    },
    read: async () => {
      const next = coming.shift();
      return next === undefined || next === 'silence' ? undefined : bytesOf(next);
    },
    // Nothing is lost here that is still on its way.
    discard() {},
    setBaudRate: async () => {},
    close: async () => {},
  };
  const host = new Pn532Host(new SerialChip(line));
  return { host, sent };
}

const verify = hex('00 20 00 80 04 31323334');
const exchangeFrame = toHex(pn532Frame(hex('d4 40 01 00 20 00 80 04 31323334')));

describe('a command whose ACK does not come in time', () => {
  test('that a card carries out is not sent again: it may have spent a try', async () => {
    const { host, sent } = scripted(['silence', 'ack', '41 00 63c2']);
    await expect(host.exchange(1, verify)).rejects.toMatchObject({ code: 'serial/no-answer' });
    expect(sent.filter((frame) => frame === exchangeFrame)).toHaveLength(1);
  });

  test('is sent again where it does no harm, after the chip is in step', async () => {
    const { host, sent } = scripted(['silence'], ['ack', '03 32010607']);
    expect(toHex(await host.command(0x02))).toBe('32010607');
    expect(sent).toEqual([toHex(pn532Frame(hex('d4 02'))), 'mark', toHex(pn532Frame(hex('d4 02')))]);
  });

  test('leaves no answer behind that is taken for that of the next command', async () => {
    const { host } = scripted(['silence', 'ack', '41 00 9000'], ['ack', '41 00 6982']);
    await expect(host.exchange(1, verify)).rejects.toMatchObject({ code: 'serial/no-answer' });
    expect(toHex(await host.exchange(1, hex('80 2a 00 80 00')))).toBe('6982');
  });
});

test('an answer that does not come in time is passed over when it comes after all', async () => {
  const { host, sent } = scripted(['ack', 'silence', '41 00 9000'], ['ack', '41 00 6982']);
  await expect(host.exchange(1, verify)).rejects.toMatchObject({ code: 'serial/no-answer' });
  expect(toHex(await host.exchange(1, hex('80 2a 00 80 00')))).toBe('6982');
  expect(sent.slice(1, 3)).toEqual([toHex(ackBytes), 'mark']);
});

test('an answer whose ACK got lost is taken', async () => {
  const { host } = scripted(['41 00 9000']);
  expect(toHex(await host.exchange(1, verify))).toBe('9000');
});

test('a chip that sends the mark back no more is told as one that does not answer', async () => {
  const { host } = scripted(['ack', 'silence']);
  await expect(host.exchange(1, verify)).rejects.toMatchObject({ code: 'serial/no-answer' });
  host.chip.catchUp = async () => false;
  await expect(host.exchange(1, verify)).rejects.toMatchObject({ code: 'serial/no-answer' });
});

test('a chip that got a command damaged is sent it again, also one for the card', async () => {
  const nackFirst = scripted([], ['ack', '41 00 9000']);
  const { chip } = nackFirst.host;
  let first = true;
  const next = chip.next.bind(chip);
  chip.next = async (limitMs) => {
    if (!first) return next(limitMs);
    first = false;
    return { kind: 'nack' };
  };
  expect(toHex(await nackFirst.host.exchange(1, verify))).toBe('9000');
  expect(nackFirst.sent.filter((frame) => frame === exchangeFrame)).toHaveLength(2);
  expect(nackFirst.sent).not.toContain(toHex(nackBytes));
});

test('a damaged answer is asked for again', async () => {
  const { host, sent } = scripted(['ack', 'damaged 41 00 63c2'], ['41 00 63c2']);
  expect(toHex(await host.exchange(1, verify))).toBe('63c2');
  expect(sent).toEqual([exchangeFrame, toHex(nackBytes)]);
});

test('the answer to another command, and an acknowledgement that comes late, are passed over', async () => {
  const { host, sent } = scripted(['ack', '33', 'ack', '03 32010607']);
  expect(toHex(await host.command(0x02))).toBe('32010607');
  expect(sent).toHaveLength(1);
});
