import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Timer, Timers } from '../../clock/timers.ts';
import type { Reader } from '../../readers/reader.ts';
import type { EndpointLog } from '../endpoint.ts';
import type { SplitWatch } from './split-watch.ts';
import { VirtualIcc } from './virtual-icc.ts';
import { VpcdSession } from './vpcd-session.ts';

/** First and longest pause between two tries to reach vpcd, in milliseconds. */
const firstPauseMs = 100;
const longestPauseMs = 2_000;

export interface SlotOptions {
  readonly reader: Reader;
  readonly host: string;
  readonly port: number;
  readonly holder: string;
  readonly timers: Timers;
  readonly log: EndpointLog;
  readonly watch: SplitWatch;
}

/** One reader's place at vpcd: a connection while a card lies in it. */
export interface VpcdSlot {
  cardInserted(): void;
  cardRemoved(): void;
  /** What lies there lies otherwise than before. */
  cardMoved(): void;
  close(): Promise<void>;
}

/** vpcd has no way to tell of a mute card: an empty ATR is a removal. */
function showable({ reader, log }: SlotOptions): boolean {
  if (reader.presence === 'mute') log.warn('a mute card cannot be shown over vpcd', { reader: reader.name });
  return reader.presence === 'present';
}

/** Connects to a vpcd that listens, again and again while a card lies in the reader. */
export class ConnectingSlot implements VpcdSlot {
  readonly #options: SlotOptions;
  #socket: Socket | undefined;
  #icc: VirtualIcc | undefined;
  #timer: Timer | undefined;
  #wanted = false;
  #pauseMs = firstPauseMs;
  #told = false;

  constructor(options: SlotOptions) {
    this.#options = options;
    this.cardInserted();
  }

  cardInserted(): void {
    if (this.#wanted || !showable(this.#options)) return;
    this.#wanted = true;
    this.#pauseMs = firstPauseMs;
    this.#dial();
  }

  cardRemoved(): void {
    this.#wanted = false;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#socket?.destroy();
  }

  cardMoved(): void {
    this.#icc?.cardMoved();
    // Whoever waits longer and longer because it was not found tries at once.
    if (this.#timer === undefined) return;
    this.#timer.cancel();
    this.#timer = undefined;
    this.#pauseMs = firstPauseMs;
    this.#dial();
  }

  async close(): Promise<void> {
    this.cardRemoved();
  }

  #dial(): void {
    // The card may be back before the old connection's end was seen.
    if (this.#socket !== undefined || this.#timer !== undefined) return;
    const { host, port, reader, holder, timers, log, watch } = this.#options;
    const socket = connect({ host, port });
    this.#socket = socket;
    socket.once('connect', () => {
      this.#told = false;
      log.info('vpcd connected', { reader: reader.name, port });
    });
    this.#icc = new VirtualIcc(reader, holder, log);
    new VpcdSession(socket, this.#icc, {
      timers,
      watch,
      // Only a vpcd that takes an answer is one: another that hangs up at once is not to be stormed.
      served: () => {
        this.#pauseMs = firstPauseMs;
      },
      closed: () => {
        this.#socket = undefined;
        this.#icc = undefined;
        if (this.#wanted) this.#dialLater();
      },
    });
  }

  #dialLater(): void {
    const { host, port, timers, log } = this.#options;
    if (!this.#told) log.info('no vpcd there; trying again until there is', { address: `${host}:${port}` });
    this.#told = true;
    this.#timer = timers.after(this.#pauseMs, () => {
      this.#timer = undefined;
      this.#dial();
    });
    this.#pauseMs = Math.min(2 * this.#pauseMs, longestPauseMs);
  }
}

/** Listens for a vpcd in reversed mode, which comes by at every presence poll. Without a card it is sent away. */
export class ListeningSlot implements VpcdSlot {
  readonly #options: SlotOptions;
  readonly #server: Server;
  #session: VpcdSession | undefined;
  #icc: VirtualIcc | undefined;

  private constructor(options: SlotOptions) {
    this.#options = options;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  /** Rejects with the system's error when the port cannot be had. */
  static async start(options: SlotOptions): Promise<ListeningSlot> {
    const slot = new ListeningSlot(options);
    await new Promise<void>((resolve, reject) => {
      slot.#server.once('error', reject);
      slot.#server.listen(options.port, options.host, () => {
        slot.#server.off('error', reject);
        resolve();
      });
    });
    slot.#server.on('error', (error) => {
      options.log.warn('a vpcd could not be accepted', { error: error.message });
    });
    slot.cardInserted();
    return slot;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : this.#options.port;
  }

  /** Nothing to do: vpcd comes by itself. */
  cardInserted(): void {
    showable(this.#options);
  }

  cardRemoved(): void {
    this.#session?.close();
  }

  cardMoved(): void {
    this.#icc?.cardMoved();
  }

  close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#session?.close();
    return closed;
  }

  #serve(socket: Socket): void {
    const { reader, holder, timers, log, watch } = this.#options;
    if (reader.presence !== 'present' || this.#session !== undefined) {
      socket.on('error', () => {});
      socket.destroy();
      if (this.#session !== undefined) log.warn('a second vpcd was sent away', { reader: reader.name });
      return;
    }
    const icc = new VirtualIcc(reader, holder, log);
    const session = new VpcdSession(socket, icc, {
      timers,
      watch,
      closed: () => {
        if (this.#session === session) this.#session = undefined;
      },
    });
    this.#session = session;
    this.#icc = icc;
  }
}
