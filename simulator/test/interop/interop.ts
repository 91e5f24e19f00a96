/**
 * Runs real programs against endpoints of the simulator. A missing program skips the test by name; with
 * KAZASHI_INTEROP=required it fails it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { access, constants, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { systemTimers } from '../../src/clock/system-timers.ts';
import type { Endpoint, EndpointLog } from '../../src/endpoints/endpoint.ts';
import { startPcscEndpoint } from '../../src/endpoints/pcsc/pcsc-endpoint.ts';
import type { ReaderRegistry } from '../../src/readers/reader.ts';

const here = import.meta.dirname;

/** What of vitest's test context is needed to skip. */
export interface Skips {
  skip(note?: string): never;
}

/** Skips the test, or fails it where interoperation is required. */
export function missing(context: Skips, what: string): never {
  if (process.env.KAZASHI_INTEROP === 'required')
    throw new Error(`${what} is missing, and KAZASHI_INTEROP=required`);
  return context.skip(`${what} is missing`);
}

async function find(program: string): Promise<string | undefined> {
  // pcscd lives where only root looks.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
  for (const folder of program.includes('/') ? [''] : folders) {
    const path = join(folder, program);
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return undefined;
}

/** The path of a program that the test cannot do without. */
export async function requireProgram(context: Skips, program: string): Promise<string> {
  return (await find(program)) ?? missing(context, program);
}

/** A Python that has pyscard: the system's own where another one comes first in PATH. */
export async function requirePyscard(context: Skips): Promise<string> {
  for (const candidate of ['python3', '/usr/bin/python3']) {
    const path = await find(candidate);
    if (path === undefined) continue;
    const { code } = await runProgram(path, ['-c', 'import smartcard']);
    if (code === 0) return path;
  }
  return missing(context, 'pyscard');
}

export interface ProgramOptions {
  /** Added to the environment; `undefined` takes away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Written to standard input, which is then closed. */
  readonly input?: string;
  /** It is killed after so many milliseconds; 20,000 when absent. */
  readonly limitMs?: number;
}

export interface ProgramResult {
  /** Exit code; null when a signal, such as the one after `limitMs`, ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that is still running: what it prints can be waited for, and answered. */
export class RunningProgram {
  readonly process: ChildProcess;
  readonly ended: Promise<ProgramResult>;
  stdout = '';
  stderr = '';
  /** How much of `stdout` has been given out by `line`. */
  #read = 0;
  #closed = false;
  #wake: (() => void)[] = [];

  constructor(
    path: string,
    args: readonly string[],
    { env = {}, cwd, limitMs = 20_000 }: ProgramOptions = {},
  ) {
    this.process = spawn(path, args, {
      cwd,
      env: { ...process.env, LC_ALL: 'C', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: limitMs,
      killSignal: 'SIGKILL',
    });
    const woken = (): void => {
      for (const wake of this.#wake.splice(0)) wake();
    };
    this.process.stdout?.on('data', (chunk: Buffer) => {
      this.stdout += chunk.toString();
      woken();
    });
    this.process.stderr?.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString();
      woken();
    });
    // A program that ends without reading its input is its own business.
    this.process.stdin?.on('error', () => {});
    this.ended = new Promise((resolve, reject) => {
      this.process.on('error', reject);
      this.process.on('close', (code) => {
        this.#closed = true;
        woken();
        resolve({ code, stdout: this.stdout, stderr: this.stderr });
      });
    });
  }

  /** Resolves when it has printed `text`; fails when it ends without. */
  async prints(text: string): Promise<void> {
    while (!this.stdout.includes(text)) {
      if (this.#closed) throw new Error(`ended without "${text}": ${this.stdout}${this.stderr}`);
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  /** The next line that it prints; fails when it ends without. */
  async line(): Promise<string> {
    for (;;) {
      const end = this.stdout.indexOf('\n', this.#read);
      if (end >= 0) {
        const line = this.stdout.slice(this.#read, end);
        this.#read = end + 1;
        return line;
      }
      if (this.#closed) throw new Error(`ended without another line: ${this.stdout}${this.stderr}`);
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  write(text: string): void {
    this.process.stdin?.write(text);
  }

  closeInput(): void {
    this.process.stdin?.end();
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<ProgramResult> {
    this.process.kill(signal);
    return this.ended;
  }
}

/** Runs a program to its end. */
export function runProgram(
  path: string,
  args: readonly string[] = [],
  options: ProgramOptions = {},
): Promise<ProgramResult> {
  const program = new RunningProgram(path, args, options);
  if (options.input !== undefined) program.write(options.input);
  program.closeInput();
  return program.ended;
}

/** Acts, and acts again while a program that may not have been listening has not noticed. */
export async function untilNoticed(noticed: Promise<void>, act: () => void): Promise<void> {
  let waiting = true;
  const done = noticed.finally(() => {
    waiting = false;
  });
  while (waiting) {
    act();
    await Promise.race([done, new Promise<void>((resolve) => systemTimers.after(500, resolve))]);
  }
}

/** A directory that is gone after `body`. */
export async function withDirectory<T>(body: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'kazashi-interop-'));
  try {
    return await body(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

export const silentLog: EndpointLog = { info() {}, warn() {} };

/** Shows the readers under the pcscd protocol while `body` runs; programs find them by `endpoint.env`. */
export function withPcscEndpoint<T>(
  registry: ReaderRegistry,
  body: (endpoint: Endpoint) => Promise<T>,
): Promise<T> {
  return withDirectory(async (directory) => {
    const endpoint = await startPcscEndpoint({
      path: join(directory, 'pcscd.comm'),
      registry,
      timers: systemTimers,
      random: (length) => randomBytes(length),
      log: silentLog,
    });
    try {
      return await body(endpoint);
    } finally {
      await endpoint.close();
    }
  });
}

/** Builds `c/NAME.c` against libpcsclite and gives the program's path in `directory`. */
export async function compileC(context: Skips, name: string, directory: string): Promise<string> {
  const gcc = await requireProgram(context, 'gcc');
  const out = join(directory, name);
  const args = [
    '-O2',
    '-Wall',
    '-Wextra',
    '-Werror',
    '-I/usr/include/PCSC',
    '-o',
    out,
    join(here, 'c', `${name}.c`),
  ];
  const built = await runProgram(gcc, [...args, '-lpcsclite', '-lpthread']);
  if (built.code === 0) return out;
  if (/winscard\.h: No such file|cannot find -lpcsclite/.test(built.stderr))
    missing(context, 'libpcsclite-dev');
  throw new Error(built.stderr);
}

export const pythonScript = (name: string): string => join(here, 'python', `${name}.py`);
