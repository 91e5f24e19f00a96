import type { ControlServer } from '../control/control-server.ts';
import type { Endpoint, EndpointLog } from '../endpoints/endpoint.ts';
import type { Simulator } from '../simulator.ts';
import { version } from '../version.ts';
import { hostAndPort } from './endpoint-address.ts';
import type { CliIo } from './io.ts';
import { announce } from './runtime-directory.ts';
import { buildSimulator, openStatus, startEndpoints, type UpOptions } from './start-simulator.ts';

/** A simulator with its endpoints and control API, in this process. */
export interface RunningHere {
  readonly simulator: Simulator;
  readonly endpoints: readonly Endpoint[];
  readonly control: ControlServer;
  /** What a program needs in its environment to find the readers and the control API. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** A line of the log per warning: JSON lines to `--log FILE`, sentences to standard error without it. */
export async function openLog(options: UpOptions, io: CliIo): Promise<EndpointLog> {
  if (options.log !== undefined) {
    const { pino } = await import('pino');
    const logger = pino({ base: null }, pino.destination({ dest: options.log, sync: true, mkdir: true }));
    return {
      info: (message, fields) => logger.info(fields ?? {}, message),
      warn: (message, fields) => logger.warn(fields ?? {}, message),
    };
  }
  const line = (message: string, fields?: Readonly<Record<string, unknown>>): string => {
    const detail = Object.entries(fields ?? {}).map(([name, value]) => `${name}=${String(value)}`);
    return ['kazashi:', message, ...detail].join(' ');
  };
  return { info: () => {}, warn: (message, fields) => io.err(line(message, fields)) };
}

/**
 * Starts everything that `up` promises. The endpoints listen first: a program that waits for them is served while
 * the control API is still being loaded.
 */
export async function runSimulator(
  options: UpOptions,
  io: CliIo,
  onFatal: (error: unknown) => void,
): Promise<RunningHere> {
  const log = await openLog(options, io);
  const status = await openStatus(options, io, log);
  const simulator = await buildSimulator(options, io, log, onFatal, status?.url).catch(
    async (error: unknown) => {
      await status?.close();
      throw error;
    },
  );
  const closing: (() => Promise<void>)[] = [
    () => simulator.close(),
    async () => status?.close(),
    async () => simulator.readers.faults.close(),
  ];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const endpoints = await startEndpoints(options, io, simulator, log, status);
    closing.push(async () => void (await Promise.all(endpoints.map((endpoint) => endpoint.close()))));
    const { startControlServer } = await import('../control/control-server.ts');
    const { host, port } = hostAndPort(options.control ?? '127.0.0.1:0', '127.0.0.1', 0);
    const control = await startControlServer({
      simulator,
      host,
      port,
      token: io.env.KAZASHI_TOKEN,
      onError: (error) =>
        log.warn('control API failed', { error: error instanceof Error ? error.stack : error }),
    });
    closing.push(() => control.close());
    const withdraw = announce(io.env, {
      pid: process.pid,
      version,
      control: control.url,
      token: control.token,
    });
    closing.push(async () => withdraw());
    const env: Record<string, string> = { KAZASHI_CONTROL: control.url, KAZASHI_TOKEN: control.token };
    for (const endpoint of endpoints) Object.assign(env, endpoint.env);
    return { simulator, endpoints, control, env, close };
  } catch (error) {
    await close();
    throw error;
  }
}
