import { expect, test } from 'vitest';
import { hex, toHex } from './codec/hex.ts';
import { startAntenna } from './start-antenna.ts';
import { startField } from './start-field.ts';

test('the antenna of a reader exchanges commands with a card in a field', async () => {
  const air = await startField();
  const antenna = startAntenna({ reader: 'sony/rc-s300', air });
  expect(toHex(await antenna.powerOn())).toBe('3b8880010000' + '05e0b381a1007f');
  expect(toHex((await antenna.transmit(hex('00a4040c0ad392f000260100000001'))) as Uint8Array)).toBe('9000');
  expect(await antenna.present()).toBe(true);
  await antenna.powerOff();
  expect(await antenna.present()).toBe(false);
  await air.close();
});

test('a reader with contacts, or one whose host makes the frames, has none', () => {
  const air = { power: () => {}, transceive: () => ({ kind: 'silence' }) as const };
  for (const reader of ['kazashi/generic-contact', 'kazashi/rf-udp']) {
    expect(() => startAntenna({ reader, air })).toThrow(
      expect.objectContaining({ code: 'reader/no-antenna' }),
    );
  }
});
