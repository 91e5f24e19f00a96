import { buildSimulator } from '../cli/start-simulator.ts';
import type { Simulator } from '../simulator.ts';

/** The world that `kazashi up` makes, in this process and without endpoints; its state in a directory if one is given. */
export function benchWorld(
  env: Readonly<Record<string, string | undefined>>,
  state?: string,
): Promise<Simulator> {
  const quiet = (): void => {};
  const io = { language: 'en', env, cwd: process.cwd(), out: quiet, err: quiet, exit: quiet } as const;
  // A change that does not become durable is told to whoever waits for the answer.
  return buildSimulator(state === undefined ? {} : { state }, io, { info: quiet, warn: quiet }, quiet);
}
