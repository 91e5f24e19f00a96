import type { Endpoint } from '../endpoints/endpoint.ts';
import { errorText } from './error-words.ts';
import { exitCodeOf } from './exit-codes.ts';
import { type CliIo, say } from './io.ts';
import { runSimulator } from './run-simulator.ts';
import type { UpOptions } from './start-simulator.ts';

const endpointWords = {
  pcsc: 'PC/SC',
  vpcd: 'vpcd',
  'rf-udp': 'RF over UDP',
  pn532: 'PN532',
  memory: 'memory',
  facility: 'facility app',
} as const;

function endpointLine(io: CliIo, endpoint: Endpoint): string {
  const variables = Object.entries(endpoint.env).map(([name, value]) => `export ${name}='${value}'`);
  const how = variables.length > 0 ? variables.join('; ') : endpoint.address;
  const words = { ...endpointWords, status: say(io, { en: 'OCSP and CRL', ja: 'OCSP・失効リスト' }) }[
    endpoint.kind
  ];
  return say(io, { en: `${words}: ${how}`, ja: `${words}: ${how}` });
}

/** Starts the simulator and serves until SIGINT or SIGTERM. */
export async function up(options: UpOptions, io: CliIo): Promise<void> {
  let stop = (_code: number): void => {};
  const stopped = new Promise<number>((resolve) => {
    stop = resolve;
  });
  const onSignal = (): void => stop(0);
  const signals = ['SIGINT', 'SIGTERM'] as const;
  // Heard from the first moment on: a signal during start closes what is open by then. Heard to the last, too:
  // npx passes on the signal that the terminal sends to both.
  for (const signal of signals) process.on(signal, onSignal);
  const running = await runSimulator(options, io, (error) => {
    io.err(`kazashi: ${error instanceof Error ? errorText(error, io.language) : String(error)}`);
    stop(exitCodeOf(error));
  }).catch((error: unknown) => {
    for (const signal of signals) process.off(signal, onSignal);
    throw error;
  });
  const { simulator, endpoints, control } = running;
  if (options.json) {
    const told = endpoints.map(({ kind, address, env: own }) => ({ kind, address, env: own }));
    const ready = {
      type: 'ready',
      pid: process.pid,
      control: control.url,
      token: control.token,
      endpoints: told,
    };
    io.out(JSON.stringify(ready));
    simulator.onEvent(({ type, outcome }) =>
      io.out(JSON.stringify({ type: 'event', event: type, ...outcome })),
    );
  } else {
    for (const reader of simulator.readers.readers) {
      const holds = reader.card?.label ?? '-';
      io.out(
        say(io, { en: `reader "${reader.name}": ${holds}`, ja: `リーダー「${reader.name}」: ${holds}` }),
      );
    }
    for (const endpoint of endpoints) io.out(endpointLine(io, endpoint));
    io.out(say(io, { en: `control API: ${control.url}`, ja: `制御API: ${control.url}` }));
    io.out(say(io, { en: 'stop with Ctrl-C', ja: 'Ctrl-Cで終了' }));
  }
  const code = await stopped;
  await running.close();
  io.exit(code);
}
