import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { NotMeasured } from './row.ts';

/** Resident set size of a process in KiB. Throws NotMeasured where the system does not tell. */
export async function residentKiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? (await fromPs(pid));
  if (kilobytes !== undefined) return Number(kilobytes);
  throw new NotMeasured({
    en: 'this system does not tell the memory of another process',
    ja: 'このシステムでは他プロセスのメモリーを調べられません',
  });
}

function fromPs(pid: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile('ps', ['-o', 'rss=', '-p', String(pid)], (error, stdout) => {
      resolve(error === null ? /\d+/.exec(stdout)?.[0] : undefined);
    });
  });
}
