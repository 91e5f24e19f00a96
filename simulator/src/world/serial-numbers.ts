import { SimulatorError } from '../errors.ts';
import type { CertificateKindName } from './phone.ts';

/** Draws anew what was used before: a random source may begin again with its seed after a restart. */
export function fresh<T>(make: () => T, isFresh: (made: T) => boolean): T {
  for (let tries = 0; tries < 10_000; tries++) {
    const made = make();
    if (isFresh(made)) return made;
  }
  throw new SimulatorError('certificate/serial', 'no serial number is free');
}

export const certificateId = (kind: CertificateKindName, serial: number): string =>
  `${kind}/${serial.toString(16).padStart(8, '0')}`;

/** The next free number of things that are called by numbers. */
export function nextNumber(known: ReadonlyMap<string, unknown>): number {
  let number = known.size + 1; // nothing is ever taken away
  while (known.has(String(number))) number++;
  return number;
}
