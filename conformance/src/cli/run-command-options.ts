import { emulatedSubject } from '../drivers/emulated-subjects.ts';
import { messages } from './messages.ts';
import { UsageError } from './usage-error.ts';

/** The options of `kazashi run` as the command line gives them. */
export interface RunCommandOptions {
  readonly subject?: string;
  readonly control?: string;
  readonly profile?: string;
  readonly person?: string;
  readonly ics?: string;
  readonly against?: string;
  readonly dryRun?: boolean;
  readonly secrets?: string;
  readonly lab?: string;
  readonly baseline?: string;
  readonly operator?: string;
  readonly operatorLimit?: string;
  readonly allow?: readonly string[];
  readonly failed?: string;
  readonly repeat?: string;
  readonly mutants?: boolean;
  readonly fast?: boolean;
  readonly out?: string;
  readonly full?: boolean;
  readonly resume?: string;
  readonly signKey?: string;
  readonly signCert?: string;
  readonly json?: boolean;
  readonly pin?: string;
}

/** Sees that the options go together. Throws UsageError. */
export function refuseWrongOptions(options: RunCommandOptions): void {
  if (options.pin !== undefined) throw new UsageError('usage/pin', messages.pinRefused());
  const needs = (given: unknown, option: string, other: unknown, name: string): void => {
    if (given && !other) throw new UsageError('usage/needs', messages.needs(option, name));
  };
  const apart = (given: unknown, option: string, other: unknown, name: string): void => {
    if (given && other) throw new UsageError('usage/not-with', messages.notWith(option, name));
  };
  needs(options.against, '--against', options.dryRun && options.ics, '--dry-run --ics');
  needs(options.full, '--full', options.out ?? options.resume, '--out');
  needs(options.signKey, '--sign-key', options.signCert, '--sign-cert');
  needs(options.signCert, '--sign-cert', options.signKey, '--sign-key');
  needs(options.signKey, '--sign-key', options.out ?? options.resume, '--out');
  for (const [given, name] of [
    [options.out, '--out'],
    [options.dryRun, '--dry-run'],
    [options.mutants, '--mutants'],
    [options.failed, '--failed'],
    [options.ics, '--ics'],
    [options.lab, '--lab'],
    [options.baseline, '--baseline'],
    [options.repeat, '--repeat'],
    [options.allow, '--allow'],
  ] as const) {
    apart(options.resume, '--resume', given, name);
  }
  const { subject = '' } = options;
  const breakable =
    subject === 'emulated:card' || subject === 'client:reference' || emulatedSubject(subject) !== undefined;
  if (options.mutants && !breakable) {
    throw new UsageError('usage/mutants', messages.mutantsNeedEmulated());
  }
}

/** The options that a run is made again with: neither secrets nor where to write. */
export function optionsAgain(options: RunCommandOptions): string[] {
  const { subject, control, profile, ics, lab, baseline, secrets, operator, operatorLimit, repeat } = options;
  const words = (name: string, value: string | undefined): string[] =>
    value === undefined ? [] : [name, value];
  return [
    ...words('--subject', subject),
    ...words('--control', control),
    ...words('--profile', profile),
    ...words('--ics', ics),
    ...words('--lab', lab),
    ...words('--baseline', baseline),
    ...words('--secrets', secrets),
    ...words('--operator', operator),
    ...words('--operator-limit', operatorLimit),
    ...(options.allow ?? []).flatMap((cost) => ['--allow', cost]),
    ...words('--repeat', repeat),
    ...(options.mutants ? ['--mutants'] : []),
  ];
}
