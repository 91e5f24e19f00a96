import { describe, expect, test } from 'vitest';
import { hex, toHex } from '../codec/hex.ts';
import { TestField } from '../test-field.ts';

describe('what nfcpy sends through a PN532 to a card with PUPI A1B2C3D4', () => {
  test('is answered byte by byte as in the golden trace', async () => {
    const field = await TestField.withCard({ pupi: hex('a1b2c3d4') });
    expect(await field.send('05 00 08')).toBe('50a1b2c3d4000005e0b381a1');
    expect(await field.send('1d a1b2c3d4 00 05 01 01')).toBe('01');
    expect(await field.send('ca 01')).toBe('ca01');
    expect(await field.send('05 00 08')).toBe('50a1b2c3d4000005e0b381a1');
    expect(await field.send('1d a1b2c3d4 00 08 01 00')).toBe('00');
    expect(await field.send('02 00a4040c0ad392f000260100000001')).toBe('029000');
    expect(toHex(field.trace().at(-1)!.command)).toBe('00a4040c0ad392f000260100000001');
  });
});
