import { conformanceAfterwords, conformanceListings } from '@kazashi/conformance/cli';
import { type CliIo, type Listed, say, simulatorListings } from '@kazashi/simulator/cli';
import type { Command } from 'commander';

/** The rules with what holds to each of them: stories of the simulator, cases of the harness. */
function withTests(rules: readonly Listed[], judged: readonly Listed[]): Listed[] {
  const cases = new Map(judged.map(({ id, tests }) => [id, tests]));
  const listOf = (tests: unknown): readonly unknown[] => (Array.isArray(tests) ? tests : []);
  return rules.map((rule) => ({ ...rule, tests: [...listOf(rule.tests), ...listOf(cases.get(rule.id))] }));
}

/** Where a rule is from, which machine decides it, which switch bends it. */
const whereFrom = ({ source, machine, switch: bends }: Listed): string =>
  [source, machine && `machine ${machine}`, bends && `switch ${bends}`].filter(Boolean).join('; ');

/** `kazashi list WHAT`: what comes with every part, in one place. */
export function registerList(program: Command, io: CliIo): void {
  const kinds = [
    'cases',
    'requirements',
    'clients',
    'suites',
    'cards',
    'persons',
    'phones',
    'readers',
    'events',
    'rules',
    'switches',
  ];
  program
    .command('list')
    .description(say(io, { en: `${kinds.join(' | ')}`, ja: `${kinds.join(' | ')} の一覧` }))
    .argument('<what>')
    .option('--json', say(io, { en: 'one JSON array', ja: '1つのJSON配列で出力する' }))
    .action(async (what: string, options: { json?: boolean }) => {
      const simulator = await simulatorListings();
      const harness = await conformanceListings();
      const listings: Record<string, () => readonly Listed[] | Promise<readonly Listed[]>> = {
        ...simulator,
        ...harness,
        rules: async () => withTests((await simulator.rules?.()) ?? [], (await harness.rules?.()) ?? []),
      };
      const listing = listings[what];
      if (listing === undefined) {
        io.err(
          say(io, {
            en: `kazashi: list ${what}: one of ${kinds.join(', ')}`,
            ja: `kazashi: list ${what}: ${kinds.join('、')} のいずれか`,
          }),
        );
        io.exit(2);
        return;
      }
      const rows = await listing();
      if (options.json) {
        io.out(JSON.stringify(rows));
        return;
      }
      const width = Math.max(...rows.map(({ id }) => id.length));
      for (const row of rows) {
        io.out(`${row.id.padEnd(width)}  ${row.text[io.language]}`);
        if (what === 'rules') io.out(`${' '.repeat(width)}  [${whereFrom(row)}]`);
      }
      for (const line of await conformanceAfterwords(what, io.language)) io.out(line);
    });
}
