// node scripts/build.mjs [--force] [--types]
// Compiles the profiles and bundles the programs and the library to dist/, when a source is newer than it.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');
const program = join(dist, 'kazashi.js');
const declarations = join(dist, 'index.d.ts');
const compiledProfiles = join(root, 'profiles', 'src', 'compiled');

const entries = {
  kazashi: 'bin/kazashi.ts',
  'first-run': 'bin/first-run.ts',
  index: 'simulator/src/index.ts',
  'kill-matrix-part': 'conformance/src/drivers/emulated-matrix-part.ts',
  'reference-client': 'conformance/src/clients/reference-program.ts',
};
const sources = [
  'bin',
  'simulator',
  'conformance',
  'profiles',
  'firmware-fixtures',
  'reports',
  'scripts/build.mjs',
  'package-lock.json',
  'package.json',
  'tsconfig.json',
];
const notSources = /^(?:node_modules|compiled|out)$|\.test\.ts$/;
/** Packages with native code stay packages of their own; whoever needs them installs them. */
const external = ['serialport', '@serialport/*', 'usb', 'pcsc-mini'];
/** CommonJS packages call `require` for Node's own modules, and ES modules have none. */
const banner = {
  js: "import { createRequire as kazashiRequire } from 'node:module'; const require = kazashiRequire(import.meta.url);",
};

/** The latest change at or below a path, in ms. Directories count, so that a deleted file is noticed. */
function newest(path) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isDirectory()) return stat?.mtimeMs ?? 0;
  return readdirSync(path).reduce(
    (latest, name) => (notSources.test(name) ? latest : Math.max(latest, newest(join(path, name)))),
    stat.mtimeMs,
  );
}

function isFresh(withTypes) {
  const built = statSync(program, { throwIfNoEntry: false });
  if (built === undefined || !existsSync(compiledProfiles)) return false;
  if (withTypes && !existsSync(declarations)) return false;
  return sources.every((source) => newest(join(root, source)) <= built.mtimeMs);
}

async function compileProfiles(esbuild) {
  const directory = mkdtempSync(join(tmpdir(), 'kazashi-build-'));
  try {
    const outfile = join(directory, 'compile.mjs');
    await esbuild.build({
      absWorkingDir: root,
      entryPoints: ['profiles/src/compile.ts'],
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20.19',
      banner,
      outfile,
      logLevel: 'warning',
    });
    const { status } = spawnSync(process.execPath, [outfile, join(root, 'profiles')], { stdio: 'inherit' });
    if (status !== 0) throw new BuildError('the profiles do not compile');
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Bundles beside dist/ and puts it in its place whole: a program that runs, or a second build, never sees half. */
async function bundle(esbuild) {
  const next = `${dist}.${process.pid}`;
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir: next,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    sourcemap: true,
    minifyWhitespace: true,
    metafile: true,
    external,
    banner,
    logLevel: 'warning',
  });
  checkStart(metafile.outputs, relative(root, next));
  writeFileSync(join(next, 'third-party-licences.txt'), licences(Object.keys(metafile.inputs)));
  // The bench compiles it where it runs.
  copyFileSync(join(root, 'simulator/src/bench/pcsc-client.c'), join(next, 'pcsc-client.c'));
  chmodSync(join(next, 'kazashi.js'), 0o755);
  const old = `${next}.old`;
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(next, dist);
  rmSync(old, { recursive: true, force: true });
}

/** Packages that take longer to load than everything else between the start and the first answer to an APDU. */
const notAtStart = /node_modules\/(?:zod|yaml|@peculiar\/[^/]+|pdfmake)\//;

/** Sees that `up` loads none of them: what each output imports statically comes with it. */
function checkStart(outputs, directory) {
  const loaded = new Set();
  const load = (path) => {
    if (loaded.has(path)) return;
    loaded.add(path);
    for (const one of outputs[path].imports)
      if (one.kind === 'import-statement' && !one.external) load(one.path);
  };
  load(`${directory}/kazashi.js`);
  load(Object.keys(outputs).find((path) => outputs[path].entryPoint === 'simulator/src/cli/up.ts'));
  for (const path of loaded) {
    const slow = Object.keys(outputs[path].inputs).find((input) => notAtStart.test(input));
    if (slow !== undefined)
      throw new BuildError(`${slow} is loaded when kazashi starts: import it where it is needed`);
  }
}

/** The licence of every package whose code went into the bundle. */
function licences(inputs) {
  const packages = new Set(inputs.map((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0]));
  packages.delete(undefined);
  return [...packages]
    .sort()
    .map((path) => {
      const directory = join(root, path);
      const { name, version, license } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
      const file = readdirSync(directory).find((entry) => /^licen[cs]e(?:\.|$)/i.test(entry));
      const text = file === undefined ? '' : readFileSync(join(directory, file), 'utf8').trim();
      return `${name} ${version} (${license})\n\n${text}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** One declaration file that needs no other package. */
async function bundleTypes() {
  const { rollup } = await import('rollup');
  const { dts } = await import('rollup-plugin-dts');
  const types = await rollup({
    input: join(root, entries.index),
    external: /^node:/,
    plugins: [dts({ respectExternal: true, tsconfig: join(root, 'tsconfig.json') })],
    onwarn(warning) {
      throw new BuildError(`the types do not bundle: ${warning.message}`);
    },
  });
  await types.write({ file: declarations, format: 'es' });
  await types.close();
}

class BuildError extends Error {}

const withTypes = process.argv.includes('--types');
if (process.argv.includes('--force') || !isFresh(withTypes)) {
  const start = performance.now();
  try {
    const esbuild = await import('esbuild');
    await compileProfiles(esbuild);
    const sourcesRead = new Date();
    await bundle(esbuild);
    if (withTypes) await bundleTypes();
    // A source saved while the build ran is newer than what was built.
    utimesSync(program, sourcesRead, sourcesRead);
    console.error(`Built dist/ in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  } catch (error) {
    rmSync(program, { force: true });
    // esbuild has printed its own errors.
    if (!('errors' in error)) console.error(error instanceof BuildError ? error.message : error);
    process.exitCode = 1;
  }
}
