import type { Timers } from '../clock/timers.ts';
import { concatBytes, hex } from '../codec/hex.ts';
import { RuleSet } from '../rules/rule-set.ts';
import type { AirField } from './pn532/air.ts';
import { conductOf } from './pn532/conduct.ts';
import { FrameParser } from './pn532/frame-parser.ts';
import { Pn532 } from './pn532/pn532.ts';
import { encodeFrame, fromChip, fromHost } from './pn532/pn532-frames.ts';

/** What the reader's own firmware does at power-up: wakes the chip, and SAMConfiguration to normal mode. */
const wakeUp = hex('55 55 00 00 00 00 00 00 00 00 00 00 00 00 00 00');
const normalMode = encodeFrame(hex('d4 14 01'));

const success = Uint8Array.of(0x90, 0x00);
const failed = Uint8Array.of(0x63, 0x00);

export interface DirectTransmitParts {
  readonly field: AirField;
  readonly rules: RuleSet;
  readonly timers: Timers;
}

/** The PN532 inside a reader, reached by FF 00 00 00. @see ACR122U API, 3.1 Direct Transmit */
export class DirectTransmit {
  readonly #chip: Pn532;
  readonly #parser = new FrameParser(conductOf(new RuleSet()));
  #told: ((content: Uint8Array) => void) | undefined;

  constructor(parts: DirectTransmitParts) {
    this.#chip = new Pn532({ ...parts, write: (bytes) => this.#heard(bytes), takeProof: () => undefined });
    this.#chip.receive(wakeUp);
    this.#chip.receive(normalMode);
  }

  #heard(bytes: Uint8Array): void {
    for (const incoming of this.#parser.push(bytes)) {
      if (incoming.kind !== 'frame') continue;
      const told = this.#told;
      this.#told = undefined;
      told?.(incoming.content.slice());
    }
  }

  /** `D4` and a command of the chip; its answer with 9000 behind, or 6300 when the chip takes it for none. */
  execute(command: Uint8Array): Uint8Array | Promise<Uint8Array> {
    if (command[0] !== fromHost || command.length < 2) return failed;
    let answer: Uint8Array | undefined;
    let late: ((response: Uint8Array) => void) | undefined;
    this.#told = (content) => {
      answer = content[0] === fromChip ? concatBytes(content, success) : failed;
      late?.(answer);
    };
    this.#chip.receive(encodeFrame(command));
    return answer ?? new Promise((resolve) => (late = resolve));
  }
}
