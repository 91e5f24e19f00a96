import type { PlannedAttempts, RunRecord } from '../engine/run-record.ts';
import { openedCase } from '../result/covered.ts';
import type { Opening } from '../result/opening.ts';
import type { CaseResult, Instant, Result } from '../result/result-schema.ts';
import { evidenceName, evidenceText, sha256 } from './evidence-file.ts';
import { type ChainHead, emptyChain, type JournalEntry, nextLine } from './journal.ts';
import type { RunFiles } from './run-files.ts';

export const journalName = 'journal.jsonl';
export const resultName = 'result.json';
export const fullResultName = 'result.full.json';
export const signatureName = 'result.json.p7s';

/** What a directory that is continued already holds. */
export interface DirectoryState {
  readonly head: Result;
  readonly chain: ChainHead;
  /** Cases in clear, by the name of their evidence. */
  readonly opened: ReadonlyMap<string, CaseResult>;
}

/**
 * A run in its directory: `journal.jsonl` line by line as it goes, `evidence/` with a file for each case, and
 * `result.json`, INCOMPLETE until it is sealed. What is covered is in clear only in the files of the full copy.
 */
export class RunDirectory implements RunRecord {
  readonly #files: RunFiles;
  readonly #full: boolean;
  readonly #opened: Map<string, CaseResult>;
  #head: Result | undefined;
  #chain: ChainHead;

  constructor(files: RunFiles, full: boolean, former?: DirectoryState) {
    this.#files = files;
    this.#full = full;
    this.#head = former?.head;
    this.#chain = former?.chain ?? emptyChain;
    this.#opened = new Map(former?.opened);
  }

  #append(entry: JournalEntry): void {
    const { line, chain } = nextLine(this.#chain, entry);
    this.#files.append(journalName, `${line}\n`);
    this.#chain = chain;
  }

  begun(head: Result, planned: readonly PlannedAttempts[]): void {
    if (this.#head !== undefined) {
      this.#append({ type: 'resumed', at: head.times.resumed.at(-1)! });
      return;
    }
    this.#head = head;
    this.#append({ type: 'begun', head, planned: [...planned] });
    this.write(head);
  }

  caseBegun(id: string, attempt: number, at: Instant): void {
    this.#append({ type: 'case begun', id, attempt, at });
  }

  caseEnded(result: CaseResult, openings: readonly Opening[]): NonNullable<CaseResult['evidence']> {
    const file = evidenceName(result);
    const text = evidenceText(this.#head!, result);
    const evidence = { file, sha256: sha256(text) };
    this.#files.replace(file, text);
    if (this.#full && openings.length > 0) {
      const opened = openedCase(result, openings);
      this.#opened.set(file, opened);
      this.#files.replace(evidenceName(result, true), evidenceText(this.#head!, opened), true);
    }
    const { id, attempt, verdict } = result;
    this.#append({ type: 'case ended', id, attempt, verdict, evidence });
    return evidence;
  }

  ended(outcome: Result['outcome']): NonNullable<Result['journal']> {
    this.#append({ type: 'ended', outcome });
    return this.#chain;
  }

  /** Puts the result in its place, and the full copy beside it where one was asked for. Gives what was written. */
  write(result: Result): string {
    const text = `${JSON.stringify(result, null, 2)}\n`;
    this.#files.replace(resultName, text);
    if (this.#full) {
      const cases = result.cases.map((item) => {
        const opened = this.#opened.get(evidenceName(item));
        return opened === undefined || item.evidence === undefined
          ? item
          : { ...opened, evidence: item.evidence };
      });
      this.#files.replace(fullResultName, `${JSON.stringify({ ...result, cases }, null, 2)}\n`, true);
    }
    return text;
  }
}
