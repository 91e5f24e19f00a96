import type { AirField } from './readers/pcd/on-air.ts';
import { Port100 } from './readers/port-100/port-100.ts';
import { RuleSet } from './rules/rule-set.ts';

export interface StartPort100Options {
  /** Whatever lies in its field. */
  readonly air: AirField;
  /** Rules to break. */
  readonly mutants?: readonly string[];
}

/** The chip of an RC-S380 behind its two USB pipes. */
export interface EmulatedPort100 {
  /** One transfer from the host. */
  write(transfer: Uint8Array): void;
  /** The next transfer for the host, if one is due. */
  read(): Uint8Array | undefined;
  /** As when the plug is pulled. */
  powerOff(): void;
}

/** Starts the chip over a field that the caller plays. */
export function startPort100({ air, mutants }: StartPort100Options): EmulatedPort100 {
  return new Port100({ field: air, rules: new RuleSet(mutants) });
}
