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
];
