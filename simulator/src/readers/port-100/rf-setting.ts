import type { RfSetting } from './commands/rf.ts';

/** How frames go on the air. */
export interface RfMode {
  readonly modulation: 'A' | 'B' | 'F';
  readonly bitRate: 106 | 212 | 424 | 847;
}

/** Settings of transmitter and receiver. @see nfcpy nfc/clf/rcs380.py, in_set_rf */
const modes: readonly (readonly [
  send: readonly [number, number],
  receive: readonly [number, number],
  RfMode,
])[] = [
  [[1, 1], [15, 1], { modulation: 'F', bitRate: 212 }],
  [[1, 2], [15, 2], { modulation: 'F', bitRate: 424 }],
  [[2, 3], [15, 3], { modulation: 'A', bitRate: 106 }],
  [[4, 4], [15, 4], { modulation: 'A', bitRate: 212 }],
  [[5, 5], [15, 5], { modulation: 'A', bitRate: 424 }],
  [[3, 7], [15, 7], { modulation: 'B', bitRate: 106 }],
  [[3, 8], [15, 8], { modulation: 'B', bitRate: 212 }],
  [[3, 9], [15, 9], { modulation: 'B', bitRate: 424 }],
];

const same = (a: readonly [number, number], b: readonly [number, number]): boolean =>
  a[0] === b[0] && a[1] === b[1];

/** The mode of a setting in which both directions are alike, which is all that hosts use; else undefined. */
export function rfMode({ send, receive }: RfSetting): RfMode | undefined {
  return modes.find(([s, r]) => same(s, send) && same(r, receive))?.[2];
}
