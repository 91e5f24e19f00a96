import { enquiryHours, isWeekend, isWithin } from '../world/opening-hours.ts';
import { guard, type WorldEvent } from '../world/world-event.ts';
import { aboutCard, aboutPhone, field } from './event-conditions.ts';

const hold = { type: 'certificate.hold' } as const;

/** The line that stops lost cards and phones around the clock, and the one for enquiries with its hours. */
export const callCentreEvents: readonly WorldEvent[] = [
  {
    type: 'callCentre.holdCard',
    text: {
      en: 'The call centre puts the certificates of a lost card on hold, at any hour',
      ja: 'コールセンターが紛失したカードの証明書を一時停止する(24時間受付)',
    },
    fields: aboutCard,
    guards: [
      guard('L-81', ({ card }) => !Object.values(card.certificates).some(({ machine }) => machine.can(hold))),
    ],
    apply({ card }, transaction) {
      for (const { machine } of Object.values(card.certificates)) {
        if (machine.can(hold)) transaction.send(machine, hold);
      }
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
    guards: [
      guard(
        'L-80',
        ({ phone }) => !Object.values(phone.certificates).some(({ machine }) => machine.can(hold)),
      ),
    ],
    apply({ phone, card, switches }, transaction) {
      for (const { machine } of Object.values(phone.certificates)) {
        if (machine.can(hold)) transaction.send(machine, hold);
      }
      if (phone.wallet.can({ type: 'wallet.suspend' }))
        transaction.send(phone.wallet, { type: 'wallet.suspend' });
      if (!switches.lostPhoneTouchesCard) return undefined;
      for (const { machine } of Object.values(card.certificates)) {
        if (machine.can(hold)) transaction.send(machine, hold);
      }
      return undefined;
    },
  },
  {
    type: 'callCentre.enquire',
    text: {
      en: 'Somebody asks an ordinary question on the enquiry line',
      ja: '一般の問い合わせをする',
    },
    fields: {
      holiday: field(
        'whether the day is a public holiday; weekends are known',
        '祝日かどうか(土日は自動判定)',
        {
          required: false,
          values: ['yes', 'no'],
        },
      ),
    },
    guards: [
      guard('L-84', ({ data, at }) => {
        const free = data.holiday === 'yes' || isWeekend(at);
        return !isWithin(enquiryHours[free ? 'holiday' : 'weekday'], at);
      }),
    ],
    apply: () => undefined,
  },
];
