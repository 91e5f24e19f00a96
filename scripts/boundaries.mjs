// Checks who imports what against .dependency-cruiser.cjs, after proving in a copy that every rule bites.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const configuration = join(root, '.dependency-cruiser.cjs');
const cruiser = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
const { forbidden } = createRequire(import.meta.url)(configuration);

const workspaces = ['simulator', 'conformance', 'profiles', 'firmware-fixtures', 'reports'];
const publicEntry = 'simulator/src/index.ts';

/** Modules with their dependencies, and what breaks a rule, in a directory laid out like this one. */
function cruise(directory) {
  const folders = [...workspaces, 'bin'].filter((folder) => existsSync(join(directory, folder)));
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [cruiser, '--config', configuration, '--output-type', 'json', ...folders],
    { cwd: directory, encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  // The status is the number of violations; without JSON it did not get that far.
  if (!stdout.startsWith('{')) throw new Error(`dependency-cruiser ended with ${status}: ${stderr}`);
  const { modules, summary } = JSON.parse(stdout);
  return { modules, violations: summary.violations };
}

/** Whether `file` imports `target` according to the cruise. */
const imports = (modules, file, target) =>
  modules.some(
    ({ source, dependencies }) => file(source) && dependencies.some(({ resolved }) => resolved === target),
  );

/** For each rule a file that breaks it: [path, source, further files]. */
const canaries = {
  'no-cycle': [
    'profiles/src/canary.ts',
    "import './canary-2.ts';",
    { 'profiles/src/canary-2.ts': "import './canary.ts';" },
  ],
  resolvable: ['profiles/src/canary.ts', "import './nowhere.ts';"],
  'known-folder': ['simulator/src/new-folder/canary.ts', "import '../errors.ts';"],
  'codec-is-alone': ['simulator/src/codec/canary.ts', "import 'node:fs';"],
  'lifecycle-is-pure': ['simulator/src/lifecycle/canary.ts', "import 'node:crypto';"],
  'simulator-is-judged-not-judge': ['simulator/src/cli/canary.ts', "import '@kazashi/reports';"],
  'conformance-has-its-own-bytes': [
    'conformance/src/engine/canary.ts',
    "import type { Entry } from '@kazashi/simulator';",
  ],
  'workspace-by-its-name': [
    'conformance/src/drivers/emulated-canary.ts',
    "import '../../../simulator/src/errors.ts';",
  ],
  'cases-know-no-driver': ['conformance/src/cases/canary.ts', "import '../drivers/emulated.ts';"],
  'reports-from-results-only': ['reports/src/canary.ts', "import '@kazashi/simulator';"],
  'profiles-are-data': ['profiles/src/canary.ts', "import '@kazashi/firmware-fixtures';"],
  'fixtures-are-data': ['firmware-fixtures/src/canary.ts', "import '@kazashi/profiles';"],
  'fixtures-through-pki': ['simulator/src/card/canary.ts', "import '@kazashi/firmware-fixtures';"],
  'x509-in-pki-and-conformance': [
    'simulator/src/card/canary.ts',
    "import type { Name } from '@peculiar/x509';",
  ],
  'native-on-demand': ['simulator/src/endpoints/canary.ts', "import 'serialport';"],
  'programs-are-the-end': ['reports/src/canary.ts', "import '../../bin/kazashi.ts';"],
  'tests-are-the-end': ['profiles/src/canary.ts', "import './some.test.ts';"],
};

/** The folder rules share one shape, so their canaries are made from them: an import of a folder not allowed. */
function folderCanary(rule) {
  const folder = rule.name.slice('simulator-'.length);
  const allowed = rule.to.pathNot.map((pattern) => new RegExp(pattern));
  const others = [...folderNames(), 'new-folder'];
  const targets = others.map((other) => `${other}/innocent`);
  const target = targets.find((path) => !allowed.some((pattern) => pattern.test(`simulator/src/${path}.ts`)));
  return [`simulator/src/${folder}/canary.ts`, `import type { Innocent } from '../${target}.ts';`];
}

const folderRules = forbidden.filter(({ name, from }) => from.path === `^simulator/src/${name.slice(10)}/`);
function folderNames() {
  return folderRules.map(({ name }) => name.slice('simulator-'.length));
}

/** A small copy of the layout in which nothing breaks a rule. */
function innocents() {
  const files = {
    'simulator/src/errors.ts': 'export class Innocent {}',
    'simulator/src/simulator.ts': "import './errors.ts'; export type Innocent = 1;",
    [publicEntry]: 'export type Entry = 1;',
    'bin/kazashi.ts': "import '@kazashi/simulator';",
    'profiles/src/some.test.ts': "import './index.ts';",
    'conformance/src/drivers/emulated.ts': "await import('@kazashi/simulator');",
    'simulator/src/endpoints/serial.ts': "await import('serialport');",
  };
  for (const workspace of workspaces) {
    files[`${workspace}/package.json`] = JSON.stringify({
      name: `@kazashi/${workspace}`,
      type: 'module',
      exports: { '.': './src/index.ts' },
    });
    files[`${workspace}/src/index.ts`] ??= 'export {};';
  }
  for (const folder of [...folderNames(), 'new-folder']) {
    files[`simulator/src/${folder}/innocent.ts`] = 'export type Innocent = 1;';
  }
  for (const name of ['serialport', '@peculiar/x509']) {
    files[`node_modules/${name}/package.json`] = JSON.stringify({
      name,
      type: 'module',
      exports: './index.js',
    });
    files[`node_modules/${name}/index.js`] = 'export {};';
  }
  return files;
}

/** Cruises a copy with `files` in it. */
function cruiseCopy(files) {
  const directory = mkdtempSync(join(tmpdir(), 'kazashi-boundaries-'));
  try {
    for (const [path, source] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), source);
    }
    mkdirSync(join(directory, 'node_modules', '@kazashi'));
    for (const workspace of workspaces) {
      symlinkSync(
        join(directory, workspace),
        join(directory, 'node_modules', '@kazashi', workspace),
        'junction',
      );
    }
    return cruise(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** A cycle is reported for one of its files only. */
const touches = ({ from, cycle = [] }, path) => from === path || cycle.some(({ name }) => name === path);

/** What is wrong with the rules themselves, one line each. */
function checkRules() {
  const faults = [];
  const clean = cruiseCopy(innocents());
  for (const { rule, from } of clean.violations) faults.push(`${rule.name} bites the innocent ${from}`);
  const emulated = (path) => path === 'conformance/src/drivers/emulated.ts';
  if (!imports(clean.modules, emulated, publicEntry))
    faults.push('@kazashi/simulator does not resolve to its sources');

  // Canaries of different files go into one copy.
  const rounds = [];
  for (const rule of forbidden) {
    const canary = canaries[rule.name] ?? (folderRules.includes(rule) ? folderCanary(rule) : undefined);
    if (canary === undefined) {
      faults.push(`${rule.name} has no canary`);
      continue;
    }
    const [path, source, more = {}] = canary;
    let round = rounds.find(({ files }) => !(path in files));
    if (round === undefined) {
      round = { files: innocents(), expected: [] };
      rounds.push(round);
    }
    Object.assign(round.files, { [path]: source }, more);
    round.expected.push({ rule: rule.name, path });
  }
  for (const { files, expected } of rounds) {
    const { violations } = cruiseCopy(files);
    for (const { rule, path } of expected) {
      if (!violations.some((violation) => violation.rule.name === rule && touches(violation, path))) {
        faults.push(`${rule} does not bite its canary ${path}`);
      }
    }
  }
  return faults;
}

const faults = checkRules();
const bite = faults.length === 0 ? `${forbidden.length} rules, each seen to bite` : 'rules that do not bite';
const { modules, violations } = cruise(root);
for (const { rule, from, to, cycle } of violations) {
  const way = cycle === undefined ? to : cycle.map(({ name }) => name).join(' -> ');
  const { comment } = forbidden.find(({ name }) => name === rule.name);
  faults.push(`${rule.name}: ${from} -> ${way}. ${comment}`);
}
if (!imports(modules, (path) => path.startsWith('conformance/src/drivers/emulated'), publicEntry)) {
  faults.push('no emulated driver imports the simulator: either there is none, or the check is blind');
}
for (const fault of faults) console.error(fault);
console.log(`Boundaries: ${bite}; ${modules.length} modules, ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
