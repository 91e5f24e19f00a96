import { clientCases } from '../cases/client/index.ts';
import { openClient } from '../drivers/client.ts';
import { type ClientLauncher, launchCommand } from '../drivers/client-launch.ts';
import { startClientSimulator } from '../drivers/client-simulator.ts';
import type { CaseDefinition } from '../engine/case.ts';
import { type Mutant, mutantsInScope } from '../engine/kill-matrix.ts';
import type { RunClock } from '../engine/run-clock.ts';
import type { Subject } from '../engine/subject.ts';
import type { KillMatrix } from '../result/result-schema.ts';
import type { CliIo } from './io.ts';
import { messages } from './messages.ts';
import { UsageError } from './usage-error.ts';

/** The simulator's calendar stands at the machine's time: a client may well look at its own clock. */
function nowInJapan(): string {
  const jst = new Date(Date.now() + 9 * 3_600_000).toISOString();
  return `${jst.slice(0, 19)}+09:00`;
}

/** This very program, as it was started. */
const program = (): string[] => [process.execPath, ...process.execArgv, process.argv[1] ?? ''];

/** The clients that come with the harness by name, any other as a command line. */
async function launcherOf(address: string, io: CliIo): Promise<ClientLauncher> {
  const command = address.slice('client:'.length).trim();
  if (command === '') throw new UsageError('usage/subject', messages.unknownSubject(address));
  if (command === 'reference') return (await import('../clients/launch-reference.ts')).launchReference();
  const [, named] = /^reference\s+(\S+)$/.exec(command) ?? [];
  if (named !== undefined) {
    const { habitOf } = await import('../clients/client-mutants.ts');
    const habit = habitOf(named);
    if (habit === undefined) throw new UsageError('usage/subject', messages.unknownSubject(address));
    return (await import('../clients/launch-reference.ts')).launchReference(habit);
  }
  if (command === 'opensc') return (await import('../clients/opensc-client.ts')).launchOpensc(io.env);
  return launchCommand(command, io.cwd);
}

/** Programs are started, so they are given longer than what runs in this process. */
const limitMs = (address: string): number => (/^client:reference\b/.test(address) ? 4_000 : 15_000);

/** Opens `client:COMMAND`, `client:reference` or `client:opensc` with a simulator of its own. */
export async function openClientSubject(address: string, io: CliIo): Promise<Subject> {
  const launch = await launcherOf(address, io);
  const clock = nowInJapan();
  const simulator = await startClientSimulator(program(), clock);
  try {
    return await openClient({ address, launch, simulator, clock, limitMs: limitMs(address) });
  } catch (error) {
    await simulator.close();
    throw error;
  }
}

/** Benches that a kill matrix is made on: each is a process of its own, and most of its time it waits. */
const benchCount = 2;

/**
 * The kill matrix of the reference client: its wrong habits against the cases that say they catch them. `passed` are
 * the cases that it has passed whole in this very run.
 */
export async function openClientMatrix(
  selected: readonly CaseDefinition[],
  clock: RunClock,
  signal: AbortSignal,
  passed?: ReadonlySet<string>,
): Promise<KillMatrix> {
  const { clientMatrix } = await import('../clients/client-matrix.ts');
  const { clientMutants, habitOf } = await import('../clients/client-mutants.ts');
  const { launchReference } = await import('../clients/launch-reference.ts');
  const instant = nowInJapan();
  const started = await Promise.allSettled(
    Array.from({ length: benchCount }, () => startClientSimulator(program(), instant)),
  );
  const simulators = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  try {
    for (const one of started) if (one.status === 'rejected') throw one.reason;
    const benches = simulators.map(
      (simulator) =>
        (mutant: Mutant | undefined): Promise<Subject> =>
          openClient({
            address: 'client:reference',
            launch: launchReference(mutant === undefined ? undefined : habitOf(mutant.id)),
            simulator,
            clock: instant,
          }),
    );
    const mutants = mutantsInScope(clientMutants, selected, clientCases);
    return await clientMatrix({
      cases: selected,
      mutants,
      benches,
      clock,
      signal,
      ...(passed === undefined ? {} : { passed }),
    });
  } finally {
    await Promise.all(simulators.map((simulator) => simulator.close()));
  }
}
