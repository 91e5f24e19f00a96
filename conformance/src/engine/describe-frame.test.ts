import { expect, test } from 'vitest';
import { hex } from '../bytes/hex.ts';
import { describeFrame, frameCover } from './describe-frame.ts';

test.each([
  ['B', '05 00 00', 'REQB'],
  ['B', '05 00 08', 'WUPB'],
  ['B', '25', 'Slot-MARKER 3'],
  ['B', '1d a1b2c3d4 00 08 01 00', 'ATTRIB'],
  ['B', '50 a1b2c3d4', 'HLTB'],
  ['B', '02 00 a4', 'I-block 0'],
  ['B', '1b 01 00', 'I-block 1, chained'],
  ['B', 'a3', 'R(ACK) 1'],
  ['B', 'ba 01', 'R(NAK) 0'],
  ['B', 'ca 01', 'S(DESELECT)'],
  ['B', 'f2 01', 'S(WTX)'],
  ['B', 'f0', 'S(PARAMETERS)'],
  ['B', 'e2', 'block e2'],
  ['A', '26', 'REQA'],
  ['A', '52', 'WUPA'],
  ['A', '93 20', 'ANTICOLLISION'],
  ['A', '93 70 88 04 a1 b2 9f', 'SELECT'],
  ['A', '50 00', 'HLTA'],
  ['A', 'e0 80', 'RATS'],
  ['A', 'd0 11 05', 'PPS'],
  ['A', '02 00 a4', 'I-block 0'],
  ['F', '06 00 ff ff 00 00', 'polling'],
] as const)('type %s %s is called %s', (modulation, bytes, name) => {
  expect(describeFrame(modulation, hex(bytes))).toBe(name);
});

test('the value of a secret is covered, and all that follows it', () => {
  expect(frameCover()(hex('02 0020008004 31323334 aabb'))).toBe('020020008004************');
});

test('the value of a secret is covered in a block with CID', () => {
  expect(frameCover()(hex('0a 01 0020008004 31323334'))).toBe('0a010020008004********');
});

test('the value of a secret is covered however the command is chained', () => {
  const cover = frameCover();
  const shown = ['12 00200080', 'b2', '13 0431', '12 3233', '03 34', '02 00a4040c'].map((block) =>
    cover(hex(block)),
  );
  expect(shown).toEqual(['1200200080', 'b2', '1304**', '12****', '03**', '0200a4040c']);
});

test('a command without secret stays in sight', () => {
  expect(frameCover()(hex('02 00a4040c0ad392f000260100000001'))).toBe('0200a4040c0ad392f000260100000001');
});
