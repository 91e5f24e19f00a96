import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { cases } from '../cases/index.ts';
import { suites } from '../cases/suites.ts';
import type { CaseDefinition } from '../engine/case.ts';
import { type Cost, costs } from '../engine/classification.ts';
import { killMatrix, type Mutant, mutantsInScope } from '../engine/kill-matrix.ts';
import { systemClock } from '../engine/run-clock.ts';
import { runSuite, SafetyRefusal } from '../engine/run-suite.ts';
import { floorsWith } from '../engine/safety-plan.ts';
import { selectCases, UnknownSelector } from '../engine/selection.ts';
import { isReal } from '../engine/subject.ts';
import { suiteIdentity } from '../engine/suite-identity.ts';
import { exitCodeOf } from '../engine/verdict.ts';
import type { Result } from '../result/result-schema.ts';
import { seal } from '../result/seal.ts';
import { hostEnvironment } from './environment.ts';
import { type CliIo, say } from './io.ts';
import { messages } from './messages.ts';
import { openSubject, type SubjectOptions } from './open-subject.ts';
import { operatorOf } from './operators.ts';
import { matrixLines, ProgressLines, summaryLines } from './progress.ts';
import { readSecrets, readText } from './read-secrets.ts';
import { UsageError } from './usage-error.ts';

export interface RunCommandOptions extends SubjectOptions {
  readonly secrets?: string;
  readonly lab?: string;
  readonly operator?: string;
  readonly allow?: readonly string[];
  readonly failed?: string;
  readonly repeat?: string;
  readonly mutants?: boolean;
  readonly fast?: boolean;
  readonly out?: string;
  readonly json?: boolean;
  readonly pin?: string;
}

/** Version of the suite, as results name it. */
export const suiteVersion = '0.1.0';

/** Writes the reports of a finished run into the directory that holds its result. */
export type WriteReports = (result: Result, directory: string) => Promise<void>;

/** `kazashi run`. Gives the exit code. */
export async function run(
  selectors: readonly string[],
  options: RunCommandOptions,
  io: CliIo,
  writeReports: WriteReports,
): Promise<number> {
  if (options.pin !== undefined) throw new UsageError('usage/pin', messages.pinRefused());
  const selected = await chosenCases(selectors, options, io);
  const allow = allowedCosts(options.allow ?? []);
  const repeat = options.repeat === undefined ? 1 : Number(options.repeat);
  if (!Number.isInteger(repeat) || repeat < 1 || repeat > 1000) {
    throw new UsageError('usage/repeat', messages.badRepeat(String(options.repeat)));
  }
  if (options.mutants && options.subject !== 'emulated:card') {
    throw new UsageError('usage/mutants', messages.mutantsNeedEmulated());
  }
  const secrets = readSecrets(options.secrets, io.cwd);
  const laboratory =
    options.lab === undefined ? undefined : labFields(readText(options.lab, io.cwd), options.lab);

  const abort = new AbortController();
  const onSignal = (): void => abort.abort();
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  const subject = await openSubject(options, io);
  const json = options.json ?? false;
  const line = (text: string): void => {
    if (!json) io.out(text);
  };
  try {
    const nature = isReal(subject) ? messages.real() : messages.simulator();
    line(say(io, messages.subjectLine(subject.title, subject.address, say(io, nature))));
    const progress = new ProgressLines({ ...io, out: line });
    let document: Result | undefined;
    const outFile = prepareOut(options.out, io.cwd);
    let result = await runSuite({
      id: randomUUID(),
      cases: selected,
      suite: suiteIdentity(suiteVersion, cases),
      subject,
      selectors,
      secrets,
      allow,
      floors: floorsWith({}),
      operator: operatorOf(options.operator, subject.benchHand, io),
      clock: systemClock,
      environment: hostEnvironment(),
      signal: abort.signal,
      repeat,
      ...(laboratory === undefined ? {} : { laboratory }),
      onProgress: (event) => {
        if (event.type === 'planned') {
          document = event.result;
          if (outFile !== undefined) writeResult(outFile, document);
          return;
        }
        if (event.type === 'stopped') line(say(io, messages.stopped(say(io, event.reason))));
        else if (json) io.out(JSON.stringify({ type: 'case', ...event.result }));
        else progress.add(event.result);
      },
    });
    progress.flush();
    if (abort.signal.aborted) line(say(io, messages.aborted()));

    let code: number = exitCodeOf(result.outcome);
    if (options.mutants && !abort.signal.aborted) {
      const matrix = await emulatedMatrix(selected, options.fast ?? false, abort.signal);
      result = seal({ ...result, killMatrix: matrix });
      for (const text of matrixLines(matrix, io)) line(text);
      if (matrix.survivors.length > 0 || matrix.idleCases.length > 0) code = 1;
    }
    for (const text of summaryLines(result, io)) line(text);
    if (json) io.out(JSON.stringify({ type: 'result', ...result }));
    if (outFile !== undefined) {
      writeResult(outFile, result);
      await writeReports(result, dirname(outFile));
      line(say(io, messages.written(outFile)));
    }
    return code;
  } finally {
    process.removeListener('SIGINT', onSignal);
    process.removeListener('SIGTERM', onSignal);
    await subject.close();
  }
}

/** What went wrong before anything could be judged, in words for the terminal; undefined for faults of ours. */
export function usageWords(error: unknown, io: CliIo): readonly string[] | undefined {
  if (error instanceof UnknownSelector) {
    return [say(io, messages.unknownSelector(error.selector, error.nearest.join(', ')))];
  }
  if (error instanceof SafetyRefusal) {
    return error.plan.secrets
      .filter(({ withinFloor }) => !withinFloor)
      .map(({ secret, tries, worst, floor }) =>
        say(
          io,
          messages.safetyRefused(
            secret,
            tries === undefined ? '?' : String(tries),
            String(worst),
            String(floor),
          ),
        ),
      );
  }
  if (error instanceof UsageError) return [say(io, error.words)];
  if (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code.includes('/')
  ) {
    return [error.message];
  }
  return undefined;
}

async function chosenCases(
  selectors: readonly string[],
  options: RunCommandOptions,
  io: CliIo,
): Promise<CaseDefinition[]> {
  const selected = selectCases(selectors, cases, suites);
  if (options.failed === undefined) return selected;
  const { parseResult } = await import('../result/parse-result.ts');
  const former = parseResult(readText(options.failed, io.cwd));
  const again = new Set(
    former.cases
      .filter(({ verdict }) => verdict !== 'PASS' && verdict !== 'NOT APPLICABLE' && verdict !== 'OBSERVED')
      .map(({ id }) => id),
  );
  return selected.filter(({ id }) => again.has(id));
}

function allowedCosts(given: readonly string[]): ReadonlySet<Cost> {
  return new Set(
    given
      .flatMap((value) => value.split(','))
      .map((value) => {
        const cost = costs.find((known) => known === value);
        if (cost === undefined || cost === 'none') {
          const known = costs.filter((name) => name !== 'none').join(', ');
          throw new UsageError('usage/allow', messages.unknownCost(value, known));
        }
        return cost;
      }),
  );
}

function labFields(text: string, file: string): Record<string, string> {
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, String(member)]));
  } catch {
    throw new UsageError('usage/lab', messages.unreadable(file, 'not JSON'));
  }
}

async function emulatedMatrix(selected: readonly CaseDefinition[], fast: boolean, signal: AbortSignal) {
  const { emulatedMutants } = await import('../drivers/emulated-card.ts');
  const { emulatedVariants } = await import('../drivers/emulated-variants.ts');
  const { faultMutants } = await import('../drivers/faulty-card.ts');
  const mutants: readonly Mutant[] = [...(await emulatedMutants()), ...faultMutants];
  return killMatrix({
    cases: selected,
    mutants: mutantsInScope(mutants, selected, cases),
    variants: emulatedVariants,
    clock: systemClock,
    signal,
    fast,
  });
}

function prepareOut(out: string | undefined, cwd: string): string | undefined {
  if (out === undefined) return undefined;
  const directory = resolve(cwd, out);
  mkdirSync(directory, { recursive: true });
  return join(directory, 'result.json');
}

function writeResult(file: string, result: Result): void {
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
}
