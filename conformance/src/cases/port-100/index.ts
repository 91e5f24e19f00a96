import type { CaseDefinition } from '../../engine/case.ts';
import { deviceCases } from './device.ts';
import { frameCases } from './frames.ts';
import { rfCases } from './rf.ts';

/** Every case of the chip of an RC-S380. */
export const port100Cases: readonly CaseDefinition[] = [...frameCases, ...deviceCases, ...rfCases];
