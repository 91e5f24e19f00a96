import { spawn } from 'node:child_process';
import { ended, stop } from '../child.ts';
import { selectJpki } from '../commands.ts';
import { firstAnswer } from '../first-answer.ts';
import { type BenchRow, type BenchRun, NotMeasured } from '../row.ts';
import { interleaved } from '../sampling.ts';
import { defaultReaderName, newSocket, upCommand, upEnv } from '../up.ts';

async function firstAnswerMs(run: BenchRun): Promise<number> {
  const socket = newSocket(run);
  const [file, ...args] = upCommand(run, socket);
  const start = performance.now();
  const child = spawn(file, args, { env: upEnv(run), stdio: 'ignore' });
  child.on('error', () => {});
  try {
    const gone = (): boolean =>
      child.exitCode !== null || child.signalCode !== null || child.pid === undefined;
    const response = await firstAnswer(socket, defaultReaderName, selectJpki, gone);
    const elapsed = performance.now() - start;
    if (response[0] !== 0x90) throw new Error('the first SELECT was refused');
    return elapsed;
  } finally {
    if (child.pid !== undefined) await stop(child);
  }
}

async function bareNodeMs(run: BenchRun): Promise<number> {
  const start = performance.now();
  await ended(spawn(process.execPath, ['-e', '0'], { env: run.env, stdio: 'ignore' }));
  return performance.now() - start;
}

export const startRow: BenchRow = {
  id: 'start/first-answer',
  title: { en: 'start: process to first APDU answered', ja: '起動から最初のAPDU応答まで' },
  unit: 'ms',
  peer: { en: 'node -e 0', ja: 'node -e 0' },
  goal: { of: 'difference', bound: 'at-most', limit: 150 },
  async measure(run) {
    if (!run.program.built) {
      throw new NotMeasured({
        en: 'dist/ is not built; sources start through a loader',
        ja: 'dist/ がビルドされていません',
      });
    }
    // The first start reads the files from the disk.
    await firstAnswerMs(run);
    return interleaved(
      9,
      () => firstAnswerMs(run),
      () => bareNodeMs(run),
    );
  },
};
