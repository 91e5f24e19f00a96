import { arch, cpus, release, type, version } from 'node:os';
import type { Environment } from '../engine/run-suite.ts';

/** The machine this runs on. */
export function hostEnvironment(): Environment {
  return {
    operatingSystem: `${type()} ${release()} (${version()})`,
    processor: `${cpus()[0]?.model ?? 'unknown'}, ${cpus().length} × ${arch()}`,
    runtime: `Node.js ${process.version}`,
  };
}
