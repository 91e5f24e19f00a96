import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ConformanceError } from '../error.ts';
import { type RunningRelyingBench, startRelyingBench } from './relying-bench.ts';

/** A simulator in a process of its own. */
export interface ClientSimulator {
  readonly control: string;
  readonly token: string;
  /** Address of the PC/SC endpoint, as the trace names it. */
  readonly endpoint: string;
  /** Where the simulator's own status services are. */
  readonly status: string;
  /** What a client needs in its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** The harness's own CAs and status services, for relying parties. */
  readonly relying: RunningRelyingBench;
  close(): Promise<void>;
}

interface Ready {
  readonly control: string;
  readonly token: string;
  readonly endpoints: readonly {
    readonly kind: string;
    readonly address: string;
    readonly env: Record<string, string>;
  }[];
}

async function firstLine(child: ChildProcess): Promise<string | undefined> {
  for await (const line of createInterface({ input: child.stdout! })) return line;
  return undefined;
}

/** Certificates of the CAs of the simulated cards, DER. */
const authoritiesAt = (status: string): Promise<Uint8Array[]> =>
  Promise.all(
    ['authentication-1', 'authentication-2', 'signature-1', 'signature-2'].map(async (name) => {
      const response = await fetch(`${status}/ca/${name}.cer`);
      if (!response.ok) throw new ConformanceError('client/no-simulator', `${status} has no CA ${name}`);
      return new Uint8Array(await response.arrayBuffer());
    }),
  );

/**
 * Starts `kazashi up` with a PC/SC socket in a temporary directory. `program` is what runs kazashi: an executable
 * and its first arguments. Its calendar stands at `clock`; `more` are further options of `up`. Errors: ConformanceError `client/no-simulator`.
 */
export async function startClientSimulator(
  program: readonly string[],
  clock: string,
  more: readonly string[] = [],
): Promise<ClientSimulator> {
  const directory = await mkdtemp(join(tmpdir(), 'kazashi-client-'));
  const [executable = process.execPath, ...first] = program;
  const options = [
    'up',
    '--json',
    '--endpoint',
    `pcsc:${join(directory, 's')}`,
    '--endpoint',
    'status:127.0.0.1:0',
    '--seed',
    '1',
    '--clock',
    clock,
    ...more,
  ];
  const child = spawn(executable, [...first, ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, XDG_RUNTIME_DIR: directory, KAZASHI_TOKEN: '', KAZASHI_CONTROL: '' },
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2000);
  });
  const exited = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', (error) => {
      said += error.message;
      resolve();
    });
  });
  const close = async (): Promise<void> => {
    if (child.exitCode === null && child.pid !== undefined) child.kill('SIGTERM');
    await exited;
    await rm(directory, { recursive: true, force: true });
  };
  const line = await Promise.race([firstLine(child).catch(() => undefined), exited.then(() => undefined)]);
  if (line === undefined) {
    await close();
    throw new ConformanceError('client/no-simulator', `the simulator did not start: ${said.trim()}`);
  }
  const { control, token, endpoints } = JSON.parse(line) as Ready;
  const { address, env } = endpoints.find(({ kind }) => kind === 'pcsc')!;
  const status = endpoints.find(({ kind }) => kind === 'status')!.address;
  child.stdout!.resume();
  const relying = await startRelyingBench(clock, directory, await authoritiesAt(status));
  return {
    control,
    token,
    endpoint: address,
    env: { ...env, ...relying.env },
    relying,
    status,
    close: async () => {
      await relying.close();
      await close();
    },
  };
}
