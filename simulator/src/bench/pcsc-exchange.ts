import { execFile } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toHex } from '../codec/hex.ts';
import { type Child, outputOf, startChild } from './child.ts';
import { read256, selectCertificate, selectJpki } from './commands.ts';
import { childCommand, type Program } from './program.ts';
import { type BenchRun, NotMeasured } from './row.ts';
import { defaultReaderName, newSocket, startUp } from './up.ts';

/** One round of one side. */
export interface Exchange {
  readonly rate: number;
  readonly p50Us: number;
  readonly p99Us: number;
}

export interface Exchanges {
  readonly card: readonly Exchange[];
  readonly echo: readonly Exchange[];
}

const rounds = 15;
/** Exchanges of a round: not counted, as its connection is new, and counted. */
const warm = 1000;
const count = 5000;
/**
 * Exchanges before the first round, for card and echo alike: compiling shares the one CPU with what is compiled, and
 * rates of the card were seen to rise over the first 60,000.
 */
const warmUp = 100_000;
/** 256 bytes and the status word. */
const responseLength = 258;

function succeeds(file: string, ...args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    execFile(file, args, (error) => resolve(error === null));
  });
}

/** Where the client's source lies: beside this module, or in the package. */
async function clientSource(program: Program): Promise<string> {
  const places = [join(program.root, 'simulator', 'src', 'bench'), join(program.root, 'dist')];
  for (const place of places) {
    const file = join(place, 'pcsc-client.c');
    if (
      await access(file).then(
        () => true,
        () => false,
      )
    )
      return file;
  }
  throw new NotMeasured({
    en: 'pcsc-client.c is not part of this installation',
    ja: 'pcsc-client.c がこのインストールに含まれていません',
  });
}

/** Compiles the client. Throws NotMeasured without a C compiler. */
export async function compileClient(program: Program, directory: string): Promise<string> {
  const source = await clientSource(program);
  const client = join(directory, 'pcsc-client');
  if (!(await succeeds('cc', '--version'))) {
    throw new NotMeasured({ en: 'there is no C compiler (cc)', ja: 'Cコンパイラー(cc)がありません' });
  }
  await outputOf(['cc', '-O2', '-o', client, source, '-ldl']);
  return client;
}

/** The last CPU this process may run on, as taskset counts them. */
async function lastAllowedCpu(): Promise<string> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  return /^Cpus_allowed_list:.*?(\d+)$/m.exec(status)?.[1] ?? '0';
}

async function pinning(): Promise<readonly string[]> {
  const pin = ['-c', await lastAllowedCpu()];
  if (await succeeds('taskset', ...pin, 'true')) return ['taskset', ...pin];
  throw new NotMeasured({
    en: 'there is no taskset to pin both processes to one CPU',
    ja: '両プロセスを1つのCPUに固定する taskset がありません',
  });
}

async function measureAll(run: BenchRun): Promise<Exchanges> {
  const pin = await pinning();
  const client = await compileClient(run.program, run.directory);
  const children: Child[] = [];
  const pinned = (...command: readonly string[]): [string, ...string[]] => {
    const [first, ...rest] = [...pin, ...command];
    return [first!, ...rest];
  };
  try {
    const cardSocket = newSocket(run);
    children.push(await startUp(run, cardSocket, pin));
    const echoSocket = newSocket(run);
    const server = await import('./echo-server.ts');
    const echoCommand = childCommand(run.program, server, [echoSocket, String(responseLength)]);
    children.push(await startChild(pinned(...echoCommand), run.env));
    const apdus = [selectJpki, selectCertificate, read256].map((apdu) => toHex(apdu));
    const cardEnv = { ...run.env, PCSCLITE_CSOCK_NAME: cardSocket };
    const exchange = async (
      warmExchanges: number,
      side: readonly string[],
      commands: readonly string[],
      env: NodeJS.ProcessEnv,
    ): Promise<Exchange> => {
      const numbers = [warmExchanges, count, responseLength].map(String);
      return JSON.parse(await outputOf(pinned(client, ...side, ...numbers, ...commands), env));
    };
    const echoed = (warmExchanges: number): Promise<Exchange> =>
      exchange(warmExchanges, ['echo', echoSocket], [], run.env);
    const transmitted = (warmExchanges: number): Promise<Exchange> =>
      withLibrary(() => exchange(warmExchanges, ['card', defaultReaderName], apdus, cardEnv));
    await echoed(warmUp);
    await transmitted(warmUp);
    const card: Exchange[] = [];
    const echo: Exchange[] = [];
    for (let round = 0; round < rounds; round++) {
      echo.push(await echoed(warm));
      card.push(await transmitted(warm));
    }
    return { card, echo };
  } finally {
    await Promise.all(children.map((child) => child.stop()));
  }
}

/** Tells a missing libpcsclite apart from everything else that may go wrong. */
async function withLibrary(exchange: () => Promise<Exchange>): Promise<Exchange> {
  try {
    return await exchange();
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes('libpcsclite.so.1')) throw error;
    throw new NotMeasured({ en: 'there is no libpcsclite.so.1', ja: 'libpcsclite.so.1 がありません' });
  }
}

const measured = new WeakMap<BenchRun, Promise<Exchanges>>();

/**
 * Reads of 256 bytes through libpcsclite and exchanges of an echo with the same system calls, in turns, everything
 * on one CPU. Made once for all rows of a run. Throws NotMeasured without Linux, cc, taskset or libpcsclite.
 */
export function pcscExchanges(run: BenchRun): Promise<Exchanges> {
  let exchanges = measured.get(run);
  if (exchanges === undefined) {
    exchanges = measureAll(run);
    measured.set(run, exchanges);
  }
  return exchanges;
}
