import type { EventData } from './event-data.ts';

/** One step of an enrolment: the event, and the data that it takes. */
export type EnrolmentStep = readonly [type: string, data?: EventData];

/** What the holder types: secrets of the card as they are, those of the phone as they shall be. */
export interface TypedSecrets {
  readonly cardPassword: string;
  readonly textPin: string;
}

/** New secrets of a phone; other ones than those of any invented person. */
export const phonePassword = 'PHONE1';
export const phonePin = '4321';

const twice = (value: string): EventData => ({ value, again: value });

/** From the start to the application on an Android phone. @see phone-wallet reference, L-10 to L-16 */
export const androidSteps = ({ cardPassword }: TypedSecrets): readonly EnrolmentStep[] => [
  ['portal.startEnrolment'],
  ['portal.enterSignaturePassword', { value: cardPassword }],
  ['portal.chooseCertificates', { kinds: 'signature,authentication' }],
  ['portal.acknowledge'],
  ['portal.readCard'],
  ['portal.setSignaturePassword', twice(phonePassword)],
  ['portal.setAuthenticationPin', twice(phonePin)],
  ['portal.apply'],
];

/** From the start to the Wallet on an iPhone. @see phone-wallet reference, L-20 to L-27 */
export const iphoneSteps = ({ cardPassword, textPin }: TypedSecrets): readonly EnrolmentStep[] => [
  ['portal.startEnrolment'],
  ['portal.acceptTerms'],
  ['portal.captureFace', { camera: 'allowed' }],
  ['portal.enterTextPin', { value: textPin }],
  ['portal.enterSignaturePassword', { value: cardPassword }],
  ['portal.readCard'],
  ['portal.setAuthenticationPin', twice(phonePin)],
  ['portal.setSignaturePassword', twice(phonePassword)],
  ['wallet.add'],
];
