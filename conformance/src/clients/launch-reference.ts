import type { ClientLauncher } from '../drivers/client-launch.ts';
import type { Habit } from './client-mutants.ts';
import { referenceClient } from './reference-client.ts';

/** The reference client in this process, with the streams and the exit code that a program would have. */
export const launchReference =
  (habit?: Habit): ClientLauncher =>
  async (input, env) => {
    const { exitCode, stdout, stderr } = await referenceClient(input.trim(), {
      socketPath: env.PCSCLITE_CSOCK_NAME ?? '',
      anchorsPath: env.KAZASHI_TRUST_ANCHORS ?? '',
      habit,
    });
    return { exitCode: exitCode < 0 ? undefined : exitCode, stdout, stderr };
  };
