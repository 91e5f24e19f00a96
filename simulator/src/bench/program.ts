import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** `kazashi` as a process of its own. */
export interface Program {
  /** Root of the package: where its package.json lies. */
  readonly root: string;
  /** The command line that runs it. */
  readonly command: readonly [string, ...string[]];
  /** Whether that is what users run: the bundle, and not the sources through a loader. */
  readonly built: boolean;
}

function packageRoot(from: string): string {
  for (let directory = dirname(from); ; directory = dirname(directory)) {
    const file = join(directory, 'package.json');
    if (existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).name === 'kazashi') return directory;
    if (dirname(directory) === directory) throw new Error(`${from} lies in no package named kazashi`);
  }
}

const loaderOf = (root: string): readonly string[] => {
  const loader = createRequire(join(root, 'package.json')).resolve('tsx');
  return ['--import', pathToFileURL(loader).href];
};

/** The program this module belongs to: the bundle when there is one, else the sources. */
export function ownProgram(): Program {
  const root = packageRoot(fileURLToPath(import.meta.url));
  const bundle = join(root, 'dist', 'kazashi.js');
  if (existsSync(bundle)) return { root, command: [process.execPath, bundle], built: true };
  const sources = join(root, 'bin', 'kazashi.ts');
  return { root, command: [process.execPath, ...loaderOf(root), sources], built: false };
}

/** A module that runs as a process of its own. */
export interface ChildModule {
  /** Its own `import.meta.url`. */
  readonly url: string;
  main(...args: readonly string[]): unknown;
}

/**
 * The command line that runs `main` of a module in a new process. Import the module dynamically: only then is its
 * address the same in the bundle, where it becomes a file of its own.
 */
export function childCommand(
  program: Program,
  module: ChildModule,
  args: readonly string[],
  flags: readonly string[] = [],
): [string, ...string[]] {
  const loader = module.url.endsWith('.ts') ? loaderOf(program.root) : [];
  const script = 'import(process.argv[1]).then((module) => module.main(...process.argv.slice(2)))';
  return [process.execPath, ...flags, ...loader, '-e', script, '--', module.url, ...args];
}
