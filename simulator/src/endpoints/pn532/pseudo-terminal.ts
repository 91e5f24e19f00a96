import { execFile, spawn, spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import type { Timer, Timers } from '../../clock/timers.ts';
import { EndpointError, type EndpointLog } from '../endpoint.ts';
import { systemErrorCode } from '../listen-error.ts';

const master = '/dev/ptmx';
const flags = constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK;
/** Nobody reads: what does not fit is thrown away. */
const backlogRoom = 65_536;
const retryMs = 5;

/** TIOCSPTLCK and TIOCGPTN of x86 and ARM: unlocks the terminal that fd 3 is master of, and prints its number. */
const unlock = `
open(my $m, '+<&=', 3) or die "$!\\n";
my $zero = pack('i', 0);
ioctl($m, 0x40045431, $zero) or die "$!\\n";
my $number = pack('i', 0);
ioctl($m, 0x80045430, $number) or die "$!\\n";
print unpack('i', $number);
`;

const notHere = (reason: string, cause?: unknown): EndpointError =>
  new EndpointError(
    'endpoint/not-here',
    `no pseudo-terminal can be had here (${reason}); pn532:tcp:HOST:PORT works without`,
    { cause },
  );

/** The number of the terminal that belongs to an open master. */
function numberOf(descriptor: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const perl = spawn('perl', ['-e', unlock], { stdio: ['ignore', 'pipe', 'pipe', descriptor] });
    let [told, complaint] = ['', ''];
    perl.stdout?.on('data', (chunk: Buffer) => {
      told += chunk.toString();
    });
    perl.stderr?.on('data', (chunk: Buffer) => {
      complaint += chunk.toString();
    });
    perl.on('error', (error) => reject(notHere('perl cannot be started', error)));
    perl.on('close', (code) => {
      if (code === 0 && /^\d+$/.test(told)) resolve(Number(told));
      else reject(notHere(`perl: ${complaint.trim() || `exit code ${code}`}`));
    });
  });
}

/** No echo, no lines, eight bits. */
function raw(path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile('stty', ['-F', path, 'raw', '-echo', '115200'], (error) => {
      if (error === null) resolve();
      else reject(notHere(`stty: ${error.message.trim()}`, error));
    });
  });
}

export interface TerminalOptions {
  readonly timers: Timers;
  readonly log: EndpointLog;
  readonly onData: (bytes: Uint8Array) => void;
}

/**
 * A pseudo-terminal, from the side of the device. Programs open `path` as a serial port, as often as they like: its
 * other end is kept open here too, without which the first one to close it would take it away.
 * @see nfc-readers reference, 5
 */
export class PseudoTerminal {
  readonly path: string;
  /**
   * The same terminal by way of this process: leads nowhere once it has ended, however it ended. `path` alone may be
   * another program's terminal a moment later, since numbers are given again.
   */
  readonly ownPath: string;
  readonly #master: number;
  readonly #slave: number;
  readonly #stream: ReadStream;
  readonly #options: TerminalOptions;
  #backlog: Uint8Array[] = [];
  #backlogLength = 0;
  #told = false;
  #timer: Timer | undefined;
  #closed = false;

  private constructor(path: string, descriptor: number, slave: number, options: TerminalOptions) {
    this.path = path;
    this.ownPath = `/proc/${process.pid}/fd/${slave}`;
    this.#master = descriptor;
    this.#slave = slave;
    this.#options = options;
    this.#stream = new ReadStream(descriptor);
    this.#stream.on('data', (chunk: Buffer) => options.onData(Uint8Array.from(chunk)));
    this.#stream.on('error', (error) => {
      if (!this.#closed) options.log.warn('the pseudo-terminal failed', { path, error: error.message });
    });
  }

  /** Rejects with EndpointError `endpoint/not-here`. */
  static async open(options: TerminalOptions): Promise<PseudoTerminal> {
    if (process.platform !== 'linux') throw notHere(`this is ${process.platform}`);
    let descriptor: number;
    try {
      descriptor = openSync(master, flags);
    } catch (error) {
      throw notHere(`${master}: ${systemErrorCode(error)}`, error);
    }
    let slave: number | undefined;
    try {
      const path = `/dev/pts/${await numberOf(descriptor)}`;
      slave = openSync(path, flags);
      await raw(path);
      return new PseudoTerminal(path, descriptor, slave, options);
    } catch (error) {
      if (slave !== undefined) closeSync(slave);
      closeSync(descriptor);
      throw error instanceof EndpointError ? error : notHere(String(error), error);
    }
  }

  /** Never waits: what the program at the other end does not take now is kept for it, up to a limit. */
  write(bytes: Uint8Array): void {
    if (this.#closed) return;
    const rest = this.#backlog.length === 0 ? this.#tryWrite(bytes) : bytes;
    if (rest.length > 0) this.#keep(rest);
  }

  #tryWrite(bytes: Uint8Array): Uint8Array {
    try {
      return bytes.subarray(writeSync(this.#master, bytes));
    } catch (error) {
      if (systemErrorCode(error) === 'EAGAIN') return bytes;
      this.#options.log.warn('the pseudo-terminal cannot be written to', { error: systemErrorCode(error) });
      return bytes.subarray(bytes.length);
    }
  }

  #keep(bytes: Uint8Array): void {
    if (this.#backlogLength + bytes.length > backlogRoom) {
      if (!this.#told) this.#options.log.warn('nobody reads what the chip answers', { path: this.path });
      this.#told = true;
      return;
    }
    this.#backlog.push(bytes.slice());
    this.#backlogLength += bytes.length;
    this.#timer ??= this.#options.timers.after(retryMs, () => this.#retry());
  }

  #retry(): void {
    this.#timer = undefined;
    const waiting = this.#backlog;
    this.#backlog = [];
    this.#backlogLength = 0;
    for (const bytes of waiting) this.write(bytes);
  }

  /** Throws away what earlier programs have left unread, as a serial port does when it is closed. */
  discardUnread(): void {
    this.#backlog = [];
    this.#backlogLength = 0;
    this.#told = false;
    const rubbish = new Uint8Array(4096);
    try {
      while (readSync(this.#slave, rubbish) > 0);
    } catch {
      // EAGAIN: nothing is left.
    }
  }

  /** Speed that the program at the other end has set; undefined when it cannot be told. */
  get baudRate(): number | undefined {
    const { stdout, status } = spawnSync('stty', ['-F', this.path, 'speed'], { encoding: 'utf8' });
    return status === 0 ? Number(stdout.trim()) : undefined;
  }

  /** Hangs up: programs that have it open read its end. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#timer?.cancel();
    closeSync(this.#slave);
    this.#stream.destroy();
  }
}
