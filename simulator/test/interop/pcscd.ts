/**
 * The real pcscd with the real vpcd driver, in a mount and network namespace of its own: nothing of it is seen
 * outside but its socket, through /proc. Needs root.
 */
import { once } from 'node:events';
import { access, writeFile } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { systemTimers } from '../../src/clock/system-timers.ts';
import type { EndpointLog } from '../../src/endpoints/endpoint.ts';
import { PcscTestClient } from '../../src/endpoints/pcsc/test-client.ts';
import { startVpcdEndpoint } from '../../src/endpoints/vpcd/vpcd-endpoint.ts';
import type { ReaderRegistry } from '../../src/readers/reader.ts';
import { missing, RunningProgram, requireProgram, type Skips, silentLog, withDirectory } from './interop.ts';

const driver = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so';
const channel = 0x8c7b;
const present = 0x04;

/** The reader that vpcd shows for its first slot. */
export const virtualReader = 'Virtual PCD 00 00';

/**
 * Runs inside the namespace: joins socket files, which namespaces share, with TCP ports, which they do not.
 * `in` carries connections from the file to the port, `out` from the port to the file.
 */
const relay = `
const net = require('net');
const [mode, path, port] = process.argv.slice(1);
process.stdin.resume().on('end', () => process.exit());
const join = (a, b) => {
  for (const [one, other] of [[a, b], [b, a]]) {
    one.pipe(other);
    one.on('error', () => {});
    one.on('close', () => other.destroy());
  }
};
const tcp = { host: '127.0.0.1', port: Number(port) };
const [from, to] = mode === 'in' ? [{ path }, tcp] : [tcp, { path }];
net.createServer((socket) => join(socket, net.connect(to))).listen(from, () => console.log('relaying'));
`;

/** vpcd as it is built has two slots, on ports in a row. */
const slots = 2;

/** The same outside, in this process. */
function joined(a: Socket, b: Socket): void {
  a.pipe(b);
  b.pipe(a);
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    one.on('error', () => {});
    one.on('close', () => other.destroy());
  }
}

export interface PcscdProvisions {
  readonly pcscd: string;
  readonly unshare: string;
  readonly nsenter: string;
}

/** What the tests need, or the test is skipped by name. */
export async function requirePcscd(context: Skips): Promise<PcscdProvisions> {
  if (process.getuid?.() !== 0) missing(context, 'root, for a namespace');
  const provisions = {
    pcscd: await requireProgram(context, 'pcscd'),
    unshare: await requireProgram(context, 'unshare'),
    nsenter: await requireProgram(context, 'nsenter'),
  };
  await requireProgram(context, 'setpriv');
  await access(driver).catch(() => missing(context, 'vsmartcard-vpcd'));
  const trial = new RunningProgram(provisions.unshare, ['-m', '-n', 'true']);
  if ((await trial.ended).code !== 0) missing(context, 'the right to make a namespace');
  return provisions;
}

export interface PcscdOptions {
  readonly log?: EndpointLog;
  /** Acknowledges at once within the namespace, which takes the 45 ms off every APDU of vpcd up to 0.8. */
  readonly quickAcknowledgement?: boolean;
}

const routes = ['127.0.0.1', '127.0.0.0/8'].map(
  (to) => `ip route change local ${to} dev lo proto kernel scope host src 127.0.0.1 table local quickack 1`,
);

/**
 * Runs pcscd while `body` runs, with the registry's readers in the places of vpcd's two slots, connected in the
 * direction named. Programs find it by `env`; its readers are called `Virtual PCD 00 00` and `00 01`.
 */
export function withPcscd<T>(
  { pcscd, unshare, nsenter }: PcscdProvisions,
  direction: 'connect' | 'listen',
  registry: ReaderRegistry,
  body: (env: Readonly<Record<string, string>>) => Promise<T>,
  { log = silentLog, quickAcknowledgement = false }: PcscdOptions = {},
): Promise<T> {
  return withDirectory(async (directory) => {
    const cleanUp: (() => unknown)[] = [];
    try {
      const config = join(directory, 'reader.conf');
      const device = direction === 'connect' ? `/dev/null:${channel}` : `127.0.0.1:${channel}`;
      await writeFile(
        config,
        `FRIENDLYNAME "Virtual PCD"\nDEVICENAME ${device}\nLIBPATH ${driver}\nCHANNELID 0x${channel.toString(16)}\n`,
      );
      const script = [
        'mount -t tmpfs tmpfs /run',
        'mkdir /run/pcscd',
        'ip link set lo up',
        ...(quickAcknowledgement ? routes : []),
        'echo up',
        'read go',
        // A test that runs out of time takes pcscd along.
        'exec setpriv --pdeathsig KILL "$0" -f -c "$1"',
      ].join(' && ');
      const daemon = new RunningProgram(unshare, ['-m', '-n', 'sh', '-c', script, pcscd, config], {
        limitMs: 60_000,
      });
      cleanUp.push(() => daemon.stop('SIGTERM'));
      await daemon.prints('up');
      const { pid } = daemon.process;
      const common = { host: '127.0.0.1', registry, timers: systemTimers, log };
      const servers = Array.from({ length: slots }, () => createServer());
      cleanUp.push(() => servers.map((server) => server.close()));
      const relays = servers.map((_, slot) => join(directory, `relay-${slot}`));
      const startRelay = async (mode: 'in' | 'out', slot: number): Promise<void> => {
        const inside = ['-t', String(pid), '-n', process.execPath, '-e', relay, mode];
        const args = [...inside, relays[slot]!, String(channel + slot)];
        const program = new RunningProgram(nsenter, args, { limitMs: 60_000 });
        cleanUp.push(() => program.stop());
        await program.prints('relaying');
      };
      if (direction === 'connect') {
        const port = await portsInARow(servers);
        for (const [slot, server] of servers.entries()) {
          server.on('connection', (socket) => joined(socket, connect(relays[slot]!)));
        }
        for (const slot of relays.keys()) await startRelay('in', slot);
        const endpoint = await startVpcdEndpoint({ ...common, direction, port });
        cleanUp.push(() => endpoint.close());
      } else {
        const endpoint = await startVpcdEndpoint({ ...common, direction, port: 0 });
        cleanUp.push(() => endpoint.close());
        for (const [slot, port] of endpoint.ports.entries()) {
          const server = servers[slot]!;
          server.on('connection', (socket) => joined(socket, connect(port, '127.0.0.1')));
          server.listen(relays[slot]);
          await once(server, 'listening');
          await startRelay('out', slot);
        }
      }
      daemon.write('go\n');
      const socket = `/proc/${pid}/root/run/pcscd/pcscd.comm`;
      await listening(socket, daemon);
      return await body({ PCSCLITE_CSOCK_NAME: socket });
    } finally {
      for (const end of cleanUp.reverse()) await end();
    }
  });
}

/** Waits at the real pcscd until vpcd's first reader shows a card, or none. */
export async function shows(env: Readonly<Record<string, string>>, card: boolean): Promise<void> {
  const client = await PcscTestClient.open(env.PCSCLITE_CSOCK_NAME ?? '');
  const matches = (states: Awaited<ReturnType<PcscTestClient['wait']>>): boolean =>
    states.some(
      ({ readerName, readerState }) =>
        readerName === virtualReader && ((readerState & present) !== 0) === card,
    );
  while (!matches(await client.wait())) await client.signal();
  client.close();
}

/** Lets the servers listen on ports one after the other, wherever there are that many; gives the first. */
async function portsInARow(servers: readonly Server[]): Promise<number> {
  const listen = async (server: Server, port: number): Promise<number> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    return typeof address === 'object' && address !== null ? address.port : port;
  };
  for (;;) {
    const first = await listen(servers[0]!, 0);
    try {
      for (const [i, server] of servers.entries()) if (i > 0) await listen(server, first + i);
      return first;
    } catch {
      for (const server of servers)
        if (server.listening) await new Promise((resolve) => server.close(resolve));
    }
  }
}

async function listening(path: string, daemon: RunningProgram): Promise<void> {
  for (;;) {
    if (daemon.process.exitCode !== null || daemon.process.signalCode !== null)
      throw new Error(`pcscd ended: ${daemon.stdout}${daemon.stderr}`);
    const probe = connect(path);
    const open = await new Promise<boolean>((resolve) => {
      probe.once('connect', () => resolve(true));
      probe.once('error', () => resolve(false));
    });
    probe.destroy();
    if (open) return;
    await new Promise<void>((resolve) => systemTimers.after(10, resolve));
  }
}
