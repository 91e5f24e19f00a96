// node scripts/complete-lockfile.mjs
// Adds to package-lock.json the packages for other platforms that npm left out: `npm ci` refuses a lockfile without
// them, and a registry mirror that holds only the packages of its own platform makes `npm install` write one.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

/** What others call the same. */
const otherNames = { macos: 'darwin', windows: 'win32', aarch64: 'arm64', x86_64: 'x64', x86: 'ia32' };

/** Optional packages that a lockfile's packages ask for and that have no entry in it: [name, version, asked for by]. */
export function missingOptional({ packages }) {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {}, dev }]) =>
    Object.entries(optionalDependencies)
      .filter(
        ([name]) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
      )
      .map(([name, version]) => ({ name, version, dev })),
  );
}

/** The entry of a package for another platform. What it runs on stands in its name. */
function entryOf({ name, version, dev }) {
  const words = name.split(/[/-]/).map((word) => otherNames[word] ?? word);
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  if (os === undefined || cpu === undefined || !/^\d+\.\d+\.\d+$/.test(version)) {
    throw new Error(`${name}@${version} does not say what it runs on; add it by hand`);
  }
  const libc = words.some((word) => word.startsWith('musl')) ? ['musl'] : ['glibc'];
  return {
    version,
    cpu: [cpu],
    ...(dev === true ? { dev } : {}),
    ...(os === 'linux' ? { libc } : {}),
    optional: true,
    os: [os],
  };
}

function complete(file) {
  const lockfile = JSON.parse(readFileSync(file, 'utf8'));
  const missing = missingOptional(lockfile);
  for (const one of missing) lockfile.packages[`node_modules/${one.name}`] = entryOf(one);
  const sorted = Object.entries(lockfile.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  lockfile.packages = Object.fromEntries(sorted);
  if (missing.length > 0) writeFileSync(file, `${JSON.stringify(lockfile, null, 2)}\n`);
  console.log(`${missing.length} packages of other platforms added to package-lock.json`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  complete(join(dirname(dirname(fileURLToPath(import.meta.url))), 'package-lock.json'));
}
