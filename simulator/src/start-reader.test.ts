import { expect, test } from 'vitest';
import { hex, toHex } from './codec/hex.ts';
import type { RfAnswer, RfFrame } from './media/rf-frame.ts';
import { startReader } from './start-reader.ts';

/** A field in which frames are answered from a table, and what was heard there. */
function played(answers: Readonly<Record<string, string>>) {
  const heard: string[] = [];
  return {
    heard,
    power: (on: boolean) => void heard.push(on ? 'field on' : 'field off'),
    transceive: ({ modulation, bytes }: RfFrame): RfAnswer => {
      if (modulation !== 'B') return { kind: 'silence' };
      heard.push(toHex(bytes));
      const answer = answers[toHex(bytes)];
      return answer === undefined ? { kind: 'silence' } : { kind: 'frame', bytes: hex(answer) };
    },
  };
}

const card = {
  '050008': '50 a1b2c3d4 000005e0 b381a1',
  '1da1b2c3d400080100': '00',
  '020084000008': '02 0102030405060708 9000',
  c2: 'c2',
};

test('a whole reader finds, activates, carries commands and deselects before the field goes', async () => {
  const air = played(card);
  const reader = startReader({ reader: 'sony/rc-s300', air });
  expect(toHex(reader.powerOn())).toBe('3b888001000005e0b381a1007f');
  expect(toHex((await reader.transmit(hex('00 84 00 00 08')))!)).toBe('01020304050607089000');
  // The reader's own: no frame.
  expect(toHex((await reader.transmit(hex('ff ca 00 00 00')))!)).toBe('a1b2c3d49000');
  reader.powerOff();
  expect(air.heard).toEqual(['field on', ...Object.keys(card), 'field off']);
  await reader.close();
});

test('a card that does not answer is told as a failure, and none at all as no ATR', async () => {
  const silent = startReader({ air: played({ ...card, '020084000008': '' }) });
  expect(silent.powerOn().length).toBeGreaterThan(0);
  expect(await silent.transmit(hex('00 84 00 00 08'))).toBeUndefined();
  await silent.close();
  const empty = startReader({ air: played({}) });
  expect(toHex(empty.powerOn())).toBe('');
  expect(await empty.transmit(hex('00 84 00 00 08'))).toBeUndefined();
  await empty.close();
});

test('a reader with contacts, or one that leaves blocks to its host, is none of these', () => {
  for (const reader of ['kazashi/generic-contact', 'nxp/pn532']) {
    expect(() => startReader({ reader, air: played({}) })).toThrow(
      expect.objectContaining({ code: 'reader/no-antenna' }),
    );
  }
});
