import { pythonScript, RunningProgram, requirePyscard, type Skips } from './interop.ts';
import type { Env } from './real-card.ts';

/** A pyscard process that does as it is told. */
export class PyscardClient {
  readonly #program: RunningProgram;
  readonly reader: string;

  private constructor(program: RunningProgram, reader: string) {
    this.#program = program;
    this.reader = reader;
  }

  static async start(context: Skips, env: Env): Promise<PyscardClient> {
    const program = new RunningProgram(await requirePyscard(context), [pythonScript('client')], { env });
    return new PyscardClient(program, (await program.line()).slice('reader '.length));
  }

  ask(line: string): Promise<string> {
    this.#program.write(`${line}\n`);
    return this.#program.line();
  }

  /** Sends commands that all have to be answered 9000; gives the data of the last. */
  async apdus(...commands: readonly string[]): Promise<string> {
    let data = '';
    for (const command of commands) {
      const answer = await this.ask(`apdu ${command}`);
      if (!answer.startsWith('ok ') || !answer.endsWith('9000')) throw new Error(`${command}: ${answer}`);
      data = answer.slice('ok '.length, -4);
    }
    return data;
  }

  async end(): Promise<void> {
    this.#program.closeInput();
    const { code, stderr } = await this.#program.ended;
    if (code !== 0 || stderr !== '') throw new Error(`the client ended with ${code}: ${stderr}`);
  }
}
