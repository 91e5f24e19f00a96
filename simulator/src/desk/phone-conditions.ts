import type { LifecycleSwitches } from '@kazashi/profiles';
import type { CertificateKindName, Phone } from '../world/phone.ts';
import { type EventContext, type Guard, guard } from '../world/world-event.ts';
import { phoneAtHand } from './event-conditions.ts';

/** Whether a version is at least another; both are numbers joined by dots. */
function isAtLeast(version: string, least: readonly number[]): boolean {
  const numbers = version.split('.').map(Number);
  for (const [place, wanted] of least.entries()) {
    const number = numbers[place] ?? 0;
    if (number !== wanted) return number > wanted;
  }
  return true;
}

const iphoneOs = [18, 5];
const androidOs = [6, 0];
const browser = 69;

const isCurrent = ({ profile }: Phone): boolean =>
  profile.platform === 'iphone'
    ? isAtLeast(profile.osVersion, iphoneOs)
    : isAtLeast(profile.osVersion, androidOs) && (profile.browserVersion ?? 0) >= browser;

/** Whether the phone shows the Myna Portal app at all. @see L-05, C-29 */
export function showsApp(phone: Phone, { outdatedOs }: Pick<LifecycleSwitches, 'outdatedOs'>): boolean {
  if (phone.settings.app === 'removed') return false;
  if (phone.profile.platform === 'iphone' && outdatedOs === 'enrolmentRefused') return true;
  return isCurrent(phone);
}

/** The app can be used on the phone now: in hand, online, app there and up to date. */
export const appAtHand: Guard = guard(
  'L-05',
  ({ phone, switches }) =>
    !phoneAtHand(phone) || phone.settings.app !== 'latest' || !showsApp(phone, switches),
);

/** C-17: what has to be set up on the phone. */
function hasLock(
  { settings: { lock }, profile }: Phone,
  needed: LifecycleSwitches['deviceLockNeeded'],
): boolean {
  if (needed === 'nothing') return true;
  if (needed === 'anyScreenLock') return lock !== 'none';
  return profile.platform === 'android' || lock === 'biometrics';
}

/** What a phone must be for an enrolment to begin. */
export const phoneIsFit: readonly Guard[] = [
  guard('E-11', ({ phone: { profile } }) => profile.platform === 'iphone' && !profile.supported),
  guard('L-05', ({ phone, switches }: EventContext) => {
    const offList = phone.profile.platform === 'android' && !phone.profile.supported;
    return offList || !isCurrent(phone) || !hasLock(phone, switches.deviceLockNeeded);
  }),
];

/** A secret of the phone as it reaches the comparison: an iPhone may make capitals of it (C-02). */
export const typedOnPhone = (
  { profile }: Phone,
  kind: CertificateKindName,
  value: string,
  { iphonePasswordFolding }: LifecycleSwitches,
): string =>
  profile.platform === 'iphone' && kind === 'signature' && iphonePasswordFolding === 'fold'
    ? value.toUpperCase()
    : value;

/** The card's signature password as the app sends it to the card (C-02). */
export const typedForCard = (value: string, { typedPasswordFolding }: LifecycleSwitches): string =>
  typedPasswordFolding === 'fold' ? value.toUpperCase() : value;
