import { phoneProfiles } from '@kazashi/profiles';
import type { EmulatedCard } from '@kazashi/simulator';
import { androidSteps, iphoneSteps, phonePassword, phonePin } from '../cases/support/enrolment-steps.ts';
import { factsOfPhone } from '../engine/profile-facts.ts';
import type { SecretValues } from '../engine/secret.ts';
import type { SubjectFacts } from '../engine/subject.ts';
import { ConformanceError } from '../error.ts';
import type { Bilingual } from '../text.ts';

/** What is known of an emulated phone once it is enrolled and lies on the reader. */
export interface EnrolledPhone {
  readonly title: Bilingual;
  readonly facts: SubjectFacts;
  readonly secrets: SecretValues;
}

/**
 * Gives the holder of an emulated card a phone, enrols it as its holder would, and holds it to the reader in the
 * card's place. Throws `subject/unknown-profile`, or `subject/not-enrolled` when the simulator's rules do not let it.
 */
export async function enrolledPhone(card: EmulatedCard, profile: string): Promise<EnrolledPhone> {
  const phone = phoneProfiles.get(profile);
  if (phone === undefined) {
    throw new ConformanceError('subject/unknown-profile', `there is no phone profile "${profile}"`);
  }
  const { id } = await card.addPhone(profile);
  const { secrets } = card.personProfile;
  const typed = { cardPassword: secrets.signature, textPin: secrets.text };
  const take = async (type: string, data: Readonly<Record<string, string>> = {}): Promise<void> => {
    const outcome = await card.send({ type, data: { phone: id, ...data } });
    if (outcome.taken && outcome.result === undefined) return;
    throw new ConformanceError('subject/not-enrolled', `${type} of ${profile} came to ${outcome.rule}`);
  };
  for (const [type, data] of phone.platform === 'iphone' ? iphoneSteps(typed) : androidSteps(typed))
    await take(type, data);
  await card.nextDeadline();
  if (phone.afterNotice === 'register') await take('portal.register');
  await card.nextDeadline();
  card.insert(`phone/${id}`);
  return {
    title: phone.title,
    facts: factsOfPhone(phone),
    secrets: { 'jpki/authentication': phonePin, 'jpki/signature': phonePassword },
  };
}
