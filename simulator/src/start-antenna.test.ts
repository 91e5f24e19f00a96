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

test('of several cards of type A that answer alike up to bits of the same byte one is found', async () => {
  const air = await startField();
  const ats = hex('05 78 33 a1 02');
  // Apart first in bit 0, then two of them in bit 3.
  const uids = ['04 a1 b2 c3', '05 11 22 33', '0d 01 02 03'];
  air.lay(
    uids.map((uid) => ({
      contactless: { modulation: 'A', uid: hex(uid), atqa: hex('04 00'), sak: 0x20, ats },
    })),
  );
  const antenna = startAntenna({ air });
  expect(toHex(await antenna.powerOn())).toBe('3b80800101');
  expect(toHex((await antenna.transmit(hex('00a4040c0ad392f000260100000001'))) as Uint8Array)).toBe('9000');
  await air.close();
});
