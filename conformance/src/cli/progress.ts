import { expectedFailures } from '../engine/expectation.ts';
import { soleKillers } from '../engine/kill-matrix.ts';
import { requirementRows } from '../result/requirements.ts';
import type { CaseResult, KillMatrix, Result } from '../result/result-schema.ts';
import { type CliIo, say } from './io.ts';
import { messages } from './messages.ts';

const groupOf = (id: string): string => id.split('/').slice(0, 2).join('/');

/** Nothing that would move the cursor: what subjects and robots say is in it. */
const plain = (text: string): string => text.replaceAll(/\p{Cc}/gu, ' ');

/** No more of a value than a line of a terminal bears. */
function brief(text: string): string {
  const line = plain(text);
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

/** Where the reason is the name of what was compared: what was expected of it, and what it was. */
function difference({ checks, reason }: CaseResult, io: CliIo): string {
  const failed = checks.find(({ passed, label }) => !passed && label?.en === reason?.en);
  return failed === undefined
    ? ''
    : say(io, messages.difference(brief(failed.expected), brief(failed.observed)));
}

/** One line per group of cases while they run, and below it what did not pass; skipped cases by reason. */
export class ProgressLines {
  readonly #io: CliIo;
  #group: string | undefined;
  #results: CaseResult[] = [];

  constructor(io: CliIo) {
    this.#io = io;
  }

  add(result: CaseResult): void {
    const group = groupOf(result.id);
    if (group !== this.#group) this.flush();
    this.#group = group;
    this.#results.push(result);
  }

  flush(): void {
    const results = this.#results;
    if (this.#group === undefined || results.length === 0) return;
    const counts = new Map<string, number>();
    for (const { verdict } of results) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
    const shown = [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ');
    this.#io.out(`${this.#group.padEnd(20)} ${shown}`);
    const skipped = new Map<string, number>();
    for (const result of results) {
      const { id, verdict, reason } = result;
      const why = plain(reason?.[this.#io.language] ?? '');
      if (verdict === 'PASS' || verdict === 'NOT APPLICABLE') continue;
      if (verdict === 'SKIPPED') skipped.set(why, (skipped.get(why) ?? 0) + 1);
      else this.#io.out(`  ${verdict} ${id}: ${why}${difference(result, this.#io)}`);
    }
    for (const [why, count] of skipped) this.#io.out(`  ${count} SKIPPED: ${why}`);
    this.#results = [];
  }
}

/** The last lines of a run. */
export function summaryLines(result: Result, io: CliIo): string[] {
  const counts = Object.entries(result.summary)
    .filter(([, count]) => count > 0)
    .map(([verdict, count]) => `${count} ${verdict}`)
    .join(', ');
  const rows = requirementRows(result.cases);
  const applied = rows.filter((row) => row.applied).length;
  const held = rows.filter((row) => row.held).length;
  const flaky = (result.stability ?? []).filter((entry) => entry.flaky);
  const passed = (result.baseline?.entries ?? []).filter(({ state }) => state === 'passed');
  const expected = expectedFailures(result).length;
  return [
    ...flaky.map(({ id, failed, attempts }) => say(io, messages.flaky(id, String(failed), String(attempts)))),
    ...passed.map((entry) => say(io, messages.unexpectedPass(entry.case, entry.reason))),
    ...(expected === 0 ? [] : [say(io, messages.expectedFailures(String(expected)))]),
    say(io, messages.outcome(result.outcome, counts)),
    say(io, messages.requirements(String(held), String(applied))),
  ];
}

export function matrixLines(matrix: KillMatrix, io: CliIo): string[] {
  const { mutants, survivors, idleCases, durationMs } = matrix;
  const killers = new Set(mutants.flatMap(({ killedBy }) => killedBy));
  return [
    ...mutants
      .filter(({ id }) => survivors.includes(id))
      .map(({ id, text }) => say(io, messages.survivor(id, text[io.language]))),
    ...idleCases.map((id) => say(io, messages.idleCase(id))),
    say(
      io,
      messages.matrix(
        String(mutants.length - survivors.length),
        String(mutants.length),
        String(killers.size),
        String(soleKillers(matrix).length),
        (durationMs / 1000).toFixed(1),
      ),
    ),
  ];
}
