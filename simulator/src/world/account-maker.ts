import type { LifecycleSwitches } from '@kazashi/profiles';
import { digitsOf, type SecretFormat } from '../applications/card-secret.ts';
import { facilityAccountInstance } from '../lifecycle/world-machines.ts';
import { FacilityAccount, type FacilityPlatform } from './facility.ts';
import type { SecretMaker } from './secret-maker.ts';

/** What is stored of an account beside its machines. */
export type StoredAccount = { readonly platform: FacilityPlatform; readonly takesPhones: boolean };

/** Wrong launch passcodes until the login is asked for. @see L-103 */
const passcodeTries = 5;
/** unverified: what the portal takes. Printable ASCII, as all that is typed. */
export const accountPassword: SecretFormat = { minLength: 1, maxLength: 64, alphabet: 'any', mixed: false };

/** Makes an account of a medical facility. */
export function makeAccount(
  id: string,
  { platform, takesPhones }: StoredAccount,
  { accountPasswordMax, passwordCounterReset }: LifecycleSwitches,
  secrets: SecretMaker,
): FacilityAccount {
  const owner = `facility/${id}`;
  return new FacilityAccount(
    id,
    platform,
    takesPhones,
    facilityAccountInstance(`${owner}/account`),
    secrets.make({
      owner,
      id: 'facility/password',
      format: accountPassword,
      maxTries: accountPasswordMax,
      resetBy: ['timer', 'callCentre'],
      // C-18: where only success sets the count back, an unlocked account has one try to succeed with.
      resetTries: passwordCounterReset === 'success' ? 1 : accountPasswordMax,
    }),
    secrets.make({
      owner,
      id: 'facility/passcode',
      format: digitsOf(4),
      maxTries: passcodeTries,
      resetBy: ['logIn'],
    }),
  );
}
