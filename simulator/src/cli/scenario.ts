import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { personProfiles } from '@kazashi/profiles';
import type { ScenarioSource } from '@kazashi/profiles/scenarios';
import { SimulatorError } from '../errors.ts';
import { rules as allRules } from '../rules/rule-set.ts';
import type { StepReport } from '../scenario/play-step.ts';
import { scenarioFaults } from '../scenario/scenario-faults.ts';
import { MemoryStore } from '../store/memory-store.ts';
import type { Store } from '../store/store.ts';
import { failed } from './exit-codes.ts';
import type { CliIo } from './io.ts';
import { ScenarioTeller } from './scenario-text.ts';
import { knownToScenarios, runScenario } from './scenario-world.ts';

export interface ScenarioOptions {
  readonly state?: string;
  readonly until?: string;
  readonly mutant?: readonly string[];
  readonly json?: boolean;
}

const usage = (message: string): SimulatorError => new SimulatorError('usage/scenario', message);

/** Scenarios by id, all that come with kazashi, or files; each checked before anything is played. */
async function sourcesOf(wanted: readonly string[], cwd: string): Promise<ScenarioSource[]> {
  const { scenarios } = await import('@kazashi/profiles/scenarios');
  const found: ScenarioSource[] = [];
  for (const name of wanted) {
    const shipped = scenarios.get(name);
    if (name === 'all') found.push(...scenarios.values());
    else if (shipped !== undefined) found.push(shipped);
    else if (/\.ya?ml$/i.test(name)) found.push(await parsed(name, cwd));
    else throw usage(`there is no scenario "${name}"; see: kazashi scenario list, or give a .yaml file`);
  }
  return found;
}

async function parsed(file: string, cwd: string): Promise<ScenarioSource> {
  let yaml: string;
  try {
    yaml = readFileSync(resolve(cwd, file), 'utf8');
  } catch (error) {
    throw usage(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  const { ownFaults, parseScenario } = await import('@kazashi/profiles/parse');
  return parseScenario(yaml, file, (scenario) => [
    ...scenarioFaults(scenario, knownToScenarios),
    ...ownFaults(scenario, personProfiles),
  ]);
}

function lineOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,6}$/.test(text)) throw usage('--until is the number of a line');
  return Number(text);
}

async function openStore(directory: string | undefined, io: CliIo): Promise<Store> {
  if (directory === undefined) return new MemoryStore();
  const { openFileStore } = await import('../store/file-store.ts');
  return openFileStore(resolve(io.cwd, directory), { log: { info: (message) => io.err(message) } });
}

const jsonReport = ({ at, step, outcome, happened, exchanges, differences }: StepReport, line: number) => ({
  type: 'step',
  line,
  at,
  step,
  ...(outcome === undefined ? {} : { outcome }),
  happened,
  ...(exchanges === undefined ? {} : { exchanges }),
  differences,
});

async function play(source: ScenarioSource, options: ScenarioOptions, io: CliIo): Promise<boolean> {
  const { scenario, file } = source;
  const teller = new ScenarioTeller(io.language);
  const json = (value: unknown): void => io.out(JSON.stringify(value));
  const lines = (told: readonly string[]): void =>
    told.forEach((line) => {
      io.out(line);
    });
  let steps = 0;
  if (options.json) json({ type: 'scenario', id: scenario.id, file, title: scenario.title });
  else lines(teller.title(source));
  const store = await openStore(options.state, io);
  try {
    const { end, before } = await runScenario({
      source,
      store,
      mutants: options.mutant,
      untilLine: lineOf(options.until),
      tell(report, line) {
        if (report.differences.length === 0) steps++;
        if (options.json) return json(jsonReport(report, line));
        lines(teller.step(report));
        for (const difference of report.differences) {
          teller.difference(difference, `${file}:${line}`).forEach((told) => {
            io.err(told);
          });
        }
      },
    });
    if (options.json) json({ type: 'end', id: scenario.id, end, steps: before + steps });
    else io.out(teller.end(end, before + steps));
    return end !== 'differs';
  } finally {
    await store.close();
  }
}

/** `kazashi scenario run FILE...`: tells each story as it goes; the exit code says whether all went as written. */
export async function scenarioRun(
  wanted: readonly string[],
  options: ScenarioOptions,
  io: CliIo,
): Promise<void> {
  const sources = await sourcesOf(wanted, io.cwd);
  if (sources.length > 1 && (options.state ?? options.until) !== undefined) {
    throw usage('--state and --until go with one scenario');
  }
  for (const id of options.mutant ?? []) {
    if (!allRules.some((rule) => rule.id === id)) throw usage(`there is no rule ${id} to break`);
  }
  let good = 0;
  for (const source of sources) if (await play(source, options, io)) good++;
  if (good < sources.length) io.exit(failed);
}

/** `kazashi scenario list`. */
export async function scenarioList(options: { readonly json?: boolean }, io: CliIo): Promise<void> {
  const { scenarios } = await import('@kazashi/profiles/scenarios');
  const all = [...scenarios.values()].map(({ scenario }) => scenario);
  if (options.json) {
    io.out(JSON.stringify(all.map(({ id, title, rules }) => ({ id, text: title, rules }))));
    return;
  }
  const width = Math.max(...all.map(({ id }) => id.length));
  for (const { id, title } of all) io.out(`${id.padEnd(width)}  ${title[io.language]}`);
}
