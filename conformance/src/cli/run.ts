import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { cardCases, cases as catalogue } from '../cases/index.ts';
import type { CaseDefinition } from '../engine/case.ts';
import { exitCodeOfRun } from '../engine/expectation.ts';
import { killMatrix, mutantsInScope } from '../engine/kill-matrix.ts';
import { systemClock } from '../engine/run-clock.ts';
import { type RunProgress, runSuite } from '../engine/run-suite.ts';
import { floorsWith } from '../engine/safety-plan.ts';
import { natureOf, type Subject } from '../engine/subject.ts';
import { suiteIdentity } from '../engine/suite-identity.ts';
import { fullResultName, type RunDirectory, resultName, signatureName } from '../evidence/run-directory.ts';
import { diskFiles } from '../evidence/run-files.ts';
import { lockDirectory } from '../evidence/run-lock.ts';
import { type Signer, signDetached } from '../evidence/signature.ts';
import { commandAgain } from '../result/reproduction.ts';
import type { Result } from '../result/result-schema.ts';
import { seal } from '../result/seal.ts';
import { subjectTitle } from '../result/subject-title.ts';
import { planOnly } from './dry-run.ts';
import { hostEnvironment } from './environment.ts';
import { type CliIo, say } from './io.ts';
import { messages } from './messages.ts';
import { closeInTime, openSubject } from './open-subject.ts';
import { operatorOf } from './operators.ts';
import { matrixLines, ProgressLines, summaryLines } from './progress.ts';
import { readSecrets } from './read-secrets.ts';
import { type RunCommandOptions, refuseWrongOptions } from './run-command-options.ts';
import { numberWithin } from './run-inputs.ts';
import { begin, given, type RunSetting, requireSameSubject, resume, suiteVersion } from './run-setting.ts';
import { readSigner } from './signer.ts';
import { UsageError } from './usage-error.ts';

/** Writes the reports of a finished run into the directory that holds its result. */
export type WriteReports = (result: Result, directory: string) => Promise<void>;

/** `kazashi run`. Gives the exit code. */
export async function run(
  selectors: readonly string[],
  options: RunCommandOptions,
  io: CliIo,
  writeReports: WriteReports,
): Promise<number> {
  refuseWrongOptions(options);
  if (options.dryRun) return planOnly(selectors, options, io);
  const signer = readSigner(options, io);
  const directory = options.resume ?? options.out;
  if (directory === undefined) return judge(begin(selectors, options, io), signer, io, writeReports);
  const path = resolve(io.cwd, directory);
  const unlock = lockDirectory(path);
  try {
    const setting =
      options.resume === undefined ? begin(selectors, options, io, path) : resume(options, io, path);
    return await judge(setting, signer, io, writeReports);
  } finally {
    unlock();
  }
}

async function judge(
  setting: RunSetting,
  signer: Signer | undefined,
  io: CliIo,
  writeReports: WriteReports,
): Promise<number> {
  const { options, selected, record, directory, former } = setting;
  const { subject: address } = options;
  if (address === undefined) throw new UsageError('usage/subject', messages.noSubject());
  const secrets = readSecrets(options.secrets, io.cwd);
  const promptLimit = numberWithin('--operator-limit', options.operatorLimit, 1, 86_400);

  const abort = new AbortController();
  const onSignal = (): void => abort.abort();
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  const json = options.json ?? false;
  const line = (text: string): void => {
    if (!json) io.out(text);
  };
  let subject: Subject | undefined;
  try {
    const opened = await openSubject({ ...options, subject: address, cases: selected }, io);
    subject = opened.subject;
    if (former !== undefined) requireSameSubject(former.head, subject, directory!);
    const nature = messages[natureOf(subject)]();
    line(say(io, messages.subjectLine(subjectTitle(subject, io.language), subject.address, say(io, nature))));
    const progress = new ProgressLines({ ...io, out: line });
    let result = await runSuite({
      ...setting.run,
      cases: selected,
      suite: suiteIdentity(suiteVersion, catalogue),
      subject,
      secrets,
      floors: floorsWith({}),
      operator: operatorOf(options.operator, subject.benchHand, io),
      clock: systemClock,
      environment: { ...hostEnvironment(), access: opened.access },
      signal: abort.signal,
      random: (length) => Uint8Array.from(randomBytes(length)),
      ...given('promptLimitMs', promptLimit && promptLimit * 1000),
      ...given('record', record),
      ...given('former', former),
      onProgress: (event) => show(event, progress, line, json, io),
    });
    progress.flush();
    if (abort.signal.aborted) line(say(io, messages.aborted()));

    let code: number = exitCodeOfRun(result);
    if (options.mutants && !abort.signal.aborted) {
      const matrix =
        subject.level === 'client'
          ? await referenceMatrix(selected, result, abort.signal)
          : await emulatedKills(selected, subject.address, options.fast ?? false, abort.signal);
      result = seal({ ...result, killMatrix: matrix });
      for (const text of matrixLines(matrix, io)) line(text);
      if (matrix.survivors.length > 0 || matrix.idleCases.length > 0) code = 1;
    }
    for (const text of summaryLines(result, io)) line(text);
    if (json) io.out(JSON.stringify({ type: 'result', ...result }));
    if (record !== undefined && directory !== undefined) {
      await keep(result, record, directory, signer, options, line, io, writeReports);
    }
    return code;
  } finally {
    process.removeListener('SIGINT', onSignal);
    process.removeListener('SIGTERM', onSignal);
    if (subject !== undefined) await closeInTime(subject);
  }
}

function show(
  event: RunProgress,
  progress: ProgressLines,
  line: (text: string) => void,
  json: boolean,
  io: CliIo,
): void {
  if (event.type === 'planned') {
    const items = event.result.ics?.contradictions ?? [];
    if (items.length > 0) line(say(io, messages.contradiction(items.join(', '))));
  } else if (event.type === 'stopped') line(say(io, messages.stopped(say(io, event.reason))));
  else if (json) io.out(JSON.stringify({ type: 'case', ...event.result }));
  else progress.add(event.result);
}

/** Result, signature and reports, in this order: a report without a result would say more than is known. */
async function keep(
  result: Result,
  record: RunDirectory,
  directory: string,
  signer: Signer | undefined,
  options: RunCommandOptions,
  line: (text: string) => void,
  io: CliIo,
  writeReports: WriteReports,
): Promise<void> {
  const text = record.write(result);
  if (options.full) io.err(say(io, messages.fullCopy(join(directory, fullResultName))));
  if (signer !== undefined && result.sealed) {
    const signature = signDetached(Buffer.from(text, 'utf8'), signer, Date.now());
    diskFiles(directory).replace(signatureName, signature);
    line(
      say(
        io,
        messages.signed(join(directory, signatureName), signer.certificate.subject.replaceAll('\n', ', ')),
      ),
    );
  }
  await writeReports(result, directory);
  line(say(io, messages.written(join(directory, resultName))));
  const again = commandAgain(result);
  if (result.outcome !== 'PASS' && result.sealed && again !== undefined) {
    line(say(io, messages.again(`${again} --failed ${join(directory, resultName)}`)));
  }
}

/** The matrix is always that of the reference client; what it has just passed is not run on it again. */
async function referenceMatrix(selected: readonly CaseDefinition[], result: Result, signal: AbortSignal) {
  const { openClientMatrix } = await import('./open-client.ts');
  const { address, nature } = result.subject;
  const itself = address === 'client:reference' && nature !== 'real';
  const held = result.cases.filter(({ verdict }) => verdict === 'PASS').map(({ id }) => id);
  return openClientMatrix(selected, systemClock, signal, itself ? new Set(held) : undefined);
}

/** The kill matrix of what is simulated in this process, over the cases that meet it. */
async function emulatedKills(
  selected: readonly CaseDefinition[],
  address: string,
  fast: boolean,
  signal: AbortSignal,
) {
  const { emulatedSubject } = await import('../drivers/emulated-subjects.ts');
  const other = emulatedSubject(address, selected);
  if (other !== undefined) {
    const { emulatedMutants } = await import('../drivers/emulated-card.ts');
    const ofGroup = ({ id }: CaseDefinition): boolean => id.startsWith(`${other.group}/`);
    const cases = selected.filter(ofGroup);
    return killMatrix({
      cases,
      mutants: mutantsInScope(await emulatedMutants(), cases, catalogue.filter(ofGroup)),
      variants: await other.variants(),
      clock: systemClock,
      signal,
      fast,
    });
  }
  const { cardMutants } = await import('../drivers/emulated-variants.ts');
  const { emulatedMatrix } = await import('../drivers/emulated-matrix.ts');
  return emulatedMatrix({
    cases: selected,
    mutants: mutantsInScope(await cardMutants(), selected, cardCases),
    clock: systemClock,
    signal,
    fast,
  });
}
