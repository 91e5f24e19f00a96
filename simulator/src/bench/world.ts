import { buildSimulator } from '../cli/start-simulator.ts';
import type { Simulator } from '../simulator.ts';

/**
 * The world that `kazashi up` makes, in this process and without endpoints; its state in a directory and its calendar
 * at an instant if they are given.
 */
export function benchWorld(
  env: Readonly<Record<string, string | undefined>>,
  state?: string,
  clock?: string,
): Promise<Simulator> {
  const quiet = (): void => {};
  const io = { language: 'en', env, cwd: process.cwd(), out: quiet, err: quiet, exit: quiet } as const;
  // A change that does not become durable is told to whoever waits for the answer.
  const options = { ...(state === undefined ? {} : { state }), ...(clock === undefined ? {} : { clock }) };
  return buildSimulator(options, io, { info: quiet, warn: quiet }, quiet);
}
