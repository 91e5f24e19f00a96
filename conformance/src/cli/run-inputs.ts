import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cases as catalogue } from '../cases/index.ts';
import { suites } from '../cases/suites.ts';
import { emulatedSubject } from '../drivers/emulated-subjects.ts';
import type { CaseDefinition } from '../engine/case.ts';
import { requireKnown } from '../engine/claims.ts';
import { type Cost, costs, type Level } from '../engine/classification.ts';
import type { Expectations } from '../engine/expectation.ts';
import { nearestNames } from '../engine/nearest-names.ts';
import { selectCases } from '../engine/selection.ts';
import { baselineFileSchema } from '../result/baseline-schema.ts';
import { type Ics, icsFileSchema, icsOf } from '../result/ics-schema.ts';
import { type Lab, labFileSchema, labOf } from '../result/lab-schema.ts';
import { parseResult } from '../result/parse-result.ts';
import type { Result } from '../result/result-schema.ts';
import { readDeclared } from './declared-file.ts';
import { messages } from './messages.ts';
import { readText } from './read-secrets.ts';
import { UsageError } from './usage-error.ts';

/** A result by its file or by the directory of its run. Throws UsageError `usage/unreadable`, `usage/result`. */
export function readResult(path: string, cwd: string): Result {
  const whole = resolve(cwd, path);
  const inDirectory = existsSync(whole) && statSync(whole).isDirectory();
  const text = readText(inDirectory ? join(path, 'result.json') : path, cwd);
  try {
    return parseResult(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError('usage/result', messages.noResult(path, why));
  }
}

/** `--ics FILE`. */
export function readIcs(file: string, cwd: string): Ics {
  const { content, sha256 } = readDeclared(file, icsFileSchema, cwd);
  const ics = icsOf(content, file, sha256);
  requireKnown(ics, catalogue);
  return ics;
}

/** `--lab FILE`. */
export function readLab(file: string, cwd: string): Lab {
  const lab = labOf(readDeclared(file, labFileSchema, cwd).content);
  for (const waiver of lab.method.waivers) requireCase(waiver.case, file);
  return lab;
}

/** `--baseline FILE`. */
export function readBaseline(file: string, cwd: string): Expectations {
  const { content: reasons, sha256 } = readDeclared(file, baselineFileSchema, cwd);
  for (const id of Object.keys(reasons)) requireCase(id, file);
  return { file, sha256, reasons };
}

function requireCase(id: string, file: string): void {
  const ids = catalogue.map((definition) => definition.id);
  if (ids.includes(id)) return;
  throw new UsageError(
    'usage/unknown-case',
    messages.unknownCase(file, id, nearestNames(id, ids).join(', ')),
  );
}

/** The cases that selectors name; with `--failed` those of them that did not pass in the result. */
export function chosenCases(
  selectors: readonly string[],
  failed: string | undefined,
  cwd: string,
  subject?: string,
): { readonly selected: readonly CaseDefinition[]; readonly failedOf?: string } {
  const named = selectCases(selectors, catalogue, suites);
  if (failed === undefined) return { selected: ofLevel(named, subject) };
  const former = readResult(failed, cwd);
  const again = new Set(
    former.cases
      .filter(({ verdict }) => verdict !== 'PASS' && verdict !== 'NOT APPLICABLE' && verdict !== 'OBSERVED')
      .map(({ id }) => id),
  );
  // First those that failed: which group of cases judges the subject follows from them.
  const chosen = ofLevel(
    named.filter(({ id }) => again.has(id)),
    subject,
  );
  if (chosen.length === 0) throw new UsageError('usage/failed', messages.nothingFailed(failed));
  return { selected: chosen, failedOf: former.id };
}

/** Levels at which none but a subject made for them is met. */
const ownLevels: ReadonlySet<Level> = new Set(['client', 'status', 'pn532', 'port-100', 'field', 'antenna']);

function meetsSubject(
  subject = '',
  chosen: readonly CaseDefinition[],
): (definition: CaseDefinition) => boolean {
  const group = emulatedSubject(subject, chosen)?.group;
  if (group !== undefined) return ({ id }) => id.startsWith(`${group}/`);
  const [kind] = subject.split(':');
  if (kind === 'client' || kind === 'status') return ({ level }) => level === kind;
  const serial = subject.startsWith('serial:');
  return ({ level }) => !ownLevels.has(level) || (serial && level === 'pn532');
}

/** Those that meet a subject of this kind; all of them when none does, so that the result says that none applies. */
function ofLevel(
  selected: readonly CaseDefinition[],
  subject: string | undefined,
): readonly CaseDefinition[] {
  const fitting = selected.filter(meetsSubject(subject, selected));
  return fitting.length > 0 ? fitting : selected;
}

/** `--allow COST`, any number of times or with commas. */
export function allowedCosts(given: readonly string[]): ReadonlySet<Cost> {
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

/** A whole number within limits, as an option carries it. */
export function numberWithin(
  option: string,
  value: string | undefined,
  least: number,
  most: number,
): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new UsageError('usage/number', messages.badNumber(option, value, String(least), String(most)));
}
