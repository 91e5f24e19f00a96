import type { Mutant } from '../engine/kill-matrix.ts';
import type { Subject } from '../engine/subject.ts';
import { type EmulatedCardOptions, openEmulatedCard } from './emulated-card.ts';
import { openEmulatedStatus } from './emulated-status.ts';
import { isFault, withFault } from './faulty-card.ts';

const open =
  (options: EmulatedCardOptions) =>
  async (mutant: Mutant | undefined): Promise<Subject> => {
    if (mutant === undefined) return openEmulatedCard(options);
    if (isFault(mutant.id)) return withFault(await openEmulatedCard(options), mutant.id);
    return openEmulatedCard({ ...options, mutants: [mutant.id] });
  };

/**
 * Cards that the kill matrix is made on: the default one, a child's, one with contacts, one with a licence, one
 * from before phones served for health insurance, and an enrolled phone of either platform and
 * of either modulation.
 */
export const emulatedVariants = [
  open({}),
  open({ person: 'test/child' }),
  open({ card: 'mynumber/contact-da13' }),
  open({ card: 'mynumber/with-licence' }),
  open({ clock: '2025-08-20T10:00:00+09:00' }),
  open({ phone: 'android/supported' }),
  open({ phone: 'iphone/xs-ios-18-5' }),
  open({ phone: 'android/biometric' }),
] as const;

/** The status services that the kill matrix is made on. */
export const emulatedStatusVariants = [
  (mutant: Mutant | undefined): Promise<Subject> =>
    openEmulatedStatus(mutant === undefined ? [] : [mutant.id]),
] as const;
