import { randomUUID } from 'node:crypto';
import { cases as catalogue } from '../cases/index.ts';
import type { CaseDefinition } from '../engine/case.ts';
import type { RunOptions } from '../engine/run-suite.ts';
import { natureOf, type Subject } from '../engine/subject.ts';
import { suiteIdentity } from '../engine/suite-identity.ts';
import { type FormerRun, readFormerRun, requireEmpty } from '../evidence/former-run.ts';
import { fullResultName, RunDirectory } from '../evidence/run-directory.ts';
import { diskFiles, type RunFiles } from '../evidence/run-files.ts';
import type { Result } from '../result/result-schema.ts';
import { type CliIo, say } from './io.ts';
import { messages } from './messages.ts';
import { optionsAgain, type RunCommandOptions } from './run-command-options.ts';
import { allowedCosts, chosenCases, numberWithin, readBaseline, readIcs, readLab } from './run-inputs.ts';
import { UsageError } from './usage-error.ts';

/** Version of the suite, as results name it. */
export const suiteVersion = '0.1.0';

/** What a run is made of, whether it begins or is continued. */
export interface RunSetting {
  readonly options: RunCommandOptions;
  readonly selected: readonly CaseDefinition[];
  readonly run: Partial<RunOptions> & Pick<RunOptions, 'id' | 'selectors' | 'allow'>;
  /** Directory of the run, locked; absent without `--out`. */
  readonly directory?: string;
  readonly record?: RunDirectory;
  readonly former?: FormerRun;
}

/** Options that may be there or not, as members that are. */
export const given = <K extends string, T>(name: K, value: T | undefined): { [P in K]?: T } =>
  (value === undefined ? {} : { [name]: value }) as { [P in K]?: T };

/** A new run, in an empty directory if it is kept. */
export function begin(
  selectors: readonly string[],
  options: RunCommandOptions,
  io: CliIo,
  path?: string,
): RunSetting {
  const { selected, failedOf } = chosenCases(selectors, options.failed, io.cwd, options.subject);
  const record = path === undefined ? undefined : new RunDirectory(emptyFiles(path), options.full ?? false);
  return {
    options,
    selected,
    run: {
      id: randomUUID(),
      selectors,
      allow: allowedCosts(options.allow ?? []),
      commandOptions: optionsAgain(options),
      ...given('repeat', numberWithin('--repeat', options.repeat, 1, 1000)),
      ...given('failedOf', failedOf),
      ...given('ics', options.ics === undefined ? undefined : readIcs(options.ics, io.cwd)),
      ...given('lab', options.lab === undefined ? undefined : readLab(options.lab, io.cwd)),
      ...given(
        'expectations',
        options.baseline === undefined ? undefined : readBaseline(options.baseline, io.cwd),
      ),
    },
    ...given('directory', path),
    ...given('record', record),
  };
}

function emptyFiles(path: string): RunFiles {
  const files = diskFiles(path);
  requireEmpty(files);
  return files;
}

/** A run that was cut off goes on with what it was begun with: nothing but secrets and the operator is asked anew. */
export function resume(options: RunCommandOptions, io: CliIo, path: string): RunSetting {
  const files = diskFiles(path);
  const former = readFormerRun(files);
  const { head, planned } = former;
  const suite = suiteIdentity(suiteVersion, catalogue);
  if (suite.hash !== head.suite.hash) {
    const words = messages.otherSuite(
      path,
      `${head.suite.version} ${head.suite.hash.slice(0, 12)}`,
      suite.hash.slice(0, 12),
    );
    throw new UsageError('usage/other-suite', words);
  }
  const selected = catalogue.filter(({ id }) => planned.includes(id));
  const { selectors, allow, repeat, failedOf, options: commandOptions } = head.selection;
  const { ics, baseline } = head;
  io.err(say(io, messages.resuming(String(former.results.length), String(planned.length * repeat))));
  return {
    options: {
      ...options,
      subject: options.subject ?? head.subject.address,
      ...given('profile', options.profile ?? head.subject.profile),
    },
    selected,
    run: {
      id: head.id,
      selectors,
      allow: new Set(allow),
      repeat,
      lab: head.laboratory,
      ...given('failedOf', failedOf),
      ...given('commandOptions', commandOptions),
      ...given('ics', ics),
      ...given('expectations', baseline && expectationsOf(baseline)),
    },
    directory: path,
    // A full copy that was begun is continued, or it would no longer belong to the masked one.
    record: new RunDirectory(files, options.full || files.read(fullResultName) !== undefined, former),
    former,
  };
}

const expectationsOf = ({ file, sha256, entries }: NonNullable<Result['baseline']>) => ({
  file,
  sha256,
  reasons: Object.fromEntries(entries.map((entry) => [entry.case, entry.reason])),
});

/** A run that was cut off goes on with the subject it was begun with. Throws UsageError. */
export function requireSameSubject({ subject: theirs }: Result, ours: Subject, directory: string): void {
  const nature = natureOf(ours);
  if (theirs.address === ours.address && theirs.nature === nature) return;
  const words = messages.otherSubject(
    directory,
    `${theirs.address} (${theirs.nature})`,
    `${ours.address} (${nature})`,
  );
  throw new UsageError('usage/other-subject', words);
}
