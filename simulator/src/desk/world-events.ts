import type { WorldEvent } from '../world/world-event.ts';
import { callCentreEvents } from './call-centre-events.ts';
import { counterEvents } from './counter-events.ts';
import { enrolmentEvents } from './enrolment-events.ts';
import { facilityEvents } from './facility-events.ts';
import { holderEvents } from './holder-events.ts';
import { kioskEvents } from './kiosk-events.ts';
import { phoneEvents } from './phone-events.ts';

/** Every event there is, by who brings it about. */
export const worldEvents: readonly WorldEvent[] = [
  ...counterEvents,
  ...kioskEvents,
  ...callCentreEvents,
  ...holderEvents,
  ...enrolmentEvents,
  ...phoneEvents,
  ...facilityEvents,
];
