import type { Problem } from '../control/problem.ts';
import { SimulatorError } from '../errors.ts';
import type { CliIo, Language } from './io.ts';
import { runningSimulators } from './runtime-directory.ts';

/** Talks to the control API of a running simulator. */
export class ControlClient {
  readonly url: string;
  readonly #token: string;
  readonly #language: Language;

  constructor(url: string, token: string, language: Language) {
    this.#language = language;
    this.url = url.replace(/\/$/, '');
    this.#token = token;
  }

  async request(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(this.url + path, {
        method,
        headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new SimulatorError('control/unreachable', `no simulator answers at ${this.url}`);
    }
    if (response.ok) return response;
    throw this.#errorOf((await response.json().catch(() => ({}))) as Partial<Problem>, response.status);
  }

  /** A refusal by a rule cites the rule in the language asked for. */
  #errorOf({ code, detail, message, rule }: Partial<Problem>, status: number): SimulatorError {
    const told = message === undefined ? detail : `${message[this.#language]} (${rule})`;
    return new SimulatorError(code ?? 'control/failed', told ?? `HTTP ${status}`);
  }

  async json<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.request(method, path, body);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }
}

/** The simulator meant: `--control` or KAZASHI_CONTROL with KAZASHI_TOKEN, else the newest that runs. */
export function findControl(io: CliIo, control: string | undefined): ControlClient {
  const running = runningSimulators(io.env);
  const url = control ?? io.env.KAZASHI_CONTROL;
  if (url !== undefined) {
    const withScheme = /^https?:/.test(url) ? url : `http://${url}`;
    const known = running.find((simulator) => simulator.control === withScheme.replace(/\/$/, ''));
    const token = io.env.KAZASHI_TOKEN ?? known?.token;
    if (token === undefined) {
      throw new SimulatorError(
        'usage/token',
        `set KAZASHI_TOKEN to the token of the simulator at ${withScheme}`,
      );
    }
    return new ControlClient(withScheme, token, io.language);
  }
  const newest = running[0];
  if (newest === undefined) {
    throw new SimulatorError('usage/no-simulator', 'no simulator runs; start one with: kazashi up');
  }
  return new ControlClient(newest.control, newest.token, io.language);
}
