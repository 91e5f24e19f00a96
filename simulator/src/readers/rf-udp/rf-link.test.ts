import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hex } from '../../codec/hex.ts';
import { TestField } from '../../test-field.ts';
import { decodeDatagram, encodeDatagram } from './datagram.ts';
import { RfLink } from './rf-link.ts';

async function link() {
  const field = await TestField.withCard({ pupi: hex('a1b2c3d4') });
  field.field.power(false);
  const warnings: string[] = [];
  return {
    ...field,
    field: field.field,
    timers: field.timers,
    link: new RfLink(field.field, (text) => warnings.push(text)),
    warnings,
  };
}

describe('a datagram', () => {
  test.each(['106B 050010', '424F 0600ffff0100', '847A 26', '106B', 'RFOFF'])(
    '"%s" is read and written back',
    (text) => {
      expect(encodeDatagram(decodeDatagram(text))).toBe(text);
    },
  );

  test.each(['', '106', '107B 00', '106B00', '106B 0', '106B zz', `106B ${'00'.repeat(600)}`])(
    '"%s" is none',
    (text) => {
      expect(() => decodeDatagram(text)).toThrow(expect.objectContaining({ name: 'CodecError' }));
    },
  );
});

describe('a field over datagrams', () => {
  test('carries what nfcpy sends, from SENSB_REQ to SELECT', async () => {
    const { link: rf } = await link();
    expect(rf.take('106B 050010', 'host')).toBe('106B 50a1b2c3d4000005e0b381a1');
    expect(rf.take('106B 1da1b2c3d400080100', 'host')).toBe('106B 00');
    expect(rf.take('106B 0200a4040c0ad392f000260100000001', 'host')).toBe('106B 029000');
  });

  test('begins anew after RFOFF', async () => {
    const { link: rf, field } = await link();
    rf.take('106B 050010', 'host');
    rf.take('106B 1da1b2c3d400080100', 'host');
    expect(rf.take('106B 050010', 'host')).toBeUndefined();
    rf.take('RFOFF', 'host');
    expect(field.powered).toBe(false);
    expect(rf.take('106B 050010', 'host')).toContain('50a1b2c3d4');
  });

  test('begins anew for another host, whose RFOFF alone counts then', async () => {
    const { link: rf, field } = await link();
    rf.take('106B 050010', 'one');
    rf.take('106B 1da1b2c3d400080100', 'one');
    expect(rf.take('106B 050010', 'two')).toContain('50a1b2c3d4');
    rf.take('RFOFF', 'one');
    expect(field.powered).toBe(true);
  });

  test('says nothing to frames of other kinds, and to damaged ones', async () => {
    const { link: rf } = await link();
    for (const text of ['106A 26', '212F 0600ffff0100', '106B', '106B 99']) {
      expect(rf.take(text, 'host')).toBeUndefined();
    }
  });

  test('sends one warning for what is no frame, and goes on', async () => {
    const { link: rf, warnings } = await link();
    expect(rf.take('hello', 'host')).toBeUndefined();
    expect(warnings).toHaveLength(1);
    expect(rf.take('106B 050010', 'host')).toContain('50a1b2c3d4');
  });

  test('of any text throws nothing', async () => {
    const { link: rf } = await link();
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        await rf.take(text, 'host');
      }),
    );
    expect(rf.take('106B 050008', 'other')).toContain('50a1b2c3d4');
  });

  test('asks for more time while a slow card works, and hears nothing meanwhile', async () => {
    const slow = await TestField.withCard({
      pupi: hex('a1b2c3d4'),
      executionTimeMs: { command: 400, verify: 400, signature: 400 },
    });
    const rf = new RfLink(slow.field, () => {});
    rf.take('106B 050010', 'host');
    rf.take('106B 1da1b2c3d400080100', 'host');
    const asked = rf.take('106B 0200a4040c0ad392f000260100000001', 'host');
    expect(rf.take('106B b2', 'host')).toBeUndefined();
    await new Promise((resolve) => setImmediate(resolve));
    slow.timers.advance(310);
    expect(await asked).toMatch(/^106B f2/);
  });
});
