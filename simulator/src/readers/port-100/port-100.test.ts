import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hex } from '../../codec/hex.ts';
import type { RfAnswer } from '../../media/rf-frame.ts';
import { TestField } from '../../test-field.ts';
import { ackFrame, encodeFrame, toChip } from './frame.ts';
import { ScriptedField, TestHost } from './test-host.ts';

const error = '0000ffffff';
const ack = '0000ff00ff00';

describe('the chip with a card in its field', () => {
  test('carries what nfcpy does at the start, from sensing to SELECT', async () => {
    const { field } = await TestField.withCard({ pupi: hex('a1b2c3d4') });
    field.power(false);
    const host = new TestHost(field);
    expect(await host.send('2a 01')).toBe('2b00');
    expect(await host.send('20')).toBe('211101');
    expect(await host.send('22')).toBe('230001');
    expect(await host.send('06 00')).toBe('0700');
    await host.prepareTypeB();
    // 31 ms; status, bits of the last byte, ATQB.
    expect(await host.send('04 3601 050010')).toBe('05' + '00000000' + '08' + '50a1b2c3d4000005e0b381a1');
    expect(await host.send('04 3601 1da1b2c3d400080100')).toBe('05' + '00000000' + '08' + '00');
    expect(await host.send('04 800c 0200a4040c0ad392f000260100000001')).toBe(
      '05' + '00000000' + '08' + '029000',
    );
  });

  test('takes the power of the card with SwitchRF, so that it is asked for anew', async () => {
    const { field } = await TestField.withCard({ pupi: hex('a1b2c3d4') });
    const host = new TestHost(field);
    await host.prepareTypeB();
    await host.send('04 3601 050010');
    await host.send('04 3601 1da1b2c3d400080100');
    expect(await host.send('04 3601 050010')).toBe('0580000000');
    await host.send('06 00');
    await host.prepareTypeB();
    expect(await host.send('04 3601 050010')).toContain('50a1b2c3d4');
  });
});

describe('what the chip puts on the air', () => {
  test('goes as Type B with CRC and with the time of the host', async () => {
    const field = new ScriptedField();
    const host = new TestHost(field);
    await host.prepareTypeB();
    await host.send('04 3601 050010');
    expect(field.sent).toEqual([
      { modulation: 'B', bitRate: 106, bytes: hex('05 00 10'), crc: 'reader', timeoutMs: 31 },
    ]);
  });

  test('goes as seven bits of Type A without CRC when the settings say so', async () => {
    const field = new ScriptedField();
    const host = new TestHost(field);
    await host.send('00 02030f03');
    await host.send('02 0006 0100 0200 0501 0707');
    await host.send('04 3601 26');
    expect(field.sent).toEqual([
      { modulation: 'A', bitRate: 106, bytes: hex('26'), lastBits: 7, crc: 'host', timeoutMs: 31 },
    ]);
  });

  test('has the CRC of the chip when the host wants to see that of the card', async () => {
    const field = new ScriptedField();
    field.answer = () => ({ kind: 'frame', bytes: hex('00 cc c6') });
    const host = new TestHost(field);
    await host.prepareTypeB();
    await host.send('02 0200');
    expect(await host.send('04 3601 050008')).toBe('05' + '00000000' + '08' + '00ccc6');
    expect(field.sent[0]).toMatchObject({ bytes: hex('05 00 08 39 73'), crc: 'host' });
  });

  test.each<[string, RfAnswer, string]>([
    ['silence', { kind: 'silence' }, '80000000'],
    ['a wrong CRC', { kind: 'corrupt', bytes: hex('00'), error: 'crc' }, '04000000'],
    ['a wrong parity bit', { kind: 'corrupt', bytes: hex('00'), error: 'parity' }, '02000000'],
    ['rubbish', { kind: 'corrupt', bytes: hex('00'), error: 'framing' }, '01000000'],
    ['two cards of Type B', { kind: 'collision', bytes: hex('00'), bits: 0 }, '04000000'],
    ['no field', { kind: 'field-off' }, '00040000'],
  ])('comes back as a status where there is %s', async (_, answer, status) => {
    const field = new ScriptedField();
    field.answer = () => answer;
    const host = new TestHost(field);
    await host.prepareTypeB();
    expect(await host.send('04 3601 050010')).toBe(`05${status}`);
  });

  test('is heard by no card of Type B without start and end of frame', async () => {
    const field = new ScriptedField();
    const host = new TestHost(field);
    await host.prepareTypeB();
    await host.send('02 0900');
    expect(await host.send('04 3601 050010')).toBe('0580000000');
    expect(field.sent).toEqual([]);
  });
});

describe('bad input', () => {
  test('is answered with the error frame', () => {
    const host = new TestHost(new ScriptedField());
    expect(host.write('00 00 ff ff ff 02 00 fe d6 28 03 00')).toEqual([error]);
    expect(host.write('00 00 ff ff ff 02 00 fe d6 ee 3c 00')).toEqual([error]);
    expect(host.write('')).toEqual([error]);
  });

  test('of any bytes throws nothing, and the next command is answered', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }), (transfers) => {
        const host = new TestHost(new ScriptedField());
        for (const transfer of transfers) host.chip.write(transfer);
        host.chip.write(ackFrame);
        host.read();
        host.chip.write(encodeFrame(toChip, 0x2a, hex('01')));
        expect(host.read()).toHaveLength(2);
      }),
    );
  });

  test('of any command and parameters throws nothing', () => {
    fc.assert(
      fc.property(fc.nat(255), fc.uint8Array({ maxLength: 300 }), (code, parameters) => {
        const host = new TestHost(new ScriptedField());
        host.chip.write(encodeFrame(toChip, code, parameters));
        expect(host.read().length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});

test('a host that acknowledges in the middle of a command never gets its answer', async () => {
  const field = new ScriptedField();
  let heard: (answer: RfAnswer) => void = () => {};
  field.answer = () => new Promise((resolve) => (heard = resolve));
  const host = new TestHost(field);
  await host.prepareTypeB();
  expect(host.write('00 00 ff ff ff 07 00 f9 d6 04 36 01 05 00 10 da 00')).toEqual([ack]);
  expect(host.write(ack)).toEqual([]);
  heard({ kind: 'frame', bytes: hex('50') });
  expect(await host.send('2a 01')).toBe('2b00');
});

test('commands that come while one is under way are answered after it', async () => {
  const field = new ScriptedField();
  let heard: (answer: RfAnswer) => void = () => {};
  field.answer = () => new Promise((resolve) => (heard = resolve));
  const host = new TestHost(field);
  await host.prepareTypeB();
  host.chip.write(encodeFrame(toChip, 0x04, hex('3601 050010')));
  host.chip.write(encodeFrame(toChip, 0x2a, hex('01')));
  expect(host.read()).toEqual([ack]);
  heard({ kind: 'silence' });
  await new Promise((resolve) => setImmediate(resolve));
  expect(host.read().map((transfer) => transfer.slice(16, 20))).toEqual(['d705', '', 'd72b']);
});
