import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { leafCommonName, leafSerial, type RandomSource } from './leaf-identity.ts';

const seeded = (seed: string): RandomSource => {
  let count = 0;
  return (length) =>
    Uint8Array.from(createHash('shake256', { outputLength: length }).update(`${seed} ${count++}`).digest());
};

test.each([
  [[0x00, 0x00, 0x00, 0x00], 0x0100_0000],
  [[0x7e, 0xff, 0xff, 0xff], 0x7fff_ffff],
  [[0x7f, 0x00, 0x00, 0x00], 0x0100_0000],
  [[0xff, 0xff, 0xff, 0xff], 0x02ff_ffff],
])('random bytes %j give a serial number that is positive in four bytes', (bytes, expected) => {
  expect(leafSerial(() => Uint8Array.from(bytes))).toBe(expected);
});

test('a common name has 23 characters: TEST, ten, the municipality, four', () => {
  const random = seeded('name');
  const names = Array.from({ length: 50 }, () => leafCommonName(random, '99001'));
  for (const name of names) expect(name).toMatch(/^TEST[A-Z0-9]{10}99001[A-Z0-9]{4}$/);
  expect(new Set(names).size).toBe(50);
  expect(leafCommonName(seeded('name'), '99001')).toBe(names[0]);
});
