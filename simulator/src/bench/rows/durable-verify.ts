import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selectJpki, selectPin, verifyRight, verifyWrong } from '../commands.ts';
import { type BenchRow, NotMeasured } from '../row.ts';
import { awaitedPerSecond, callsPerSecond, interleaved } from '../sampling.ts';
import { benchWorld } from '../world.ts';

const rounds = 31;
const roundMs = 150;
const sectorLength = 512;
const sectors = 2048;
/** f_type of file systems that live in memory. @see statfs(2) */
const inMemory = new Set([0x0102_1994, 0x8584_58f6]);

/** A directory on a disk: below the temporary one, or else below the current one. */
export async function directoryOnDisk(): Promise<string> {
  for (const parent of [tmpdir(), process.cwd()]) {
    const { type } = await statfs(parent);
    if (!inMemory.has(type)) return mkdtemp(join(parent, '.kazashi-bench-'));
  }
  throw new NotMeasured({
    en: 'the temporary and the current directory are both in memory',
    ja: '一時ディレクトリも現在のディレクトリもメモリー上にあります',
  });
}

/** Writes one sector after the other into a file that has its full length, each with a flush of its own. */
export function bareDisk(file: string): { write(): void; close(): void } {
  const descriptor = openSync(file, 'wx');
  writeSync(descriptor, new Uint8Array(sectors * sectorLength));
  fdatasyncSync(descriptor);
  const bytes = new Uint8Array(sectorLength);
  let sector = 0;
  return {
    write() {
      bytes[0] = sector;
      writeSync(descriptor, bytes, 0, sectorLength, sector * sectorLength);
      fdatasyncSync(descriptor);
      sector = (sector + 1) % sectors;
    },
    close: () => closeSync(descriptor),
  };
}

export const durableVerifyRow: BenchRow = {
  id: 'store/verify-durable',
  title: { en: 'VERIFY that changes the counter, durable', ja: '残り回数を変えるVERIFY(ディスクに保存)' },
  unit: '/s',
  peer: { en: 'pwrite + fdatasync', ja: 'pwrite + fdatasync' },
  goal: { of: 'ratio', bound: 'at-least', limit: 0.4 },
  async measure(run) {
    const directory = await directoryOnDisk();
    try {
      const simulator = await benchWorld(run.env, join(directory, 'state'));
      const disk = bareDisk(join(directory, 'bare'));
      const session = simulator.readers.chosen(undefined).activate('bench');
      await session.transmit(selectJpki);
      await session.transmit(selectPin);
      let wrong = true;
      const verify = async (): Promise<void> => {
        const response = await session.transmit(wrong ? verifyWrong : verifyRight);
        if (response[0] !== (wrong ? 0x63 : 0x90)) throw new Error('VERIFY was not answered as it should be');
        wrong = !wrong;
      };
      const durable = (): Promise<number> => awaitedPerSecond(verify, roundMs);
      const bare = (): number => callsPerSecond(disk.write, 1, roundMs);
      await durable();
      const measurement = await interleaved(rounds, durable, bare);
      disk.close();
      await simulator.close();
      return measurement;
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
};
