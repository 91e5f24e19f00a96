import { spawn } from 'node:child_process';

/** What a client program left behind. */
export interface ClientOutput {
  /** Undefined when it had to be ended, or a signal ended it. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a client once: `input` on its standard input, `env` over the harness's own environment. */
export type ClientLauncher = (
  input: string,
  env: Readonly<Record<string, string>>,
  limitMs: number,
) => Promise<ClientOutput>;

/** A program that talks more than this is cut off, and its answer with it. */
const maxOutput = 1 << 20;

/**
 * Runs a command line of the system's shell. What has not ended in time is ended with everything that it started.
 */
export const launchCommand =
  (command: string, cwd: string): ClientLauncher =>
  (input, env, limitMs) =>
    new Promise((resolve) => {
      const child = spawn(command, {
        cwd,
        env: { ...process.env, ...env },
        shell: true,
        // A process group of its own, so that it can be ended whole.
        detached: process.platform !== 'win32',
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      let [stdout, stderr] = ['', ''];
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        if (stdout.length < maxOutput) stdout += text;
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        if (stderr.length < maxOutput) stderr += text;
      });
      // A program that does not read its request has closed the pipe.
      child.stdin.on('error', () => {});
      child.stdin.end(input);
      const end = (): void => {
        try {
          if (child.pid !== undefined && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
          else child.kill('SIGKILL');
        } catch {
          // It has ended meanwhile.
        }
      };
      const limit = setTimeout(end, limitMs);
      child.once('error', (error) => {
        clearTimeout(limit);
        resolve({ exitCode: undefined, stdout, stderr: stderr + error.message });
      });
      child.once('close', (code) => {
        clearTimeout(limit);
        resolve({ exitCode: code ?? undefined, stdout, stderr });
      });
    });
