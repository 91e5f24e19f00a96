import { enquiriesAnswered } from '../world/opening-hours.ts';
import { guard, type WorldEvent } from '../world/world-event.ts';
import { canHold, holdAll, holdCard } from './certificate-effects.ts';
import { aboutCard, aboutPhone } from './event-conditions.ts';
import { endEnrolment, isWaiting } from './phone-effects.ts';

/** The line that stops lost cards and phones around the clock, and the one for enquiries with its hours. */
export const callCentreEvents: readonly WorldEvent[] = [
  {
    type: 'callCentre.holdCard',
    text: {
      en: 'The call centre puts the certificates of a lost card on hold, at any hour',
      ja: 'コールセンターが紛失したカードの証明書を一時停止する(24時間受付)',
    },
    fields: aboutCard,
    guards: [guard('L-81', ({ card }) => !canHold(Object.values(card.certificates)))],
    apply(context, transaction) {
      if (context.rules.holds('L-81')) holdCard(context, transaction);
      return undefined;
    },
  },
  {
    type: 'callCentre.holdPhone',
    text: {
      en: 'The call centre puts the certificates of a lost phone on hold, at any hour',
      ja: 'コールセンターが紛失したスマートフォンの証明書を一時停止する(24時間受付)',
    },
    fields: aboutPhone,
    guards: [guard('L-80', ({ phone }) => !canHold(Object.values(phone.certificates)) && !isWaiting(phone))],
    apply(context, transaction) {
      const { phone, at, rules, switches, world } = context;
      if (!rules.holds('L-80') && !enquiriesAnswered(at)) return undefined;
      // What was applied for and is not there yet must not come to life on a phone that is gone.
      if (isWaiting(phone)) endEnrolment(world, phone, transaction);
      holdAll(Object.values(phone.certificates), transaction);
      if (phone.wallet.can({ type: 'wallet.suspend' }))
        transaction.send(phone.wallet, { type: 'wallet.suspend' });
      if (switches.lostPhoneTouchesCard) holdCard(context, transaction);
      return undefined;
    },
  },
  {
    type: 'callCentre.enquire',
    text: {
      en: 'Somebody asks an ordinary question on the enquiry line',
      ja: '一般の問い合わせをする',
    },
    fields: {},
    guards: [guard('L-84', ({ at }) => !enquiriesAnswered(at))],
    apply: () => undefined,
  },
];
