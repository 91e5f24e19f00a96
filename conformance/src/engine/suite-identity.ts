import { createHash } from 'node:crypto';
import { canonicalJson } from '../result/canonical-json.ts';
import type { CaseDefinition } from './case.ts';

/** Name, version and hash of a catalogue of cases, as results name it. */
export interface SuiteIdentity {
  readonly name: string;
  readonly version: string;
  readonly hash: string;
  readonly cases: number;
}

/**
 * The hash covers what is required, of whom, from which state and at what cost. Code is left out: it reads
 * otherwise in every build, and the version stands for it.
 */
export function suiteIdentity(version: string, cases: readonly CaseDefinition[]): SuiteIdentity {
  const manifest = cases.map(({ run: _, given, ...rest }) => ({
    ...rest,
    given: given?.map(({ name }) => name),
  }));
  const hash = createHash('sha256').update(canonicalJson(manifest)).digest('hex');
  return { name: 'kazashi conformance', version, hash, cases: cases.length };
}
