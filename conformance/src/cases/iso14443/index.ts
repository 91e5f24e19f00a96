import type { CaseDefinition } from '../../engine/case.ts';
import { antennaActivationCases } from './antenna-activation.ts';
import { antennaBlockCases } from './antenna-blocks.ts';
import { antennaHostCases } from './antenna-host.ts';
import { antennaWaitingCases } from './antenna-waiting.ts';
import { blockCases } from './blocks.ts';
import { frameSizeCases } from './frame-sizes.ts';
import { onceCases } from './once.ts';
import { severalCases } from './several.ts';
import { typeACases } from './type-a.ts';
import { typeBCases } from './type-b.ts';
import { typeBActivationCases } from './type-b-attrib.ts';
import { typeBBenchCases } from './type-b-bench.ts';
import { waitingTimeCases } from './waiting-time.ts';

/** Every case of a card in a field, frame by frame. @see ISO/IEC 14443-3 and -4 */
export const fieldLevelCases: readonly CaseDefinition[] = [
  ...typeBCases,
  ...typeBActivationCases,
  ...typeBBenchCases,
  ...typeACases,
  ...blockCases,
  ...frameSizeCases,
  ...onceCases,
  ...waitingTimeCases,
  ...severalCases,
];

/** Every case of a reader of cards, before a card that the harness plays. */
export const antennaLevelCases: readonly CaseDefinition[] = [
  ...antennaActivationCases,
  ...antennaBlockCases,
  ...antennaWaitingCases,
  ...antennaHostCases,
];
