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

/** The hash covers everything of every case but its code's form: what is required, of whom, at what cost. */
export function suiteIdentity(version: string, cases: readonly CaseDefinition[]): SuiteIdentity {
  const manifest = cases.map(({ run, given, ...rest }) => ({
    ...rest,
    given: given?.map(({ name }) => name),
    run: run.toString().replace(/\s+/g, ' '),
  }));
  const hash = createHash('sha256').update(canonicalJson(manifest)).digest('hex');
  return { name: 'kazashi conformance', version, hash, cases: cases.length };
}
