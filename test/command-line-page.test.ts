import { readFileSync } from 'node:fs';
import { registerConformanceCommands } from '@kazashi/conformance/cli';
import { registerReportCommands } from '@kazashi/reports/cli';
import { type CliIo, registerSimulatorCommands } from '@kazashi/simulator/cli';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { registerList } from '../bin/list.ts';
import { controlApi } from '../simulator/src/control/control-api.ts';
import { createSimulator } from '../simulator/src/start-card.ts';

const page = readFileSync(new URL('../docs/command-line.md', import.meta.url), 'utf8');
const section = (heading: string): string => page.split(`\n## ${heading}\n`)[1]!.split('\n## ')[0]!;

const io: CliIo = {
  language: 'en',
  env: {},
  cwd: '.',
  out: () => {},
  err: () => {},
  exit: () => {},
};

function program(): Command {
  const command = new Command('kazashi').enablePositionalOptions();
  registerSimulatorCommands(command, io);
  registerConformanceCommands(command, io);
  registerReportCommands(command, io);
  registerList(command, io);
  return command;
}

test('the verbs of the page are the verbs of --help', () => {
  const listed = [...section('Verbs').matchAll(/^\| `([a-z]+)` \|/gm)].map((match) => match[1]);
  expect(listed.sort()).toEqual(
    program()
      .commands.map((command) => command.name())
      .sort(),
  );
});

test.each(['up', 'exec', 'run'])('every option that the page gives for %s is taken by it', (verb) => {
  const usage = new RegExp(`kazashi ${verb} +\\[[^\`]*?(?=\\nkazashi|\`\`\`)`).exec(page)![0];
  const options = [...usage.matchAll(/--[a-z-]+/g)].map((match) => match[0]);
  const command = program().commands.find((candidate) => candidate.name() === verb)!;
  const taken = command.options.map((option) => option.long);
  for (const option of options) expect(taken).toContain(option);
});

test('the routes of the page are the routes of the server', () => {
  const listed = [...section('Control API').matchAll(/^\| `([A-Z]+ \/[^`]+)` \|/gm)].map((match) => match[1]);
  const simulator = createSimulator();
  const api = controlApi({ simulator, token: 't', hosts: () => [], onError: () => {} });
  const served = api.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path}`);
  expect(listed.sort()).toEqual([...new Set(served)].sort());
});
