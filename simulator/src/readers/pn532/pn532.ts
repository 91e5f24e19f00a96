import type { Timer, Timers } from '../../clock/timers.ts';
import { CodecError } from '../../codec/codec-error.ts';
import type { RuleSet } from '../../rules/rule-set.ts';
import { actionOf } from './actions.ts';
import { AirCommand, type AirField, type OnAir } from './air.ts';
import { antennaHolds } from './antenna-holds.ts';
import { ChipState } from './chip-state.ts';
import { parameterFlag } from './commands/miscellaneous-commands.ts';
import { type Conduct, conductOf } from './conduct.ts';
import { FrameParser, type Incoming } from './frame-parser.ts';
import {
  ackFrame,
  encodeFrame,
  errorFrame,
  fromChip,
  fromHost,
  maxFrameLength,
  nackFrame,
} from './pn532-frames.ts';

export interface Pn532Parts {
  readonly field: AirField;
  readonly rules: RuleSet;
  readonly timers: Timers;
  /** Takes what the chip sends, at the baud rate at which it sends it. */
  readonly write: (bytes: Uint8Array, baudRate: number) => void;
  /** A nonce that proves that the chip is emulated, if one was given; it is told once. */
  readonly takeProof: () => Uint8Array | undefined;
  /** The serial line takes the time that it really takes. */
  readonly pacing?: boolean;
}

/** A chip at the end of a serial line. */
export interface SerialChip {
  readonly baudRate: number;
  /** Bytes from the host, at its baud rate; the chip's own when absent. */
  receive(bytes: Uint8Array, baudRate?: number): void;
  /** Another program begins: the rest of a frame that its predecessor has begun will not come. */
  forgetHalfFrame(): void;
  /** The power goes and comes back. */
  reset(): void;
}

export const firstBaudRate = 115_200;

/** Rising edges that wake the chip. @see UM0701-02, 7.2.11 */
const wakingEdges = 5;
const bitsPerByte = 10;
/** What a normal frame adds to its content. */
const ambleAndSums = 7;
/** Frames that came right behind another one; whoever sends more without listening loses them. */
const mostWaiting = 16;
/** What has come of a frame is forgotten after such a silence: whoever sent it is gone. */
const halfFrameMs = 1000;

/** Rising edges of a byte on the line: a start bit, eight bits from the lowest on, a stop bit. */
function risingEdges(byte: number): number {
  let edges = 0;
  let level = 0;
  for (let bit = 0; bit < 9; bit++) {
    const next = bit === 8 ? 1 : (byte >> bit) & 1;
    if (level === 0 && next === 1) edges++;
    level = next;
  }
  return edges;
}

/**
 * A PN532 on a serial line: bytes in, bytes out. Every byte is answered as the chip would, or passed over; nothing
 * throws. It holds one field, and speaks to the cards in it itself.
 * @see nfc-readers reference, 4
 */
export class Pn532 implements SerialChip {
  readonly #parts: Pn532Parts;
  readonly #holds: Conduct;
  readonly #parser: FrameParser;
  #state: ChipState;
  #running: AirCommand<Uint8Array> | undefined;
  #leaving: Timer | undefined;
  #lastAnswer: Uint8Array | undefined;
  #waiting: Uint8Array[] = [];
  #baudRate = firstBaudRate;
  #nextBaudRate: number | undefined;
  #asleep = true;
  #sleeps = false;
  #neverWakes = false;
  #edges = 0;
  #heardAt = 0;

  constructor(parts: Pn532Parts) {
    this.#parts = parts;
    this.#holds = conductOf(parts.rules);
    this.#parser = new FrameParser(this.#holds);
    this.#state = this.#begun();
  }

  #begun(): ChipState {
    const { field, rules } = this.#parts;
    return new ChipState(field, this.#holds, antennaHolds(rules));
  }

  get baudRate(): number {
    return this.#baudRate;
  }

  /** The power goes and comes back: the chip sleeps, at its first baud rate, without field. */
  reset(): void {
    this.#abort();
    this.#state.fieldOff();
    this.#state = this.#begun();
    this.#parser.reset();
    this.#lastAnswer = undefined;
    this.#nextBaudRate = undefined;
    this.#baudRate = firstBaudRate;
    this.#asleep = true;
    this.#neverWakes = false;
    this.#edges = 0;
  }

  /** Another program begins: the rest of a frame that its predecessor has begun will not come. */
  forgetHalfFrame(): void {
    this.#parser.reset();
  }

  /** Bytes from the host. At another baud rate than the chip's they are noise. */
  receive(bytes: Uint8Array, baudRate: number = this.#baudRate): void {
    const now = this.#parts.timers.now();
    if (this.#parser.pending > 0 && now - this.#heardAt > halfFrameMs) this.#parser.reset();
    this.#heardAt = now;
    if (baudRate !== this.#baudRate) {
      this.#parser.reset();
      return;
    }
    const heard = this.#asleep ? this.#wake(bytes) : bytes;
    for (const incoming of this.#parser.push(heard)) this.#take(incoming);
  }

  /** What is left of the bytes once the chip is awake: those that wake it are lost. */
  #wake(bytes: Uint8Array): Uint8Array {
    if (this.#neverWakes) return bytes.subarray(0, 0);
    let at = 0;
    while (at < bytes.length && this.#edges < wakingEdges) this.#edges += risingEdges(bytes[at++]!);
    if (this.#edges >= wakingEdges) this.#asleep = false;
    return bytes.subarray(at);
  }

  #take(incoming: Incoming): void {
    if (incoming.kind === 'corrupt') this.#parts.write(nackFrame, this.#baudRate);
    else if (incoming.kind === 'nack') {
      if (this.#lastAnswer !== undefined && this.#holds['nack-repeats']) this.#write(this.#lastAnswer);
    } else if (incoming.kind === 'ack') this.#acknowledged();
    else this.#content(incoming.content);
  }

  /** The host's ACK: a new baud rate holds from here; else it ends the command that is under way. */
  #acknowledged(): void {
    if (this.#nextBaudRate !== undefined) {
      this.#baudRate = this.#nextBaudRate;
      this.#nextBaudRate = undefined;
      return;
    }
    if (this.#holds['ack-aborts']) this.#abort();
  }

  #abort(): void {
    this.#running?.abort();
    this.#running = undefined;
    this.#leaving?.cancel();
    this.#leaving = undefined;
    this.#waiting = [];
  }

  #content(content: Uint8Array): void {
    const [identifier, code] = content;
    if (identifier !== fromHost && this.#holds['identifier-d4']) {
      // What looks like the chip's own is its echo on a terminal that echoes: answering it would never end.
      if (identifier !== fromChip && content.length > 1) this.#parts.write(errorFrame, this.#baudRate);
      return;
    }
    // What is done and only on its way to the host is not taken back: a frame may come right behind another one.
    if (this.#leaving !== undefined || (this.#running !== undefined && !this.#holds['command-replaces'])) {
      if (this.#waiting.length < mostWaiting) this.#waiting.push(content);
      return;
    }
    this.#abort();
    this.#nextBaudRate = undefined;
    if (this.#holds['ack-first']) this.#write(ackFrame);
    if (content.length > 255 && !this.#holds['extended-taken']) {
      this.#write(errorFrame);
      return;
    }
    const action = actionOf(code ?? -1);
    if (action === undefined) {
      if (this.#holds['unknown-error-frame']) this.#write(errorFrame);
      else this.#answered(code ?? 0, new Uint8Array(0), content.length);
      return;
    }
    let result: Uint8Array | OnAir<Uint8Array>;
    try {
      result = action.act(this.#state, content.subarray(2), {
        changeBaudRate: (rate) => this.#changeBaudRate(rate),
        sleep: () => {
          this.#sleeps = this.#holds['sleeps-after-power-down'];
        },
        takeProof: this.#parts.takeProof,
      });
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      if (this.#holds['syntax-error-frame']) this.#write(errorFrame);
      return;
    }
    if (result instanceof Uint8Array) {
      this.#answered(code!, result, content.length);
      return;
    }
    const running = new AirCommand(result, this.#parts.field, this.#parts.timers, (answer) => {
      this.#running = undefined;
      this.#answered(code!, answer, content.length);
    });
    this.#running = running;
    running.start();
  }

  #changeBaudRate(rate: number): void {
    if (!this.#holds['baud-rate-changes']) return;
    if (this.#holds['baud-rate-after-ack']) this.#nextBaudRate = rate;
    else this.#baudRate = rate;
  }

  #answered(code: number, data: Uint8Array, requestLength: number): void {
    const content = new Uint8Array(2 + data.length);
    content[0] = this.#holds['answer-direction'] ? fromChip : fromHost;
    content[1] = this.#holds['answer-code'] ? code + 1 : code;
    content.set(data, 2);
    this.#lastAnswer = this.#framed(content.subarray(0, maxFrameLength));
    if (!this.#parts.pacing) {
      this.#leave();
      return;
    }
    // The command with its frame, ACK, and the answer.
    const bytes = requestLength + ambleAndSums + ackFrame.length + this.#lastAnswer.length;
    const delayMs = (1000 * bitsPerByte * bytes) / this.#baudRate;
    this.#leaving = this.#parts.timers.after(delayMs, () => {
      this.#leaving = undefined;
      this.#leave();
    });
  }

  #framed(content: Uint8Array): Uint8Array {
    const amble =
      (this.#state.parameters & parameterFlag.noAmble) === 0 || !this.#holds['amble-by-parameter'];
    const long = content.length > 255;
    const cut = long && !this.#holds['long-answer-extended'];
    const frame = encodeFrame(cut ? content.subarray(0, 255) : content, {
      amble,
      extended: (long && !cut) || !this.#holds['short-answer-normal'],
    });
    if (!this.#holds['answer-checksum']) frame[frame.length - (amble ? 2 : 1)]!++;
    return frame;
  }

  #leave(): void {
    this.#write(this.#lastAnswer!);
    if (this.#sleeps) {
      this.#sleeps = false;
      this.#asleep = true;
      this.#edges = 0;
      this.#neverWakes = !this.#holds['wakes-on-serial-line'];
    }
    const next = this.#waiting.shift();
    if (next !== undefined) this.#content(next);
  }

  #write(bytes: Uint8Array): void {
    this.#parts.write(bytes, this.#baudRate);
  }
}
