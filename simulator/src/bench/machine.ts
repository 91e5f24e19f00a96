import { cpus, loadavg, release, totalmem, type } from 'node:os';

/** Where figures were taken; without it they say little. */
export interface Machine {
  readonly cpu: string;
  readonly cpus: number;
  readonly memoryMB: number;
  readonly os: string;
  readonly arch: string;
  readonly node: string;
  /** Load averages over 1, 5 and 15 minutes; zeros on Windows. */
  readonly load: readonly number[];
}

export function thisMachine(): Machine {
  const all = cpus();
  return {
    cpu: all[0]?.model.trim() ?? 'unknown',
    cpus: all.length,
    memoryMB: Math.round(totalmem() / 1e6),
    os: `${type()} ${release()}`,
    arch: process.arch,
    node: process.version,
    load: loadavg().map((load) => Math.round(load * 100) / 100),
  };
}
