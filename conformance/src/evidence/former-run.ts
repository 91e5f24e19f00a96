import type { FormerPart } from '../engine/run-record.ts';
import { ToldError } from '../error.ts';
import type { CaseResult } from '../result/result-schema.ts';
import { evidenceFileSchema, evidenceName, sha256 } from './evidence-file.ts';
import { readJournal } from './journal.ts';
import { type DirectoryState, journalName, resultName } from './run-directory.ts';
import type { RunFiles } from './run-files.ts';

/** A run that was cut off, as its directory tells it. */
export interface FormerRun extends DirectoryState, FormerPart {
  /** Ids of the cases that the run was to do, in their order. */
  readonly planned: readonly string[];
}

/** Refuses a directory that holds a run already. Throws ToldError `record/not-empty`. */
export function requireEmpty(files: RunFiles): void {
  const journal = files.read(journalName);
  if (journal === undefined && files.read(resultName) === undefined) return;
  const { name } = files;
  throw new ToldError('record/not-empty', {
    en: `${name} already holds a run and is left as it is; choose another directory${journal === undefined ? '' : `, or --resume ${name} if it was cut off`}`,
    ja: `${name}には既に実行の記録があり、上書きしない。別の出力先を指定すること${journal === undefined ? '' : `(中断した実行は--resume ${name}で続行できる)`}`,
  });
}

/**
 * Reads what was done before the run was cut off, and cuts off a line that was not written to its end. Throws
 * ToldError `record/nothing` when there is no run, `record/finished` when it is sealed, `record/damaged` when
 * journal or evidence is not what was written.
 */
export function readFormerRun(files: RunFiles): FormerRun {
  const { name } = files;
  const text = files.read(journalName);
  const journal = readJournal(text ?? '');
  const [begun] = journal.entries;
  if (text === undefined || (begun === undefined && journal.fault === undefined)) {
    throw new ToldError('record/nothing', {
      en: `${name} holds no run that could be continued`,
      ja: `${name}に続行できる実行の記録がない`,
    });
  }
  if (journal.fault !== undefined || begun?.type !== 'begun') {
    throw damaged(name, `${journalName} ${journal.fault ?? 'does not begin with a run'}`);
  }
  if (isSealed(files.read(resultName))) {
    throw new ToldError('record/finished', {
      en: `the run in ${name} is complete and sealed`,
      ja: `${name}の実行は完了し封印されている`,
    });
  }
  if (journal.torn) files.cut(journalName, journal.wholeBytes);

  const results: CaseResult[] = [];
  const opened = new Map<string, CaseResult>();
  const open: FormerRun['interrupted'] = [];
  for (const entry of journal.entries) {
    if (entry.type === 'case begun') {
      open.push({ id: entry.id, attempt: entry.attempt, startedAt: entry.at });
    } else if (entry.type === 'case ended') {
      // Cut off and made again, an attempt is begun twice and ended once: the latter is what ended.
      const begunAt = open.findLastIndex(({ id, attempt }) => id === entry.id && attempt === entry.attempt);
      if (begunAt >= 0) open.splice(begunAt, 1);
      const { file, sha256: expected } = entry.evidence;
      const evidence = files.read(file);
      if (evidence === undefined || sha256(evidence) !== expected) {
        throw damaged(name, `${file} is not what was written`);
      }
      const result = evidenceFileSchema.parse(JSON.parse(evidence)).case;
      results.push({ ...result, evidence: entry.evidence });
      const clear = files.read(evidenceName(result, true));
      if (clear !== undefined) opened.set(file, evidenceFileSchema.parse(JSON.parse(clear)).case);
    }
  }
  return {
    head: begun.head,
    chain: journal.chain,
    opened,
    started: begun.head.times.started,
    resumed: journal.entries.flatMap((entry) => (entry.type === 'resumed' ? [entry.at] : [])),
    results,
    interrupted: open,
    planned: begun.planned.map(({ id }) => id),
  };
}

function isSealed(text: string | undefined): boolean {
  try {
    return text !== undefined && (JSON.parse(text) as { sealed?: unknown }).sealed === true;
  } catch {
    return false;
  }
}

const damaged = (name: string, what: string): ToldError =>
  new ToldError('record/damaged', {
    en: `the run in ${name} cannot be continued: ${what}`,
    ja: `${name}の実行は続行できない:${what}`,
  });
