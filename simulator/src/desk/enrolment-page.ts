import type { Phone } from '../world/phone.ts';
import type { Words } from '../world/portal-menu.ts';
import { worldEvents } from './world-events.ts';

/** One page of the enrolment on a phone, as the holder sees it. */
export interface EnrolmentPage {
  readonly id: string;
  /** The event by which it is done. */
  readonly event: string;
  /** The rule that puts it there. */
  readonly rule: string;
  readonly text: Words;
  readonly state: 'done' | 'current' | 'open';
}

const texts = new Map<string, Words>(worldEvents.map(({ type, text }) => [type, text]));
/** Only the last page of an iPhone is not one of the portal app. */
const eventOf = (step: string): string => (step === 'addToWallet' ? 'wallet.add' : `portal.${step}`);

/** The pages of a phone's enrolment in their order, and how far the holder has come. */
export function enrolmentPages({ profile, enrolment }: Phone): EnrolmentPage[] {
  const { snapshot } = enrolment;
  const { step } = snapshot.context;
  const collecting = snapshot.matches('collecting');
  const before = snapshot.matches('idle') || snapshot.matches('failed');
  return profile.steps.map(({ id, rule }, place) => {
    const event = eventOf(id);
    const beyond = collecting ? place < step : !before;
    return {
      id,
      event,
      rule,
      text: texts.get(event)!,
      state: collecting && place === step ? 'current' : beyond ? 'done' : 'open',
    };
  });
}
