import { type CardProfile, cardProfiles } from '@kazashi/profiles';
import type { Mutant } from '../engine/kill-matrix.ts';
import type { Subject } from '../engine/subject.ts';
import { type EmulatedCardOptions, emulatedMutants, openEmulatedCard } from './emulated-card.ts';
import { isProfileMutant, otherAnswers, playedInstead, profileMutants } from './emulated-profiles.ts';
import { faultMutants, faultOf, withFault } from './faulty-card.ts';

const named = (card: EmulatedCardOptions['card']): CardProfile =>
  typeof card === 'object' ? card : cardProfiles.get(card ?? 'mynumber/contactless-05e0')!;

const asked = new WeakMap<Subject, Set<string>>();

/** Rules that a whole card of these variants has asked so far; whoever has seen them may take them out. */
export const rulesAsked = (subject: Subject): Set<string> | undefined => asked.get(subject);

async function openWhole(options: EmulatedCardOptions): Promise<Subject> {
  const heard = new Set<string>();
  const subject = await openEmulatedCard({ ...options, onRule: (id) => heard.add(id) });
  asked.set(subject, heard);
  return subject;
}

const open =
  (options: EmulatedCardOptions) =>
  async (mutant: Mutant | undefined): Promise<Subject | undefined> => {
    if (mutant === undefined) return openWhole(options);
    if (faultOf(mutant.id) !== undefined) return withFault(await openEmulatedCard(options), mutant.id);
    if (!isProfileMutant(mutant.id)) return openEmulatedCard({ ...options, mutants: [mutant.id] });
    // A phone's open points are its own profile's.
    if (options.phone !== undefined) return undefined;
    const card = named(options.card);
    const plays = playedInstead(card, mutant.id);
    return plays === undefined ? undefined : openEmulatedCard({ ...options, card, plays });
  };

/**
 * Cards that the kill matrix is made on: the default one, a child's, one with contacts, one with a licence, one from
 * before phones served for health insurance, two that give the unusual answers to the open points, the second
 * a child's, and an enrolled phone of either platform and of either modulation.
 */
export const emulatedVariants = [
  open({}),
  open({ person: 'test/child' }),
  open({ card: 'mynumber/contact-da13' }),
  open({ card: 'mynumber/with-licence' }),
  open({ clock: '2025-08-20T10:00:00+09:00' }),
  open({ card: otherAnswers(0) }),
  open({ card: otherAnswers(1), person: 'test/child' }),
  open({ phone: 'android/supported' }),
  open({ phone: 'iphone/xs-ios-18-5' }),
  open({ phone: 'android/biometric' }),
] as const;

/** Areas of rules that are seen by commands; the others have suites of their own. */
const ofCards: ReadonlySet<string> = new Set(['card', 'phone', 'life']);

/** Everything that can be wrong with a card in this process. */
export async function cardMutants(): Promise<readonly Mutant[]> {
  const rules = (await emulatedMutants()).filter(({ area }) => ofCards.has(area));
  return [...rules, ...faultMutants, ...profileMutants];
}
