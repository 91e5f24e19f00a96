import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  lstatSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  symlinkSync,
  writeSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readerProfiles } from '@kazashi/profiles';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemTimers } from '../../clock/system-timers.ts';
import { concatBytes, hex, toHex } from '../../codec/hex.ts';
import { encodeFrame } from '../../readers/pn532/pn532-frames.ts';
import { chipOf } from '../../readers/pn532/reader-chip.ts';
import { createSimulator } from '../../start-card.ts';
import type { Endpoint } from '../endpoint.ts';
import { TestLog } from '../test-registry.ts';
import { type Pn532Place, startPn532Endpoint } from './pn532-endpoint.ts';

const wakeUp = concatBytes(hex('5555'), new Uint8Array(14));
const firmware = encodeFrame(hex('d402'));
const version = `0000ff00ff00${toHex(encodeFrame(hex('d50332010607')))}`;

const terminals = ((): boolean => {
  try {
    accessSync('/dev/ptmx', constants.R_OK | constants.W_OK);
    execFileSync('perl', ['-e', '1']);
    return process.platform === 'linux';
  } catch {
    return false;
  }
})();

let directory: string;
let open: Endpoint[];
let log: TestLog;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kazashi-pn532-'));
  open = [];
  log = new TestLog();
});

afterEach(async () => {
  for (const endpoint of open) await endpoint.close();
  rmSync(directory, { recursive: true });
});

async function start(place: Pn532Place) {
  const simulator = createSimulator({ seed: 1 });
  const { readers } = simulator;
  const reader = simulator.addReader(readerProfiles.get('nxp/pn532')!);
  const endpoint = await startPn532Endpoint({
    place,
    registry: readers,
    chipOf: (one, line) => chipOf(readers.get(one.id), readers.services, line),
    timers: systemTimers,
    log,
  });
  open.push(endpoint);
  return { endpoint, readers, reader };
}

const turn = (): Promise<void> => new Promise((resolve) => systemTimers.after(5, resolve));

/** A program that has the serial port open. */
class Program {
  readonly #port: number;

  constructor(path: string) {
    this.#port = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  }

  write(bytes: Uint8Array): void {
    writeSync(this.#port, bytes);
  }

  /** Hex digits, once so many have come, or what has come in half a second. */
  async read(count: number): Promise<string> {
    let read = '';
    for (let i = 0; i < 100 && read.length < count; i++) {
      const buffer = new Uint8Array(4096);
      try {
        read += toHex(buffer.subarray(0, readSync(this.#port, buffer)));
      } catch {
        await turn();
      }
    }
    return read;
  }

  close(): void {
    closeSync(this.#port);
  }
}

describe.skipIf(!terminals)('on a pseudo-terminal', () => {
  const path = (): string => join(directory, 'pn532');

  test('programs find it by a link, and libnfc by its variable', async () => {
    const { endpoint } = await start({ transport: 'terminal', path: path() });
    expect(endpoint).toMatchObject({ kind: 'pn532', address: path() });
    expect(endpoint.env).toEqual({ LIBNFC_DEVICE: `pn532_uart:${path()}` });
    expect(lstatSync(path()).isSymbolicLink()).toBe(true);
    await endpoint.close();
    expect(existsSync(path())).toBe(false);
  });

  test('any number of programs open and close it one after another', async () => {
    await start({ transport: 'terminal', path: path() });
    for (let i = 0; i < 30; i++) {
      const program = new Program(path());
      program.write(concatBytes(wakeUp, firmware));
      expect(await program.read(version.length)).toBe(version);
      program.close();
    }
  });

  test('what one program left unread the next one does not get', async () => {
    await start({ transport: 'terminal', path: path() });
    const first = new Program(path());
    first.write(concatBytes(wakeUp, firmware, firmware, firmware));
    await turn();
    await turn();
    first.close();
    await turn();
    await turn();
    const second = new Program(path());
    second.write(concatBytes(wakeUp, encodeFrame(hex('d41401'))));
    await turn();
    await turn();
    expect(await second.read(32)).toBe(`0000ff00ff00${toHex(encodeFrame(hex('d515')))}`);
    second.close();
  });

  test('a program that never reads keeps nobody waiting, and is told of once', async () => {
    await start({ transport: 'terminal', path: path() });
    const program = new Program(path());
    program.write(wakeUp);
    const echo = encodeFrame(concatBytes(hex('d40000'), new Uint8Array(250)));
    for (let i = 0; i < 400 && log.lines.length === 0; i++) {
      try {
        program.write(echo);
      } catch {
        // The terminal takes no more for the moment.
      }
      await turn();
    }
    expect(log.lines.filter((line) => line.includes('nobody reads'))).toHaveLength(1);
    program.write(concatBytes(wakeUp, firmware));
    program.close();
    const second = new Program(path());
    await turn();
    await turn();
    await turn();
    second.write(concatBytes(wakeUp, firmware));
    await turn();
    await turn();
    expect(await second.read(version.length)).toBe(version);
    second.close();
  });

  test('a link of a simulator that was killed is replaced, and another file is not', async () => {
    symlinkSync('/dev/pts/999999', path());
    const { endpoint } = await start({ transport: 'terminal', path: path() });
    const second = start({ transport: 'terminal', path: path() });
    await expect(second).rejects.toMatchObject({ code: 'endpoint/address-in-use' });
    await endpoint.close();
  });

  test('an unplugged reader hangs up; plugged in again it is there under the same path', async () => {
    const { readers, reader } = await start({ transport: 'terminal', path: path() });
    readers.unplug(reader);
    await turn();
    expect(existsSync(path())).toBe(false);
    readers.plug(reader);
    for (let i = 0; i < 100 && !existsSync(path()); i++) await turn();
    const program = new Program(path());
    program.write(concatBytes(wakeUp, firmware));
    expect(await program.read(version.length)).toBe(version);
    program.close();
  });

  test('after a program that changed the baud rate one at another rate is not heard', async () => {
    await start({ transport: 'terminal', path: path() });
    const program = new Program(path());
    const speed = (rate: string): void => void execFileSync('stty', ['-F', path(), rate]);
    program.write(concatBytes(wakeUp, encodeFrame(hex('d41007'))));
    await program.read(30);
    program.write(hex('0000ff00ff00'));
    await turn();
    await turn();
    await turn();
    speed('115200');
    program.write(concatBytes(wakeUp, firmware));
    await turn();
    await turn();
    await turn();
    speed('921600');
    program.write(concatBytes(wakeUp, firmware));
    expect(await program.read(version.length)).toBe(version);
    program.close();
  });
});

describe('over TCP', () => {
  test('serves one program after another, and sends a second one away', async () => {
    const { endpoint } = await start({ transport: 'tcp', host: '127.0.0.1', port: 0 });
    const port = Number(endpoint.address.split(':').at(-1));
    expect(endpoint.address).toBe(`tcp:127.0.0.1:${port}`);
    for (let i = 0; i < 3; i++) {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      socket.write(concatBytes(wakeUp, firmware));
      let said = '';
      while (said.length < version.length) said += toHex((await once(socket, 'data'))[0]);
      expect(said).toBe(version);
      const second = connect(port, '127.0.0.1');
      second.on('error', () => {});
      await once(second, 'close');
      socket.destroy();
      await turn();
      await turn();
    }
    expect(log.lines.filter((line) => line.includes('second program'))).toHaveLength(3);
  });

  test('a port that is taken is an error with a code', async () => {
    const { endpoint } = await start({ transport: 'tcp', host: '127.0.0.1', port: 0 });
    const port = Number(endpoint.address.split(':').at(-1));
    await expect(start({ transport: 'tcp', host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'endpoint/address-in-use',
    });
  });
});

test('without a PN532 among the readers there is nothing to serve', async () => {
  const { readers } = createSimulator({ seed: 1 });
  const place = { transport: 'tcp', host: '127.0.0.1', port: 0 } as const;
  const none = startPn532Endpoint({
    place,
    registry: readers,
    chipOf: () => {
      throw new Error('no chip');
    },
    timers: systemTimers,
    log,
  });
  await expect(none).rejects.toMatchObject({ code: 'endpoint/not-here' });
});
