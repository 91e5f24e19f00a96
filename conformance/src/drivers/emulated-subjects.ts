import type { Mutant } from '../engine/kill-matrix.ts';
import type { Subject } from '../engine/subject.ts';

/** A subject beside or below the level of commands, made in this process. */
export interface EmulatedSubject {
  /** Group of cases that judge it: the first part of their ids. */
  readonly group: string;
  readonly open: () => Promise<Subject>;
  /** Another group that judges it, and how it is opened for that. */
  readonly besides?: EmulatedSubject;
  /** What the kill matrix is made on. */
  readonly variants: () => Promise<readonly ((mutant: Mutant | undefined) => Promise<Subject>)[]>;
}

/** By the address that `--subject` names. Each loads its code when it is asked for. */
const known: Readonly<Record<string, EmulatedSubject>> = {
  'emulated:reader/nxp/pn532': {
    group: 'pn532',
    open: async () => (await import('./emulated-pn532.ts')).openEmulatedPn532(),
    variants: async () => (await import('./emulated-pn532.ts')).emulatedPn532s,
    besides: {
      group: 'iso14443-pcd',
      open: async () => (await import('./emulated-antenna.ts')).openEmulatedPn532Antenna(),
      variants: async () => (await import('./emulated-antenna.ts')).emulatedAntennas,
    },
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

/** Any other contactless reader, before a card that is played. */
const antennaOf = (reader: string): EmulatedSubject => ({
  group: 'iso14443-pcd',
  open: async () => (await import('./emulated-antenna.ts')).openEmulatedAntenna({ reader }),
  variants: async () => (await import('./emulated-antenna.ts')).emulatedAntennas,
});

/** What is asked of a subject, as far as it is known. */
type Chosen = readonly { readonly id: string }[];

/**
 * What an address names beside or below the level of commands; undefined when it names something else. Of one that
 * two groups judge it is made for the one that was chosen, else for its own.
 */
export function emulatedSubject(address: string, chosen: Chosen = []): EmulatedSubject | undefined {
  const subject =
    known[address] ?? (address.startsWith(readers) ? antennaOf(address.slice(readers.length)) : undefined);
  const judgedBy = ({ group }: EmulatedSubject): boolean =>
    chosen.some(({ id }) => id.startsWith(`${group}/`));
  const { besides } = subject ?? {};
  return besides !== undefined && judgedBy(besides) && !judgedBy(subject!) ? besides : subject;
}
