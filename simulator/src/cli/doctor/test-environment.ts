/** Test double: a machine as a test describes it. */
import type { Address, Connection, Environment, FileFacts } from './environment.ts';

export interface TestMachine
  extends Partial<Omit<Environment, 'stat' | 'list' | 'readText' | 'run' | 'connect'>> {
  /** Files, directories and sockets that are there. */
  readonly stats?: Readonly<Record<string, FileFacts>>;
  readonly lists?: Readonly<Record<string, readonly string[]>>;
  readonly texts?: Readonly<Record<string, string>>;
  /** Standard output by command line. */
  readonly outputs?: Readonly<Record<string, string>>;
  /** Who answers at a path or a port. */
  readonly servers?: Readonly<Record<string, () => Connection>>;
}

export const file: FileFacts = { kind: 'file', mode: 0o755, uid: 0 };
export const socket: FileFacts = { kind: 'socket', mode: 0o666, uid: 0 };
export const directory: FileFacts = { kind: 'directory', mode: 0o700, uid: 1000 };

const nobody = async (address: Address): Promise<Connection> => {
  const code = 'path' in address ? 'ENOENT' : 'ECONNREFUSED';
  throw Object.assign(new Error(`connect ${code}`), { code });
};

/** A quiet Linux with Node 24 on which nothing runs, and what a test changes of it. */
export function testEnvironment(machine: TestMachine = {}): Environment {
  const { stats = {}, lists = {}, texts = {}, outputs = {}, servers = {}, ...rest } = machine;
  return {
    platform: 'linux',
    nodeVersion: 'v24.4.0',
    variables: { PATH: '/usr/bin' },
    uid: 1000,
    today: '2026-11-21',
    runtimePath: '/run/user/1000/kazashi',
    now: () => 0,
    lives: () => false,
    serialPorts: async () => [],
    usbDevices: async () => [],
    ...rest,
    stat: (path) => stats[path],
    list: (path) => lists[path] ?? [],
    readText: (path) => texts[path],
    run: async (name, args) => outputs[[name, ...args].join(' ')],
    connect(address) {
      const server = servers['path' in address ? address.path : String(address.port)];
      return server === undefined ? nobody(address) : Promise.resolve(server());
    },
  };
}

/** A server that takes a connection, answers requests by a function, and closes when that gives undefined. */
export function answering(answer: (request: Uint8Array) => Uint8Array | undefined): () => Connection {
  return () => {
    const waiting: Uint8Array[] = [];
    let open = true;
    return {
      write(request) {
        const bytes = open ? answer(request) : undefined;
        if (bytes === undefined) open = false;
        else waiting.push(bytes);
      },
      read: async () => waiting.shift() ?? (open ? 'silent' : 'closed'),
      close: () => {},
    };
  };
}
