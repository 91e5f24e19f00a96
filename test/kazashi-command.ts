import { readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..');
const bundle = join(root, 'dist', 'kazashi.js');
const sources = ['bin', 'simulator/src', 'conformance/src', 'profiles', 'firmware-fixtures', 'reports/src'];

/** The latest change of a source at or below a path, in ms. */
function newest(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return /\.test\.ts$/.test(path) ? 0 : stat.mtimeMs;
  // The profiles' own compiled form is made by the build.
  const names = readdirSync(path).filter((name) => name !== 'node_modules' && name !== 'compiled');
  return Math.max(0, ...names.map((name) => newest(join(path, name))));
}

function isFresh(): boolean {
  const built = statSync(bundle, { throwIfNoEntry: false })?.mtimeMs;
  return built !== undefined && sources.every((source) => newest(join(root, source)) <= built);
}

function commandLine(): readonly [string, ...string[]] {
  if (isFresh()) return [process.execPath, bundle];
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return [process.execPath, '--import', loader, join(root, 'bin', 'kazashi.ts')];
}

/**
 * `kazashi` as a process of its own, for tests: the bundle that users run when it is newer than every source, else
 * the sources, which start five times as slowly.
 */
export const kazashiCommand: readonly [string, ...string[]] = commandLine();
