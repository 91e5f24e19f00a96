import { connect } from 'node:net';
import { type ConformanceError, ToldError } from '../error.ts';

/** A serial line, bytes in and bytes out. Errors: ToldError `serial/…`. */
export interface SerialLine {
  readonly baudRate: number;
  write(bytes: Uint8Array): void;
  /**
   * The bytes that have come, or the next ones; undefined when none come in time. Rejects with `serial/lost` once
   * the device is gone.
   */
  read(limitMs: number): Promise<Uint8Array | undefined>;
  /** Throws away what has come. */
  discard(): void;
  setBaudRate(baudRate: number): Promise<void>;
  close(): Promise<void>;
}

/** Bytes that wait for a reader, and a reader that waits for bytes. */
export class IncomingBytes {
  #chunks: Uint8Array[] = [];
  #wake: ((chunk: Uint8Array | undefined) => void) | undefined;
  #fail: ((error: Error) => void) | undefined;
  #lost: ConformanceError | undefined;

  push(chunk: Uint8Array): void {
    const wake = this.#wake;
    if (wake === undefined) this.#chunks.push(chunk);
    else wake(chunk);
  }

  /** Whoever reads, now or later, is told. */
  lose(error: ConformanceError): void {
    this.#lost ??= error;
    this.#fail?.(error);
  }

  discard(): void {
    this.#chunks = [];
  }

  read(limitMs: number): Promise<Uint8Array | undefined> {
    const [first, ...more] = this.#chunks;
    if (first !== undefined) {
      this.#chunks = more;
      return Promise.resolve(first);
    }
    if (this.#lost !== undefined) return Promise.reject(this.#lost);
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(timer);
        this.#wake = undefined;
        this.#fail = undefined;
      };
      const timer = setTimeout(() => {
        done();
        resolve(undefined);
      }, limitMs);
      this.#wake = (chunk) => {
        done();
        resolve(chunk);
      };
      this.#fail = (error) => {
        done();
        reject(error);
      };
    });
  }
}

const lost = (path: string, why: string): ConformanceError =>
  new ToldError('serial/lost', {
    en: `the board at ${path} is gone (${why}); plug it in again, and check cable and hub`,
    ja: `${path}の基板との接続が切れた(${why})。差し直し、ケーブルとハブを確認する`,
  });

function cannotOpen(path: string, error: Error): ConformanceError {
  const { message } = error;
  if (/No such file|cannot find|File not found/i.test(message)) {
    return new ToldError(
      'serial/not-there',
      {
        en: `there is no serial port ${path}; is the board plugged in?`,
        ja: `シリアルポート${path}がない。基板が接続されているか確認する`,
      },
      { cause: error },
    );
  }
  if (/Permission|Access denied/i.test(message)) {
    return new ToldError(
      'serial/not-permitted',
      {
        en: `${path} may not be opened; on Linux the group dialout may (usermod -aG dialout USER)`,
        ja: `${path}を開く権限がない。Linuxではグループdialoutに加える(usermod -aG dialout ユーザー)`,
      },
      { cause: error },
    );
  }
  if (/lock|busy|in use/i.test(message)) {
    return new ToldError(
      'serial/in-use',
      {
        en: `another program holds ${path}; end it first`,
        ja: `別のプログラムが${path}を使用中。先に終了させる`,
      },
      { cause: error },
    );
  }
  if (/ioctl|Is a directory/i.test(message)) return noPort(path, error);
  return new ToldError(
    'serial/failed',
    { en: `${path}: ${message}`, ja: `${path}を開けない: ${message}` },
    { cause: error },
  );
}

const noPort = (path: string, cause?: Error): ConformanceError =>
  new ToldError(
    'serial/no-port',
    {
      en: `"${path}" is no serial port; serial:PATH takes one, such as /dev/ttyUSB0, or serial:tcp:HOST:PORT`,
      ja: `「${path}」はシリアルポートではない。serial:PATH(例: /dev/ttyUSB0)またはserial:tcp:ホスト:ポートを指定する`,
    },
    { cause },
  );

/** What `serial:` names: a serial port, or `tcp:HOST:PORT`, a serial line over TCP. */
export function openSerialLine(address: string): Promise<SerialLine> {
  return address.startsWith('tcp:') ? openTcpLine(address.slice('tcp:'.length)) : openSerialPort(address);
}

/** A serial line over TCP: whatever baud rate there is is the server's business. */
async function openTcpLine(hostAndPort: string): Promise<SerialLine> {
  const colon = hostAndPort.lastIndexOf(':');
  const host = hostAndPort.slice(0, colon).replace(/^\[|\]$/g, '');
  const digits = hostAndPort.slice(colon + 1);
  const port = /^\d{1,5}$/.test(digits) ? Number(digits) : 0;
  if (colon < 1 || port < 1 || port > 65_535) throw noPort(`tcp:${hostAndPort}`);
  const socket = connect({ host, port });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', (error) => {
      const words = {
        en: `no serial line at ${hostAndPort}: ${error.message}`,
        ja: `${hostAndPort}にシリアル回線がない: ${error.message}`,
      };
      reject(new ToldError('serial/not-there', words, { cause: error }));
    });
  });
  socket.setNoDelay(true);
  const incoming = new IncomingBytes();
  let rate = 115_200;
  socket.on('data', (chunk: Buffer) => incoming.push(Uint8Array.from(chunk)));
  socket.on('error', () => {});
  socket.on('close', () => incoming.lose(lost(hostAndPort, 'the connection was closed')));
  return {
    get baudRate() {
      return rate;
    },
    write: (bytes) => void socket.write(bytes),
    read: (limitMs) => incoming.read(limitMs),
    discard: () => incoming.discard(),
    setBaudRate: async (next) => {
      rate = next;
    },
    close: async () => void socket.destroy(),
  };
}

/**
 * The serial port at a path, through the package `serialport`. Rejects with `serial/no-package`, `serial/no-port`,
 * `serial/not-there`, `serial/not-permitted`, `serial/in-use` or `serial/failed`.
 */
export async function openSerialPort(path: string, baudRate = 115_200): Promise<SerialLine> {
  const { SerialPort } = await import('serialport').catch((cause: unknown) => {
    throw new ToldError(
      'serial/no-package',
      {
        en: 'serial ports need the package serialport: npm install serialport',
        ja: 'シリアルポートにはパッケージserialportが必要: npm install serialport',
      },
      { cause },
    );
  });
  if (path === '') throw noPort(path);
  const port = new SerialPort({ path, baudRate, autoOpen: false });
  await new Promise<void>((resolve, reject) => {
    port.open((error) => (error ? reject(cannotOpen(path, error)) : resolve()));
  });
  const incoming = new IncomingBytes();
  port.on('data', (chunk: Buffer) => incoming.push(Uint8Array.from(chunk)));
  port.on('error', (error: Error) => incoming.lose(lost(path, error.message)));
  // Also when it was closed from here: nobody waits for an answer that cannot come.
  port.on('close', (error: Error | null) => incoming.lose(lost(path, error?.message ?? 'it was closed')));
  let rate = baudRate;
  return {
    get baudRate() {
      return rate;
    },
    write(bytes) {
      port.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
    },
    read: (limitMs) => incoming.read(limitMs),
    discard: () => incoming.discard(),
    async setBaudRate(next) {
      await new Promise<void>((resolve) => port.drain(() => resolve()));
      await new Promise<void>((resolve, reject) => {
        port.update({ baudRate: next }, (error) => (error ? reject(lost(path, error.message)) : resolve()));
      });
      rate = next;
    },
    async close() {
      if (!port.isOpen) return;
      await new Promise<void>((resolve) => port.close(() => resolve()));
    },
  };
}
