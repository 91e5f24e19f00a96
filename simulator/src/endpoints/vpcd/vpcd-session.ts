import type { Socket } from 'node:net';
import type { Timers } from '../../clock/timers.ts';
import { encodeFrame, FrameReader } from './frames.ts';
import type { SplitWatch } from './split-watch.ts';
import { eject, type IccAnswer, type VirtualIcc } from './virtual-icc.ts';

/** One connection with a vpcd: payloads to the card, answers back, one at a time. */
export class VpcdSession {
  readonly #socket: Socket;
  readonly #icc: VirtualIcc;
  readonly #timers: Timers;
  readonly #watch: SplitWatch;
  readonly #served: () => void;
  readonly #frames = new FrameReader();
  #headerAt: number | undefined;
  #busy = false;

  /** `served` is called for each answer given; `closed` once, when the connection has ended. */
  constructor(
    socket: Socket,
    icc: VirtualIcc,
    options: { timers: Timers; watch: SplitWatch; served?: () => void; closed: () => void },
  ) {
    this.#socket = socket;
    this.#icc = icc;
    this.#timers = options.timers;
    this.#watch = options.watch;
    this.#served = options.served ?? (() => {});
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      this.#frames.push(chunk);
      this.#run();
    });
    socket.on('drain', () => this.#run());
    // A reset connection is a removal like any other; `close` follows.
    socket.on('error', () => {});
    socket.once('close', () => {
      icc.close();
      options.closed();
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #run(): void {
    while (!this.#busy && !this.#socket.destroyed && !this.#socket.writableNeedDrain) {
      const payload = this.#frames.next();
      if (payload === undefined) {
        if (this.#frames.headerAlone) this.#headerAt ??= this.#timers.now();
        break;
      }
      this.#watch.message(this.#headerAt === undefined ? 0 : this.#timers.now() - this.#headerAt);
      this.#headerAt = undefined;
      const answer = this.#icc.answer(payload);
      if (answer instanceof Promise) void this.#await(answer);
      else this.#send(answer);
    }
    // vpcd waits for each answer; whoever does not is read no further meanwhile.
    if ((this.#busy || this.#socket.writableNeedDrain) && this.#frames.buffered > 0) this.#socket.pause();
    else this.#socket.resume();
  }

  async #await(answer: Promise<IccAnswer>): Promise<void> {
    this.#busy = true;
    this.#send(await answer);
    this.#busy = false;
    this.#run();
  }

  #send(answer: IccAnswer): void {
    if (answer === eject) this.#socket.destroy();
    else if (answer !== undefined && !this.#socket.destroyed) {
      this.#socket.write(encodeFrame(answer));
      this.#served();
    }
  }
}
