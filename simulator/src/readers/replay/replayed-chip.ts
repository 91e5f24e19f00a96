import { toHex } from '../../codec/hex.ts';
import { RuleSet } from '../../rules/rule-set.ts';
import { conductOf } from '../pn532/conduct.ts';
import { FrameParser } from '../pn532/frame-parser.ts';
import { firstBaudRate, type SerialChip } from '../pn532/pn532.ts';
import { ackFrame, encodeFrame, errorFrame, fromChip, fromHost } from '../pn532/pn532-frames.ts';
import { Playback, type Recording } from './recording.ts';

export interface ReplayedChipOptions {
  readonly recording: Recording;
  readonly write: (bytes: Uint8Array) => void;
  /** Told of a command that the recording does not hold, as hex digits. */
  readonly onUnseen: (command: string) => void;
}

/** A PN532 that says what a real one has said. What it was never asked it refuses with the error frame, and tells. */
export class ReplayedChip implements SerialChip {
  readonly baudRate = firstBaudRate;
  readonly #options: ReplayedChipOptions;
  readonly #playback: Playback;
  readonly #parser = new FrameParser(conductOf(new RuleSet()));
  #last: Uint8Array | undefined;

  constructor(options: ReplayedChipOptions) {
    this.#options = options;
    this.#playback = new Playback(options.recording);
  }

  reset(): void {
    this.#parser.reset();
    this.#playback.rewind();
  }

  forgetHalfFrame(): void {
    this.#parser.reset();
  }

  receive(bytes: Uint8Array): void {
    for (const incoming of this.#parser.push(bytes)) {
      if (incoming.kind === 'nack' && this.#last !== undefined) this.#options.write(this.#last);
      if (incoming.kind === 'frame' && incoming.content[0] === fromHost) this.#answer(incoming.content);
    }
  }

  #answer(content: Uint8Array): void {
    const { write, onUnseen } = this.#options;
    const sent = toHex(content.subarray(1));
    const found = this.#playback.find(sent);
    write(ackFrame);
    if (found === undefined) onUnseen(sent);
    this.#last = found?.came === undefined ? errorFrame : encodeFrame(Uint8Array.of(fromChip, ...found.came));
    write(this.#last);
  }
}
