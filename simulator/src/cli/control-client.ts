import { SimulatorError } from '../errors.ts';
import type { CliIo } from './io.ts';
import { runningSimulators } from './runtime-directory.ts';

/** Talks to the control API of a running simulator. */
export class ControlClient {
  readonly url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
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
    const problem = (await response.json().catch(() => ({}))) as { detail?: string; code?: string };
    throw new SimulatorError(problem.code ?? 'control/failed', problem.detail ?? `HTTP ${response.status}`);
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
    return new ControlClient(withScheme, token);
  }
  const newest = running[0];
  if (newest === undefined) {
    throw new SimulatorError('usage/no-simulator', 'no simulator runs; start one with: kazashi up');
  }
  return new ControlClient(newest.control, newest.token);
}
