export type { Verdict } from '../engine/verdict.ts';
export { ConformanceError } from '../error.ts';
export type { Bilingual, Language } from '../text.ts';
export { parseResult } from './parse-result.ts';
export type { CaseResult, Instant, KillMatrix, Result } from './result-schema.ts';
export { sealState } from './seal.ts';
