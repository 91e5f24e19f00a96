import { hex, toHex } from '../../codec/hex.ts';
import type { RfAnswer, RfFrame } from '../../media/rf-frame.ts';
import { type RuleId, RuleSet } from '../../rules/rule-set.ts';
import { encodeFrame, toChip } from './frame.ts';
import { type ChipField, Port100 } from './port-100.ts';

/** A field that answers as it is told, and keeps what was sent. */
export class ScriptedField implements ChipField {
  on = false;
  readonly sent: RfFrame[] = [];
  answer: (frame: RfFrame) => RfAnswer | Promise<RfAnswer> = () => ({ kind: 'silence' });

  power(on: boolean): void {
    this.on = on;
  }

  transceive(frame: RfFrame): RfAnswer | Promise<RfAnswer> {
    this.sent.push({ ...frame, bytes: frame.bytes.slice() });
    return this.answer(frame);
  }
}

/** A host that talks to a chip in hex. */
export class TestHost {
  readonly chip: Port100;

  constructor(field: ChipField, mutants: readonly RuleId[] = []) {
    this.chip = new Port100({ field, rules: new RuleSet(mutants) });
  }

  /** Every transfer that is due. */
  read(): string[] {
    const transfers: string[] = [];
    for (let transfer = this.chip.read(); transfer !== undefined; transfer = this.chip.read()) {
      transfers.push(toHex(transfer));
    }
    return transfers;
  }

  write(transfer: string): string[] {
    this.chip.write(hex(transfer));
    return this.read();
  }

  /** A command by code and parameters; the answer behind `D7`, or all transfers when it has another form. */
  async send(command: string): Promise<string> {
    const [code = 0, ...parameters] = hex(command);
    this.chip.write(encodeFrame(toChip, code, Uint8Array.from(parameters)));
    const transfers = this.read();
    for (let turn = 0; transfers.length < 2 && turn < 20; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      transfers.push(...this.read());
    }
    const [ack, answer] = transfers;
    const plain = transfers.length === 2 && ack === '0000ff00ff00' && answer!.slice(16, 18) === 'd7';
    return plain ? answer!.slice(18, -4) : transfers.join(' ');
  }

  /** What every host sends before a frame of Type B. */
  async prepareTypeB(): Promise<void> {
    await this.send('00 03070f07');
    await this.send(
      '02 0018 0101 0201 0300 0400 0500 0600 0708 0800 0900 0a00 0b00 0c00 0e04 0f00 1000 1100 1200 1306',
    );
    await this.send('02 0014 0901 0a01 0b01 0c01');
  }
}
