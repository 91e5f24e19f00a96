import { toHex } from '../bytes/hex.ts';
import { CardPosition } from '../engine/card-position.ts';
import { maskExchange } from '../engine/masking.ts';
import { statusWord } from '../engine/status-word.ts';

/** Where a recording comes from; its first line. */
export interface RecordingHead {
  readonly kazashi: 'recording';
  readonly version: 1;
  /** What is exchanged: contents of PN532 frames, or APDUs. */
  readonly level: 'pn532' | 'card';
  readonly title: string;
  /** A simulator, or something real: then every byte that could tell of a person or a card is covered. */
  readonly nature: 'simulator' | 'real';
  readonly recordedAt: string;
  readonly tool: string;
  /** Answer to Reset. */
  readonly answerToReset: string;
}

/** Hex digits; a covered byte is `**`, so that lengths are kept. */
export interface RecordedExchange {
  readonly sent: string;
  readonly came: string;
}

const covered = (bytes: Uint8Array, from: number, to: number): string =>
  toHex(bytes.subarray(0, from)) +
  '**'.repeat(Math.max(0, Math.min(to, bytes.length) - from)) +
  toHex(bytes.subarray(Math.max(from, to)));

/** Keeps exchanges with bytes covered where they have to be. */
export class Recording {
  readonly exchanges: RecordedExchange[] = [];
  readonly #real: boolean;
  readonly #position = new CardPosition();

  constructor(real: boolean) {
    this.#real = real;
  }

  reset(): void {
    this.#position.reset();
  }

  /** A command APDU and its response. */
  card(command: Uint8Array, response: Uint8Array): void {
    const masked = this.#masked(command, response);
    this.exchanges.push({ sent: masked.command, came: masked.response });
  }

  /** A command of the PN532 and its answer, both from the code on; `undefined`: the error frame. */
  chip(command: Uint8Array, answer: Uint8Array | undefined): void {
    const [code] = command;
    if (answer === undefined) {
      this.exchanges.push({ sent: toHex(command), came: 'error' });
    } else if (code === 0x40 && answer.length > 3 && command.length > 2) {
      const masked = this.#masked(command.subarray(2), answer.subarray(2));
      this.exchanges.push({
        sent: toHex(command.subarray(0, 2)) + masked.command,
        came: toHex(answer.subarray(0, 2)) + masked.response,
      });
    } else {
      const shown = this.#real && code === 0x4a ? covered(answer, 4, 8) : toHex(answer);
      this.exchanges.push({ sent: toHex(command), came: shown });
    }
  }

  #masked(command: Uint8Array, response: Uint8Array): { command: string; response: string } {
    const target = this.#position.target(command);
    const masked = maskExchange(command, response, target, this.#real);
    this.#position.observe(command, statusWord(response) ?? 0);
    return { command: masked.command, response: withLength(command, response, masked.response) };
  }
}

/**
 * Tag and length at the beginning of a file are left uncovered: they tell of nobody, and without them a client cannot
 * know how much there is to read.
 */
function withLength(command: Uint8Array, response: Uint8Array, shown: string): string {
  const [cla, ins, p1 = 0, p2] = command;
  const fromBeginning = cla === 0x00 && ins === 0xb0 && p2 === 0 && (p1 === 0 || p1 >= 0x80);
  const isLong = response[0] === 0x30 && response[1] === 0x82 && response.length >= 6;
  if (!fromBeginning || !isLong) return shown;
  return toHex(response.subarray(0, 4)) + shown.slice(8);
}

/** A line of JSON for the head, and one for each exchange. */
export function recordingText(head: RecordingHead, exchanges: readonly RecordedExchange[]): string {
  return [head, ...exchanges].map((line) => `${JSON.stringify(line)}\n`).join('');
}
