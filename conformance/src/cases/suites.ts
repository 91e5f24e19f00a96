import type { Suite } from '../engine/selection.ts';

/** Choices of cases by name. */
export const suites: readonly Suite[] = [
  {
    id: 'all',
    title: { en: 'Every case', ja: 'すべてのケース' },
    includes: () => true,
  },
  {
    id: 'harmless',
    title: { en: 'Cases that cost the subject nothing', ja: '対象に影響を与えないケース' },
    includes: ({ cost }) => cost === 'none',
  },
  {
    id: 'without-secrets',
    title: { en: 'Harmless cases that send no secret', ja: '暗証番号を送らず影響もないケース' },
    includes: ({ cost, secrets = [] }) => cost === 'none' && secrets.length === 0,
  },
  {
    id: 'iso14443',
    title: {
      en: 'ISO/IEC 14443-3 and -4, frame by frame: cards in a field, readers before a card',
      ja: 'ISO/IEC 14443-3・-4(フレーム単位):磁界内のカード、カードの前のリーダー',
    },
    includes: ({ level }) => level === 'field' || level === 'antenna',
  },
];
