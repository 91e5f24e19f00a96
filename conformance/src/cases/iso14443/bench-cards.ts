import type { BenchCard } from '../../engine/frames-under-test.ts';

/** A phone: UID of seven bytes; ATS with FSCI 8, bit rates to 424 kbit/s, FWI 10, CID, two historical bytes. */
export const phone: BenchCard & { modulation: 'A' } = {
  modulation: 'A',
  uid: '04 a1 b2 c3 d4 e5 80',
  sak: 0x20,
  ats: '07 78 33 a1 02 80 90',
};

/** A card whose every command takes longer than its waiting time of 309 ms. */
export const slow: BenchCard & { modulation: 'B' } = { modulation: 'B', executionTimeMs: 400 };

/** Two cards of type B by their PUPIs. */
export const pupis = ['11 22 33 44', 'a1 b2 c3 d4'] as const;
export const two: readonly BenchCard[] = pupis.map((pupi) => ({ modulation: 'B', pupi }));

/** A FeliCa card, of a system that has nothing to do with the card. */
export const felica: BenchCard & { modulation: 'F' } = {
  modulation: 'F',
  idm: '01 01 06 01 46 54 45 53',
  systemCode: 0x0003,
};
