import { ConformanceError } from '../error.ts';

/** A trace entry, as far as it is read here. */
export interface TraceEntry {
  readonly sequence: number;
  readonly kind: string;
  readonly endpoint: string;
  readonly card: string;
  readonly command: string;
  readonly response: string;
  readonly cause?: string;
  readonly executed?: boolean;
  readonly host?: string;
  readonly text: { readonly command: string; readonly response: string };
}

/** Where a simulator's control API is. */
export interface ControlledSimulator {
  readonly control: string;
  readonly token: string;
}

/** The control API of a simulator of our own. Errors: ConformanceError `control/unreachable`, `control/refused`. */
export class ClientControl {
  readonly #simulator: ControlledSimulator;

  constructor(simulator: ControlledSimulator) {
    this.#simulator = simulator;
  }

  async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const { control, token } = this.#simulator;
    let response: Response;
    try {
      response = await fetch(control + path, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (cause) {
      throw new ConformanceError('control/unreachable', `no simulator answers at ${control}`, { cause });
    }
    const text = await response.text();
    if (!response.ok) {
      throw new ConformanceError(
        'control/refused',
        `${method} ${path} was answered ${response.status}: ${text}`,
      );
    }
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** The latest entries, oldest first. */
  trace(last: number): Promise<TraceEntry[]> {
    return this.ask('GET', `/v1/trace?last=${last}`);
  }

  /** The entries after the one of this number: few as a rule, so few are asked for first. */
  async traceAfter(sequence: number): Promise<TraceEntry[]> {
    for (let last = 64; ; last *= 4) {
      const entries = await this.trace(last);
      const whole = entries.length < last || entries[0]!.sequence <= sequence + 1;
      if (whole) return entries.filter((entry) => entry.sequence > sequence);
    }
  }

  /** Sends commands in a card session of its own, one after another; the answers as hex digits. */
  async session(...commands: readonly string[]): Promise<string[]> {
    const { id } = await this.ask<{ id: string }>('POST', '/v1/sessions', {});
    try {
      const answers: string[] = [];
      for (const command of commands) {
        const { response } = await this.ask<{ response: string }>('POST', `/v1/sessions/${id}/apdu`, {
          command,
        });
        answers.push(response);
      }
      return answers;
    } finally {
      await this.ask('DELETE', `/v1/sessions/${id}`);
    }
  }
}
