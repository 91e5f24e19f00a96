import type { Mutant } from '../engine/kill-matrix.ts';
import type { Subject } from '../engine/subject.ts';

/** A subject beside or below the level of commands, made in this process. */
export interface EmulatedSubject {
  /** Group of cases that judge it: the first part of their ids. */
  readonly group: string;
  readonly open: () => Promise<Subject>;
  /** What the kill matrix is made on. */
  readonly variants: () => Promise<readonly ((mutant: Mutant | undefined) => Promise<Subject>)[]>;
}

/** By the address that `--subject` names. Each loads its code when it is asked for. */
const known: Readonly<Record<string, EmulatedSubject>> = {
  'emulated:reader/nxp/pn532': {
    group: 'pn532',
    open: async () => (await import('./emulated-pn532.ts')).openEmulatedPn532(),
    variants: async () => (await import('./emulated-pn532.ts')).emulatedPn532s,
  },
  'emulated:reader/sony/rc-s380': {
    group: 'port-100',
    open: async () => (await import('./emulated-port-100.ts')).openEmulatedPort100(),
    variants: async () => (await import('./emulated-port-100.ts')).emulatedPort100s,
  },
  'emulated:field': {
    group: 'iso14443-picc',
    open: async () => (await import('./emulated-field.ts')).openEmulatedField(),
    variants: async () => (await import('./emulated-field.ts')).emulatedFields,
  },
  'emulated:status': {
    group: 'status',
    open: async () => (await import('./emulated-status.ts')).openEmulatedStatus(),
    variants: async () => (await import('./emulated-status.ts')).emulatedStatusVariants,
  },
};

const readers = 'emulated:reader/';

/** Any other contactless reader, by its antenna. */
const antennaOf = (reader: string): EmulatedSubject => ({
  group: 'iso14443-pcd',
  open: async () => (await import('./emulated-antenna.ts')).openEmulatedAntenna({ reader }),
  variants: async () => (await import('./emulated-antenna.ts')).emulatedAntennas,
});

/** What an address names beside or below the level of commands; undefined when it names something else. */
export function emulatedSubject(address: string): EmulatedSubject | undefined {
  return (
    known[address] ?? (address.startsWith(readers) ? antennaOf(address.slice(readers.length)) : undefined)
  );
}
