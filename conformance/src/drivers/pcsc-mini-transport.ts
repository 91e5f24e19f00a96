import { type ChildProcess, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { hex, toHex } from '../bytes/hex.ts';
import { ConformanceError } from '../error.ts';
import { pcscMiniChild } from './pcsc-mini-child.ts';
import type { PcscTransport } from './pcsc-transport.ts';

interface Answer {
  readonly ready?: true;
  readonly data?: string;
  readonly error?: string;
  readonly text?: string;
  readonly names?: readonly string[];
}

const readerWaitMs = 2000;

const errorCodes: Readonly<Record<string, string>> = {
  NoSmartCard: 'pcsc/no-card',
  RemovedCard: 'pcsc/card-removed',
  SharingViolation: 'pcsc/sharing-violation',
  UnresponsiveCard: 'pcsc/mute-card',
  UnpoweredCard: 'pcsc/unpowered-card',
  NoService: 'pcsc/no-service',
  ReaderUnavailable: 'pcsc/reader-gone',
};

/** The requests and answers of one child, in order. */
class Child {
  readonly #process: ChildProcess;
  readonly #waiting: { resolve: (answer: Answer) => void; reject: (error: unknown) => void }[] = [];
  readonly #early: Answer[] = [];
  #ended = false;

  constructor(process: ChildProcess) {
    this.#process = process;
    createInterface({ input: process.stdout! }).on('line', (line) => {
      const answer = JSON.parse(line) as Answer;
      const waiting = this.#waiting.shift();
      if (waiting === undefined) this.#early.push(answer);
      else waiting.resolve(answer);
    });
    process.stdin!.on('error', () => {});
    process.on('exit', () => {
      this.#ended = true;
      for (const { reject } of this.#waiting.splice(0)) reject(ended());
    });
  }

  next(): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const early = this.#early.shift();
      if (early !== undefined) resolve(early);
      else if (this.#ended) reject(ended());
      else this.#waiting.push({ resolve, reject });
    });
  }

  async ask(act: string, data = ''): Promise<string> {
    this.#process.stdin!.write(`${JSON.stringify({ act, data })}\n`);
    const answer = await this.next();
    if (answer.data !== undefined) return answer.data;
    throw new ConformanceError(
      errorCodes[answer.error ?? ''] ?? 'pcsc/failed',
      answer.text ?? 'PC/SC failed',
    );
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }
}

const ended = (): ConformanceError =>
  new ConformanceError('pcsc/no-service', 'the process that holds the PC/SC binding has ended');

/**
 * The card in this reader by the operating system's own PC/SC, through the package pcsc-mini in a process of
 * its own: for macOS and Windows, and as a cross-check of our own client.
 */
export async function openPcscMiniTransport(
  reader: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<PcscTransport> {
  let module: string;
  try {
    module = createRequire(import.meta.url).resolve('pcsc-mini');
  } catch {
    throw new ConformanceError(
      'pcsc/no-binding',
      'the package pcsc-mini is not installed: npm install pcsc-mini',
    );
  }
  const start = async (): Promise<Child> => {
    const args = ['--input-type=module', '-e', pcscMiniChild, module, reader, String(readerWaitMs)];
    const child = new Child(
      spawn(process.execPath, args, { env: { ...env }, stdio: ['pipe', 'pipe', 'ignore'] }),
    );
    const first = await child.next();
    if (first.error === 'reader') {
      const there = first.names?.length ? `there are: ${first.names.join(', ')}` : 'there are no readers';
      throw new ConformanceError('pcsc/unknown-reader', `there is no reader "${reader}"; ${there}`);
    }
    if (first.error !== undefined)
      throw new ConformanceError('pcsc/no-service', first.text ?? 'no PC/SC service');
    try {
      await child.ask('connect');
    } catch (error) {
      child.kill();
      throw error;
    }
    return child;
  };
  let child = await start();
  let given = false;
  return {
    async reset() {
      if (given) child = await start();
      given = false;
      return hex(await child.ask('reset'));
    },
    async transmit(command, signal) {
      const giveUp = (): void => {
        given = true;
        child.kill();
      };
      signal.addEventListener('abort', giveUp, { once: true });
      try {
        return hex(await child.ask('transmit', toHex(command)));
      } finally {
        signal.removeEventListener('abort', giveUp);
      }
    },
    async waitFor(present, signal) {
      const giveUp = (): void => {
        given = true;
        child.kill();
      };
      signal.addEventListener('abort', giveUp, { once: true });
      try {
        await child.ask('wait', present ? 'present' : 'absent');
      } finally {
        signal.removeEventListener('abort', giveUp);
      }
    },
    async close() {
      await child.ask('close').catch(() => {});
      child.kill();
    },
  };
}
