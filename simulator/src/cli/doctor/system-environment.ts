import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { connect } from 'node:net';
import { runtimePath } from '../runtime-directory.ts';
import {
  type Address,
  type Connection,
  codeOf,
  type Environment,
  type FileFacts,
  type SerialPortFacts,
  type UsbDeviceFacts,
} from './environment.ts';

const connectLimitMs = 2000;
const runLimitMs = 5000;

function orUndefined<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

function kindOf(stat: Stats): FileFacts['kind'] {
  if (stat.isFile()) return 'file';
  if (stat.isDirectory()) return 'directory';
  return stat.isSocket() ? 'socket' : 'other';
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function run(file: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(file, args, { timeout: runLimitMs }, (error, stdout) =>
      resolve(error === null ? stdout : undefined),
    );
  });
}

export function dial(address: Address): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const socket = connect(address);
    const received: Uint8Array[] = [];
    let open = true;
    let wake = (): void => {};
    socket.setTimeout(connectLimitMs, () => socket.destroy(new Error('no answer')));
    socket.on('data', (chunk) => {
      received.push(chunk);
      wake();
    });
    socket.once('error', reject);
    socket.on('error', () => {});
    socket.on('close', () => {
      open = false;
      wake();
    });
    socket.once('connect', () => {
      socket.setTimeout(0);
      resolve({
        write: (bytes) => void socket.write(bytes),
        async read(timeoutMs) {
          if (received.length === 0 && open) {
            await new Promise<void>((done) => {
              const limit = setTimeout(done, timeoutMs);
              wake = () => {
                clearTimeout(limit);
                done();
              };
            });
            wake = () => {};
          }
          return received.shift() ?? (open ? 'silent' : 'closed');
        },
        close: () => void socket.destroy(),
      });
    });
  });
}

async function serialPorts(): Promise<readonly SerialPortFacts[]> {
  const { SerialPort } = await import('serialport');
  return (await SerialPort.list()).map(({ path, manufacturer, vendorId, productId }) => ({
    path,
    manufacturer,
    usb: vendorId === undefined ? undefined : `${vendorId}:${productId ?? ''}`.toLowerCase(),
  }));
}

/** WebUSB's shape; its types come with browsers. */
const classesOf = ({ alternates }: { readonly alternates: readonly { readonly interfaceClass: number }[] }) =>
  alternates.map(({ interfaceClass }) => interfaceClass);

async function usbDevices(): Promise<readonly UsbDeviceFacts[]> {
  const { usb } = await import('usb');
  return (await usb.getDevices()).map((device) => ({
    vendorId: device.vendorId,
    productId: device.productId,
    name: [device.manufacturerName, device.productName].filter(Boolean).join(' '),
    interfaceClasses: device.configurations.flatMap(({ interfaces }) => interfaces.flatMap(classesOf)),
  }));
}

/** The machine itself. */
export function systemEnvironment(variables: Environment['variables']): Environment {
  return {
    platform: process.platform,
    nodeVersion: process.version,
    variables,
    uid: process.getuid?.(),
    today: new Date().toISOString().slice(0, 10),
    runtimePath: runtimePath(variables),
    now: () => performance.now(),
    stat(path) {
      const stat = orUndefined(() => statSync(path));
      return stat && { kind: kindOf(stat), mode: stat.mode & 0o7777, uid: stat.uid };
    },
    list: (path) => orUndefined(() => readdirSync(path)) ?? [],
    readText: (path) => orUndefined(() => readFileSync(path, 'utf8')),
    lives,
    run,
    connect: dial,
    serialPorts,
    usbDevices,
  };
}
