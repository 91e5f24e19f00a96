import type { CaseDefinition } from '../../engine/case.ts';
import { chipItselfCases } from './chip.ts';
import { exchangeCases } from './exchange.ts';
import { linkCases } from './link.ts';
import { listCases } from './list.ts';
import { pollCases, targetCases } from './target.ts';
import { throughCases } from './through.ts';

/** Every case that a PN532 is judged by. */
export const pn532Cases: readonly CaseDefinition[] = [
  ...linkCases,
  ...chipItselfCases,
  ...listCases,
  ...exchangeCases,
  ...throughCases,
  ...targetCases,
  ...pollCases,
];
