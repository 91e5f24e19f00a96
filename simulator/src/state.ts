import type { Card } from './card/card.ts';
import type { CertificateFacts } from './card/personalisation-facts.ts';
import { fromJst, jstDate, jstIso } from './clock/calendar.ts';

const certificateState = (card: Card, kind: 'signature' | 'authentication', now: number) => {
  const facts: CertificateFacts | null = card.facts[kind];
  const { snapshot } = card.certificates[kind];
  const expired = facts !== null && now > facts.notAfter;
  return {
    kind,
    state: expired && snapshot.value === 'valid' ? 'expired' : String(snapshot.value),
    reason: snapshot.context.reason,
    serial: facts === null ? null : facts.serial.toString(16).padStart(8, '0'),
    notBefore: facts === null ? null : jstIso(facts.notBefore),
    notAfter: facts === null ? null : jstIso(facts.notAfter),
  };
};

/** A card as a tester sees it. Expiry is computed from the calendar, never stored. */
export function cardState(card: Card, now: number) {
  const { expiry, issued, cardProfile, personProfile } = card.facts;
  const expires = fromJst(expiry.year, expiry.month, expiry.day, 23, 59, 59);
  const body = String(card.body.snapshot.value);
  return {
    id: card.id,
    profile: cardProfile.id,
    person: personProfile.id,
    state: body === 'active' && now > expires ? 'expired' : body,
    issued: jstIso(issued),
    expires: jstDate(expires),
    secrets: Object.fromEntries(
      [...card.secrets].map(([id, { triesLeft, maxTries, blocked }]) => [
        id,
        { triesLeft, maxTries, blocked },
      ]),
    ),
    certificates: [certificateState(card, 'signature', now), certificateState(card, 'authentication', now)],
  };
}
