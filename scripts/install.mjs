// Installs the packages of the lockfile when they are missing or older than it. Needs Node and npm only.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What is to be said about a Node version: `error` when it cannot run kazashi, `notice` when it soon will not. */
export function judgeNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    return {
      error: `kazashi needs Node 20.19 or newer; this is Node ${version}. Get one at https://nodejs.org/.`,
    };
  }
  if (major === 20) {
    return {
      notice:
        'Node 20 reached its end of life on 2026-04-30 and gets no fixes; Node 22 or newer is the better choice.',
    };
  }
  return {};
}

/** Whether `npm ci` has to run in `directory`. npm writes the hidden lockfile when it has finished. */
export function needsInstall(directory) {
  const installed = statSync(join(directory, 'node_modules', '.package-lock.json'), {
    throwIfNoEntry: false,
  });
  return (
    installed === undefined || installed.mtimeMs < statSync(join(directory, 'package-lock.json')).mtimeMs
  );
}

function install() {
  const { error, notice } = judgeNode(process.versions.node);
  if (error !== undefined) {
    console.error(error);
    return 1;
  }
  if (notice !== undefined) console.error(notice);
  if (!needsInstall(root)) return 0;
  console.error('Installing packages (npm ci) ...');
  const arguments_ = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  // npm names itself to the scripts it runs; by hand it is found on the path, on Windows as npm.cmd.
  const npm = process.env.npm_execpath;
  const options = { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] };
  const { status, error: failure } =
    npm?.endsWith('.js') === true
      ? spawnSync(process.execPath, [npm, ...arguments_], options)
      : spawnSync('npm', arguments_, { ...options, shell: process.platform === 'win32' });
  if (status === 0) return 0;
  console.error(
    `npm ci failed${failure === undefined ? '' : `: ${failure.message}`}. Is the package registry within reach?`,
  );
  return 1;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = install();
}
