import { expect, test } from 'vitest';
import { hex } from './hex.ts';
import { announcedLength, readObject, readObjects } from './tlv.ts';

test('an object with a two-byte tag and a two-byte length', () => {
  const bytes = hex(`5f 4e 82 01 29 ${'aa'.repeat(0x129)}`);
  expect(readObject(bytes)).toMatchObject({ tag: 0x5f4e, offset: 0, valueOffset: 5, end: 5 + 0x129 });
});

test('objects stand one after another', () => {
  expect(readObjects(hex('01 01 aa  02 00  df 21 01 bb')).map(({ tag }) => tag)).toEqual([1, 2, 0xdf21]);
});

test.each([
  ['cut in the tag', 'df'],
  ['cut in the length', '30 82 01'],
  ['cut in the value', '30 03 01 02'],
  ['of indefinite length', '30 80 00 00'],
])('an object %s is refused', (_, bytes) => {
  expect(() => readObject(hex(bytes))).toThrow(expect.objectContaining({ code: 'bytes/tlv' }));
});

test.each([
  ['30 82 06 2b', 4 + 0x62b],
  ['ff 10 0c 31', 15],
  ['ff 20 81 90', 4 + 0x90],
  ['30 81 90 00', 3 + 0x90],
])('the head %s announces %i bytes', (head, length) => {
  expect(announcedLength(hex(head))).toBe(length);
});
