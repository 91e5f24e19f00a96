import type { CaseDefinition } from '../engine/case.ts';
import { CaseEnd } from '../engine/case-end.ts';
import { type RunOptions, runSuite } from '../engine/run-suite.ts';
import type { Subject } from '../engine/subject.ts';
import { type FormerRun, readFormerRun } from '../evidence/former-run.ts';
import { RunDirectory } from '../evidence/run-directory.ts';
import type { RunFiles } from '../evidence/run-files.ts';
import type { Result } from '../result/result-schema.ts';
import { CountingCard } from './counting-card.ts';
import { runOptions, testCase } from './run-options.ts';

const values = { 'text/pin': '9120' };

/** A card that counts as real, since it has proved nothing. */
export const realCard = (): Subject => new CountingCard({ values }).asSubject();

/** A case that sends a PIN and reads personal data: both are covered in what is kept. */
export const coveredCase = (id: string): CaseDefinition =>
  testCase({
    id,
    secrets: ['text/pin'],
    async run({ card, check }) {
      await card.verify('text/pin');
      const { data } = await card.expect('00 b0 00 00 12', '* 9000');
      check.same({ en: 'data', ja: 'データ' }, data, data);
    },
  });

export const coveredCases: readonly CaseDefinition[] = ['test/a', 'test/b', 'test/c'].map(coveredCase);

let salt = 0;
/** Salts that differ and are the same in every run of the tests. */
export const countingRandom = (length: number): Uint8Array => {
  salt++;
  return new Uint8Array(length).fill(salt & 0xff);
};

/** A run that is kept in these files, and its result as it was written. */
export async function recordedRun(
  files: RunFiles,
  cases: readonly CaseDefinition[] = coveredCases,
  more: Partial<RunOptions> & {
    readonly full?: boolean;
    readonly former?: FormerRun;
    readonly subject?: Subject;
  } = {},
): Promise<Result> {
  const { full = false, former, subject = realCard(), ...options } = more;
  const record = new RunDirectory(files, full, former);
  const result = await runSuite(
    runOptions(subject, cases, {
      secrets: values,
      random: countingRandom,
      record,
      ...(former === undefined ? {} : { former }),
      ...options,
    }),
  );
  // A process that is killed writes no result after the one that it began with.
  if (result.sealed) record.write(result);
  return result;
}

/** A run that was killed while its second case was under way. */
export async function killedRun(files: RunFiles, full = false): Promise<void> {
  const abort = new AbortController();
  const [first, second, third] = coveredCases;
  const dying = {
    ...second!,
    run: async () => abort.abort(new CaseEnd('ERROR', { en: 'killed', ja: 'killed' })),
  };
  await recordedRun(files, [first!, dying, third!], { full, signal: abort.signal });
}

export const continued = (files: RunFiles, full = false): Promise<Result> =>
  recordedRun(files, coveredCases, { full, former: readFormerRun(files) });
