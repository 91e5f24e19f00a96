import type { X509Certificate } from 'node:crypto';
import { ConformanceError } from '../error.ts';
import { canonicalJson } from '../result/canonical-json.ts';
import { maskedCase, maskedCopy, openingFaults } from '../result/covered.ts';
import { parseResult } from '../result/parse-result.ts';
import type { CaseResult, Result } from '../result/result-schema.ts';
import { sealState } from '../result/seal.ts';
import { evidenceFileSchema, evidenceFolder, evidenceName, sha256 } from './evidence-file.ts';
import { type Journal, readJournal } from './journal.ts';
import { fullResultName, journalName, resultName, signatureName } from './run-directory.ts';
import type { RunFiles } from './run-files.ts';
import { isTrusted, verifyDetached } from './signature.ts';

/** One thing that is not as it was written. `code` is stable. */
export interface Fault {
  readonly code: `${'result' | 'evidence' | 'journal' | 'full' | 'signature'}/${string}`;
  readonly file: string;
  readonly what: string;
}

/** What a check of a run came to. */
export interface Verification {
  readonly faults: readonly Fault[];
  readonly id?: string;
  readonly digest?: string;
  readonly cases: number;
  readonly evidence: number;
  readonly journalLines: number;
  readonly fullCopy: boolean;
  readonly signedBy?: { readonly subject: string; readonly fingerprint256: string; readonly at?: string };
}

export interface VerifyOptions {
  /** The detached signature, when there is one. */
  readonly signature?: Uint8Array;
  /** Certificate that the signer has to be, or be issued under; then there must be a signature. */
  readonly anchor?: X509Certificate;
}

/**
 * Checks a run's directory without anything else: schema and seal of the result, each piece of evidence against
 * its hash and the result, the chain of the journal and what it says, the full copy and the signature where there
 * are any. Names every fault; throws ToldError `record/…` only when the directory cannot be read.
 */
export function verifyRun(files: RunFiles, options: VerifyOptions = {}): Verification {
  const faults: Fault[] = [];
  const note = (code: Fault['code'], file: string, what: string): void =>
    void faults.push({ code, file, what });

  const text = files.read(resultName);
  const result = text === undefined ? undefined : readResult(text, resultName, 'result', note);
  if (text === undefined) note('result/missing', resultName, 'there is none');
  if (result !== undefined) {
    const state = sealState(result);
    if (state === 'unsealed') note('result/unsealed', resultName, `the run is ${result.outcome}`);
    if (state === 'broken') note('result/seal', resultName, 'was changed after it was sealed');
    if (result.sealed !== (result.outcome !== 'INCOMPLETE')) {
      note('result/seal', resultName, `sealed is ${result.sealed}, but the outcome ${result.outcome}`);
    }
    if (result.sealed) checkEvidence(files, result, note);
    checkFullCopy(files, result, note);
  }
  const journal = checkJournal(files, result, note);
  if (result?.sealed === false && journal !== undefined) checkCutOff(files, journal, note);
  const signedBy = checkSignature(text, options, note);

  return {
    faults,
    ...(result === undefined ? {} : { id: result.id }),
    ...(result?.digest ? { digest: result.digest } : {}),
    cases: result?.cases.length ?? 0,
    evidence: result?.cases.filter(({ evidence }) => evidence !== undefined).length ?? 0,
    journalLines: journal?.chain.lines ?? 0,
    fullCopy: files.read(fullResultName) !== undefined,
    ...(signedBy === undefined ? {} : { signedBy }),
  };
}

type Note = (code: Fault['code'], file: string, what: string) => void;

function readResult(text: string, file: string, area: 'result' | 'full', note: Note): Result | undefined {
  try {
    return parseResult(text);
  } catch (error) {
    if (!(error instanceof ConformanceError)) throw error;
    note(`${area}/schema`, file, error.message);
    return undefined;
  }
}

const plain = ({ evidence: _, ...content }: CaseResult): string => canonicalJson(content);

function checkEvidence(files: RunFiles, result: Result, note: Note): void {
  const expected = new Set<string>();
  for (const item of result.cases) {
    const name = evidenceName(item);
    const { evidence } = item;
    if (evidence === undefined) {
      note('evidence/unnamed', resultName, `${item.id}#${item.attempt} names no evidence`);
      continue;
    }
    expected.add(name);
    expected.add(evidenceName(item, true));
    if (evidence.file !== name) note('evidence/unnamed', evidence.file, `should be ${name}`);
    const text = files.read(name);
    if (text === undefined) note('evidence/missing', name, 'is not there');
    else if (sha256(text) !== evidence.sha256)
      note('evidence/hash', name, 'was changed after it was written');
    else if (!isEvidenceOf(text, result, item)) {
      note('evidence/content', name, 'is not what the result says of the case');
    }
    checkOpened(files.read(evidenceName(item, true)), item, note);
  }
  for (const name of files.list(evidenceFolder)) {
    const file = `${evidenceFolder}/${name}`;
    if (!expected.has(file)) note('evidence/unknown-file', file, 'belongs to no case of the result');
  }
}

/** What a run that was cut off has done so far stands in its journal alone. */
function checkCutOff(files: RunFiles, { entries }: Journal, note: Note): void {
  for (const entry of entries) {
    if (entry.type !== 'case ended') continue;
    const { file, sha256: expected } = entry.evidence;
    const text = files.read(file);
    if (text === undefined) note('evidence/missing', file, 'is not there');
    else if (sha256(text) !== expected) note('evidence/hash', file, 'was changed after it was written');
  }
}

function isEvidenceOf(text: string, { id }: Result, item: CaseResult): boolean {
  try {
    const { run, case: kept } = evidenceFileSchema.parse(JSON.parse(text));
    return run === id && plain(kept) === plain(maskedCase(item));
  } catch {
    return false;
  }
}

function checkOpened(text: string | undefined, item: CaseResult, note: Note): void {
  if (text === undefined) return;
  const name = evidenceName(item, true);
  let opened: CaseResult;
  try {
    opened = evidenceFileSchema.parse(JSON.parse(text)).case;
  } catch {
    note('full/schema', name, 'is no evidence');
    return;
  }
  if (plain(maskedCase(opened)) !== plain(item)) note('full/other', name, 'belongs to another masked copy');
  for (const what of openingFaults(opened)) note('full/commitment', name, what);
}

function checkFullCopy(files: RunFiles, masked: Result, note: Note): void {
  const text = files.read(fullResultName);
  if (text === undefined) return;
  const full = readResult(text, fullResultName, 'full', note);
  if (full === undefined) return;
  for (const what of fullCopyFaults(masked, full)) note(what.code, fullResultName, what.what);
}

/** Whether a full copy belongs to a masked one: one document but for what is covered, and that as committed to. */
export function fullCopyFaults(masked: Result, full: Result): { code: `full/${string}`; what: string }[] {
  const faults: { code: `full/${string}`; what: string }[] = [];
  if (canonicalJson(maskedCopy(full)) !== canonicalJson(maskedCopy(masked))) {
    faults.push({ code: 'full/other', what: 'belongs to another masked copy' });
  }
  for (const item of full.cases) {
    for (const what of openingFaults(item)) faults.push({ code: 'full/commitment', what });
  }
  return faults;
}

function checkJournal(files: RunFiles, result: Result | undefined, note: Note): Journal | undefined {
  const text = files.read(journalName);
  if (text === undefined) {
    note('journal/missing', journalName, 'there is none');
    return undefined;
  }
  const journal = readJournal(text);
  if (journal.fault !== undefined) note('journal/chain', journalName, journal.fault);
  if (journal.torn) note('journal/torn', journalName, 'the last line was not written to its end');
  if (result === undefined || journal.fault !== undefined) return journal;

  const [begun] = journal.entries;
  if (begun?.type !== 'begun' || begun.head.id !== result.id) {
    note('journal/disagrees', journalName, 'is the journal of another run');
    return journal;
  }
  if (!result.sealed) return journal;
  const { lines, head } = journal.chain;
  if (result.journal?.lines !== lines || result.journal.head !== head) {
    note(
      'journal/disagrees',
      journalName,
      `has ${lines} lines up to ${head.slice(0, 12)}…; the result says otherwise`,
    );
  }
  const ended = journal.entries.flatMap((entry) =>
    entry.type === 'case ended'
      ? [`${entry.id}#${entry.attempt} ${entry.verdict} ${entry.evidence.sha256}`]
      : [],
  );
  const told = result.cases.map(
    ({ id, attempt, verdict, evidence }) => `${id}#${attempt} ${verdict} ${evidence?.sha256}`,
  );
  const odd = Math.max(ended.length, told.length);
  for (let i = 0; i < odd; i++) {
    if (ended[i] === told[i]) continue;
    const which = (told[i] ?? ended[i])!.split(' ')[0];
    note('journal/disagrees', journalName, `${which}: the result says otherwise`);
    break;
  }
  return journal;
}

function checkSignature(
  text: string | undefined,
  { signature, anchor }: VerifyOptions,
  note: Note,
): Verification['signedBy'] {
  if (signature === undefined) {
    if (anchor !== undefined) note('signature/missing', signatureName, 'there is none');
    return undefined;
  }
  if (text === undefined) return undefined;
  try {
    const found = verifyDetached(Buffer.from(text, 'utf8'), signature);
    const { certificate, signedAt } = found;
    if (anchor !== undefined && !isTrusted(found, anchor, signedAt ?? Number.NaN)) {
      note(
        'signature/untrusted',
        signatureName,
        `no way leads from ${certificate.subject} to ${anchor.subject}`,
      );
    }
    return {
      subject: certificate.subject.replaceAll('\n', ', '),
      fingerprint256: certificate.fingerprint256,
      ...(signedAt === undefined ? {} : { at: new Date(signedAt).toISOString() }),
    };
  } catch (error) {
    if (!(error instanceof ConformanceError)) throw error;
    note('signature/broken', signatureName, error.message);
    return undefined;
  }
}
