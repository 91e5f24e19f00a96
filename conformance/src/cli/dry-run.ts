import { cases as catalogue } from '../cases/index.ts';
import type { CaseDefinition } from '../engine/case.ts';
import { type PlannedCase, type PlanOptions, planRun } from '../engine/plan.ts';
import { defaultFloors, planSafety } from '../engine/safety-plan.ts';
import { type SecretName, type SecretValues, secretNames, secrets } from '../engine/secret.ts';
import { isReal, type Subject } from '../engine/subject.ts';
import type { Ics } from '../result/ics-schema.ts';
import type { Bilingual } from '../text.ts';
import { type CliIo, say } from './io.ts';
import { messages, tryCost } from './messages.ts';
import { closeInTime, openSubject } from './open-subject.ts';
import { readSecrets } from './read-secrets.ts';
import type { RunCommandOptions } from './run-command-options.ts';
import { allowedCosts, chosenCases, numberWithin, readIcs } from './run-inputs.ts';
import { UsageError } from './usage-error.ts';

/** What a plan is made of. */
export interface DryRun {
  readonly selected: readonly CaseDefinition[];
  /** Absent when an ICS alone is planned with; then the subject is taken for real and every secret for given. */
  readonly subject: Subject | undefined;
  readonly secrets: SecretValues;
  readonly allow: PlanOptions['allow'];
  readonly repeat: number;
  readonly ics: Ics | undefined;
  readonly against: Ics | undefined;
}

const nobody: PlanOptions['subject'] = {
  proof: { method: 'none' },
  level: 'card',
  facts: {
    profile: undefined,
    capabilities: new Set(['card']),
    tries: Object.fromEntries(secretNames.map((name) => [name, secrets[name].tries])) as Record<
      SecretName,
      number
    >,
  },
};

const everySecret: SecretValues = Object.fromEntries(secretNames.map((name) => [name, '']));

/** What would be done with each case, why, and what it could cost in tries. */
export function planLines(run: DryRun, io: CliIo, json: boolean): string[] {
  const { subject } = run;
  const plan = (ics: Ics | undefined): PlannedCase[] =>
    planRun({
      cases: run.selected,
      subject: subject ?? nobody,
      secrets: subject === undefined ? everySecret : { ...subject.secrets, ...run.secrets },
      allow: run.allow,
      ...(ics === undefined ? {} : { ics }),
    });
  const planned = plan(run.ics);
  const budgets = planSafety(planned, {}, defaultFloors).secrets.map(({ secret, sum, worst, floor }) => ({
    secret,
    // One try for a value that may be wrong stays one, however often the cases are repeated.
    sum: 1 + (sum - 1) * run.repeat,
    worst,
    floor,
  }));
  const difference = run.against === undefined ? undefined : differences(planned, plan(run.against));
  if (json) {
    return [
      JSON.stringify({
        type: 'plan',
        subject: subject?.address ?? null,
        cases: planned.map(({ definition, because, instead }) => ({
          id: definition.id,
          does: instead?.verdict ?? 'RUN',
          cost: definition.cost,
          appliesTo: definition.appliesTo,
          because,
          ...(instead === undefined ? {} : { reason: instead.reason }),
        })),
        tries: budgets,
        ...(difference === undefined ? {} : { difference }),
      }),
    ];
  }
  return [
    ...planned.map(({ definition, because, instead }) => {
      const does = instead?.verdict ?? 'RUN';
      return `${does.padEnd(14)} ${definition.id}  ${say(io, instead?.reason ?? because)}`;
    }),
    say(io, messages.planned(...counts(planned))),
    ...budgets.map(({ secret, sum, worst, floor }) =>
      say(io, tryCost(secrets[secret].title, String(sum), String(worst), String(floor))),
    ),
    ...(subject === undefined || isReal(subject) ? [] : [say(io, messages.triesRestored())]),
    ...(difference ?? []).map(
      ({ id, now, against, because }) =>
        `${now === 'RUN' ? '+' : against === 'RUN' ? '-' : '~'} ${id}  ${against} → ${now}  ${say(io, because)}`,
    ),
    ...(difference === undefined
      ? []
      : [say(io, messages.planDifference(String(difference.length), String(catalogue.length)))]),
  ];
}

const doesOf = ({ instead }: PlannedCase): string => instead?.verdict ?? 'RUN';

function counts(planned: readonly PlannedCase[]): [string, string, string, string] {
  const count = (does: string): string => String(planned.filter((plan) => doesOf(plan) === does).length);
  return [String(planned.length), count('RUN'), count('NOT APPLICABLE'), count('SKIPPED')];
}

interface Difference {
  readonly id: string;
  readonly now: string;
  readonly against: string;
  readonly because: Bilingual;
}

/** Cases with which the two ICS would do different things, and which items of the first made it so. */
function differences(now: readonly PlannedCase[], against: readonly PlannedCase[]): Difference[] {
  return now.flatMap((plan, index) => {
    const other = against[index]!;
    if (doesOf(plan) === doesOf(other)) return [];
    return [{ id: plan.definition.id, now: doesOf(plan), against: doesOf(other), because: plan.because }];
  });
}

/** `run --dry-run`. Gives the exit code. */
export async function planOnly(
  selectors: readonly string[],
  options: RunCommandOptions,
  io: CliIo,
): Promise<number> {
  const { selected } = chosenCases(selectors, options.failed, io.cwd, options.subject);
  const ics = options.ics === undefined ? undefined : readIcs(options.ics, io.cwd);
  const against = options.against === undefined ? undefined : readIcs(options.against, io.cwd);
  if (options.subject === undefined && ics === undefined) {
    throw new UsageError('usage/subject', messages.noSubject());
  }
  const opened =
    options.subject === undefined
      ? undefined
      : await openSubject({ ...options, subject: options.subject, cases: selected }, io);
  try {
    const lines = planLines(
      {
        selected,
        subject: opened?.subject,
        secrets: readSecrets(options.secrets, io.cwd),
        allow: allowedCosts(options.allow ?? []),
        repeat: numberWithin('--repeat', options.repeat, 1, 1000) ?? 1,
        ics,
        against,
      },
      io,
      options.json ?? false,
    );
    for (const text of lines) io.out(text);
    return 0;
  } finally {
    if (opened !== undefined) await closeInTime(opened.subject);
  }
}
