import { isWithin } from '../world/opening-hours.ts';
import { guard, type WorldEvent } from '../world/world-event.ts';
import { newValueHasForm, resetSecret, secretField, valueField } from './counter-events.ts';
import { aboutCard, canReset, cardAtHand, field, tryValue } from './event-conditions.ts';

const jpkiSecret = { ...secretField, values: ['jpki/authentication', 'jpki/signature'] };
const otherSecret = {
  'jpki/authentication': 'jpki/signature',
  'jpki/signature': 'jpki/authentication',
} as const;

/** The reset at a convenience store in two steps: the app prepares it, the kiosk does it within a day. */
export const kioskEvents: readonly WorldEvent[] = [
  {
    type: 'portal.prepareKioskReset',
    text: {
      en: 'The holder prepares a reset in the phone app: photo, face, and the other JPKI secret',
      ja: '本人がアプリで初期化を予約する(撮影、顔の照合、もう一方の暗証番号)',
    },
    fields: {
      ...aboutCard,
      secret: jpkiSecret,
      other: field('the value of the other JPKI secret', 'もう一方の暗証番号の値'),
    },
    guards: [
      guard(
        'E-02',
        ({ data, switches }) =>
          switches.kioskResets === 'none' ||
          (switches.kioskResets === 'signature' && data.secret !== 'jpki/signature'),
      ),
      ...cardAtHand('L-81'),
    ],
    apply({ card, person, data, at, switches }, transaction) {
      const other = otherSecret[data.secret as keyof typeof otherSecret];
      const note = tryValue(card.card.secrets.get(other)!, data.other!, transaction, {
        mismatch: 'E-02',
        blocked: 'L-90',
      });
      if (note !== undefined) return note;
      person.kioskPermit = { secret: data.secret!, until: at + switches.kioskWindowMs };
      transaction.put(person.key, person.record());
      return undefined;
    },
  },
  {
    type: 'kiosk.resetSecret',
    text: {
      en: 'The holder resets a JPKI secret at a convenience-store kiosk',
      ja: '本人がコンビニ端末で公的個人認証の暗証番号を初期化する',
    },
    fields: { ...aboutCard, secret: secretField, value: valueField },
    guards: [
      guard(
        'desk/kiosk-hours',
        ({ at, switches }) =>
          !isWithin({ opensMs: switches.kioskOpensMs, closesMs: switches.kioskClosesMs }, at),
      ),
      guard(
        'desk/kiosk-resets-jpki-only',
        ({ card, data }) => !canReset(card.card.secrets.get(data.secret!)!, 'kiosk'),
      ),
      ...cardAtHand('L-81'),
      guard('E-02', ({ person, data, at }) => {
        if (!jpkiSecret.values.includes(data.secret!)) return false;
        const permit = person.kioskPermit;
        return permit === null || permit.secret !== data.secret || at > permit.until;
      }),
      newValueHasForm,
    ],
    apply(context, transaction) {
      resetSecret(context, transaction, 'kiosk');
      context.person.kioskPermit = null;
      transaction.put(context.person.key, context.person.record());
      return undefined;
    },
  },
];
