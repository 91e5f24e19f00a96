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

/** After the end of a program its last words may still be on the way; who holds its streams open longer is a child. */
const lastWordsMs = 500;

/**
 * Runs a command line of the system's shell. What has not ended in time is ended with everything that it started,
 * and so is what it leaves behind; one that has left its process group is not, but nobody waits for it.
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
      let exitCode: number | undefined;
      let lastWords: NodeJS.Timeout | undefined;
      const finish = (): void => {
        clearTimeout(limit);
        clearTimeout(lastWords);
        end();
        child.stdout.destroy();
        child.stderr.destroy();
        child.unref();
        resolve({ exitCode, stdout, stderr });
      };
      const soon = (): void => {
        lastWords ??= setTimeout(finish, lastWordsMs);
      };
      const limit = setTimeout(() => {
        end();
        soon();
      }, limitMs);
      child.once('error', (error) => {
        stderr += error.message;
        finish();
      });
      child.once('exit', (code) => {
        exitCode = code ?? undefined;
        soon();
      });
      child.once('close', finish);
    });
