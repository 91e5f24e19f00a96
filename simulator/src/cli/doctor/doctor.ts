import { type CliIo, say } from '../io.ts';
import { type Check, type Finding, note, type Status } from './check.ts';
import { checks } from './checks.ts';
import type { Environment } from './environment.ts';
import { systemEnvironment } from './system-environment.ts';

/** The doctor's findings, for programs. A change of form gets a new version. */
export interface DoctorDocument {
  readonly kazashi: 'doctor';
  readonly version: 1;
  readonly problems: number;
  readonly checks: readonly {
    readonly id: string;
    readonly title: string;
    readonly status: Status;
    readonly text: string;
    readonly remedy: readonly string[];
  }[];
}

const statusWords = {
  ok: { en: 'ok     ', ja: '正常' },
  note: { en: 'note   ', ja: '注意' },
  problem: { en: 'problem', ja: '問題' },
} as const;

async function findingOf(check: Check, environment: Environment): Promise<Finding> {
  try {
    return await check.run(environment);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return note({
      en: `${check.title.en} could not be looked at: ${reason}`,
      ja: `${check.title.ja}を調べられませんでした: ${reason}`,
    });
  }
}

/**
 * Looks for what keeps programs from seeing the card and prints a line for each thing looked at; problems with
 * commands to copy. 0 when there is no problem, else 1.
 */
export async function runDoctor(
  io: CliIo,
  options: { readonly json: boolean; readonly environment?: Environment; readonly checks?: readonly Check[] },
): Promise<number> {
  const environment = options.environment ?? systemEnvironment(io.env);
  const told: DoctorDocument['checks'][number][] = [];
  for (const check of options.checks ?? checks) {
    if (check.applies?.(environment) === false) continue;
    const { status, text, remedy = [] } = await findingOf(check, environment);
    told.push({ id: check.id, title: say(io, check.title), status, text: say(io, text), remedy });
    if (options.json) continue;
    io.out(`${say(io, statusWords[status])}  ${say(io, text)}`);
    for (const command of remedy) io.out(`         $ ${command}`);
  }
  const problems = told.filter(({ status }) => status === 'problem').length;
  if (options.json) {
    const document: DoctorDocument = { kazashi: 'doctor', version: 1, problems, checks: told };
    io.out(JSON.stringify(document, null, 2));
  } else {
    io.out('');
    io.out(
      problems === 0
        ? say(io, { en: 'no problem found', ja: '問題は見つかりませんでした' })
        : say(io, {
            en: `${problems} ${problems === 1 ? 'problem' : 'problems'} found`,
            ja: `問題が${problems}件見つかりました`,
          }),
    );
  }
  return problems === 0 ? 0 : 1;
}
