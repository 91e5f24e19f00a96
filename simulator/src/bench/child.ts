import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A process that has said it is ready. */
export interface Child {
  readonly pid: number;
  /** The first line it wrote. */
  readonly line: string;
  stop(): Promise<void>;
}

const limitMs = 20_000;

export function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });
}

/** Ends a process as Ctrl-C would, and by force when it does not obey within five seconds. */
export async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended(child);
  clearTimeout(force);
}

/** Starts a process and waits for its first line; fails when it ends, or says nothing for 20 s. */
export async function startChild(
  command: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Child> {
  const [file, ...args] = command;
  const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-2000);
  });
  let limit: NodeJS.Timeout | undefined;
  try {
    const line = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).once('line', resolve);
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`${file} ended with code ${code}: ${complaint.trim()}`)));
      limit = setTimeout(() => reject(new Error(`${file} said nothing for ${limitMs / 1000} s`)), limitMs);
    });
    return { pid: child.pid!, line, stop: () => stop(child) };
  } catch (error) {
    if (child.pid !== undefined) await stop(child);
    throw error;
  } finally {
    clearTimeout(limit);
  }
}

/** Standard output of a process; fails with what it said when its exit code is not 0. */
export function outputOf(
  command: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const [file, ...args] = command;
  return new Promise((resolve, reject) => {
    execFile(file, args, { env, timeout: 60_000 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${file}: ${stderr.trim() || error.message}`, { cause: error }));
    });
  });
}
