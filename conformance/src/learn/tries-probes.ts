import type { CardProfile } from '@kazashi/profiles';
import { type SecretName, secrets } from '../engine/secret.ts';
import { triesLeft } from '../engine/status-word.ts';
import { type Finding, found, type ProbedCard, unknown } from './probe.ts';

type Counter = keyof CardProfile['tries'];

/** The references that each number of tries belongs to; the first that the card has is asked. */
export const counters: { readonly [K in Counter]-?: readonly SecretName[] } = {
  authentication: ['jpki/authentication'],
  signature: ['jpki/signature'],
  text: ['text/pin'],
  numberA: ['text/number-a'],
  numberB: ['text/number-b'],
  card: ['common/pin', 'juki/pin'],
  visualBirth: ['visual/birth'],
  visualNumberA: ['visual/number-a'],
  visualNumberB: ['visual/number-b'],
  licence: ['licence/pin'],
};

/**
 * The number of tries of a fresh card. An empty VERIFY tells how many are left: after the right value that is all of
 * them. Without leave to send it, fewer than usual may be what somebody spent, and the usual number is taken.
 */
export async function probeTries(
  card: ProbedCard,
  name: SecretName,
  mayVerify: boolean,
): Promise<Finding<number>> {
  const { application, file, tries: usual } = secrets[name];
  const verified = mayVerify && (await card.verify(name));
  // Selecting the application once more ends what was verified, so that any card tells the tries then.
  if (![0x9000, 0x6283].includes(await card.select(application))) return unknown('no such application');
  if ((await card.selectFile(file)) !== 0x9000) return unknown('no such reference');
  const left = triesLeft((await card.send('00 20 00 80')).statusWord);
  if (left === undefined) return unknown('an empty VERIFY tells no tries');
  if (verified) return found(left, 'an empty VERIFY after the right value');
  if (left < usual) return unknown('an empty VERIFY told fewer than usual, some may be spent');
  return found(left, 'an empty VERIFY; it may have been more');
}
