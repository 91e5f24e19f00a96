import type { PcdHolds } from '../pcd/pcd-holds.ts';
import type { AirField } from './air.ts';
import { baudAndType } from './commands/initiator-commands.ts';
import type { Conduct } from './conduct.ts';
import { DataExchange } from './data-exchange.ts';
import { RfSettings } from './rf-settings.ts';
import { Targets } from './targets.ts';

/** Register 6302, transmit mode: how frames are coded in its low two bits. @see PN532/C1 data sheet, 8.6.23.18 */
const txMode = 0x6302;
/** Register 6339, the first byte of the FIFO. */
const fifoData = 0x6339;
/** What is left in the FIFO when nobody answered REQA. */
const reqa = 0x26;

/** What the chip keeps from one command to the next, the serial link aside. */
export class ChipState {
  readonly holds: Conduct;
  readonly field: AirField;
  readonly targets: Targets;
  readonly exchange: DataExchange;
  readonly #registers = new Map<number, number>();
  settings = new RfSettings();
  /** Error of the last exchange. */
  lastError = 0;
  parameters = 0x14;
  p3 = 0x3f;
  p7 = 0x07;
  /** Type of the card that was looked for last. */
  #lookedFor: number = baudAndType.a106;

  constructor(field: AirField, holds: Conduct, pcd: PcdHolds) {
    this.field = field;
    this.holds = holds;
    this.targets = new Targets(holds, pcd);
    this.exchange = new DataExchange(holds, this.targets, this.settings);
  }

  /** Whatever was activated is gone: its power was taken away. */
  fieldOff(): void {
    this.field.power(false);
    this.targets.clear();
    this.exchange.clear();
  }

  readRegister(address: number): number {
    return this.holds['register-keeps'] ? (this.#registers.get(address) ?? 0) : 0;
  }

  writeRegister(address: number, value: number): void {
    this.#registers.set(address, value);
  }

  /** Notes what was looked for, and what that leaves in the registers. */
  lookedFor(type: number, found: boolean): void {
    this.#lookedFor = type;
    this.#registers.delete(txMode);
    if (type === baudAndType.a106 && !found) this.#registers.set(fifoData, reqa);
  }

  /** How a raw frame is sent: as the host has set the register, else as for the card that was looked for last. */
  get modulation(): 'A' | 'B' | 'F' {
    const coding = this.#registers.get(txMode);
    if (coding !== undefined) {
      return (coding & 0x03) === 0x03 ? 'B' : (coding & 0x03) === 0x02 ? 'F' : 'A';
    }
    if (this.#lookedFor === baudAndType.b106) return 'B';
    return this.#lookedFor === baudAndType.f212 || this.#lookedFor === baudAndType.f424 ? 'F' : 'A';
  }
}
