import type { CaseDefinition } from '../../engine/case.ts';
import { phoneContentCases } from './content.ts';
import { phoneLifeCases } from './life.ts';
import { phoneSequenceCases } from './sequence.ts';

/** What a phone that is held to a reader has to do besides, or otherwise than, the plastic card. */
export const phoneCases: readonly CaseDefinition[] = [
  ...phoneContentCases,
  ...phoneSequenceCases,
  ...phoneLifeCases,
];
