import type { DeviceEvent } from '../lifecycle/device.ts';
import type { RuleId } from '../rules/rule-set.ts';
import type { EventContext, Guard, WorldEvent } from '../world/world-event.ts';
import { guard } from '../world/world-event.ts';
import { aboutPhone } from './event-conditions.ts';

const moves = (rule: RuleId, event: DeviceEvent): Guard =>
  guard(rule, ({ phone }: EventContext) => !phone.device.can(event));

/** What somebody does with a phone as a thing. */
function deviceEvent(
  type: WorldEvent['type'],
  event: DeviceEvent,
  rule: RuleId,
  text: WorldEvent['text'],
  also: WorldEvent['apply'] = () => undefined,
): WorldEvent {
  return {
    type,
    text,
    fields: aboutPhone,
    guards: [moves(rule, event)],
    apply(context, transaction) {
      transaction.send(context.phone.device, event);
      return also(context, transaction);
    },
  };
}

export const holderEvents: readonly WorldEvent[] = [
  deviceEvent('holder.losePhone', { type: 'device.lose' }, 'L-80', {
    en: 'The phone is lost or stolen',
    ja: 'スマートフォンを紛失する、または盗まれる',
  }),
  deviceEvent('holder.findPhone', { type: 'device.find' }, 'L-83', {
    en: 'The phone is found',
    ja: 'スマートフォンが見つかる',
  }),
  deviceEvent('holder.disconnectPhone', { type: 'device.disconnect' }, 'L-05', {
    en: 'The phone goes offline',
    ja: 'スマートフォンがオフラインになる',
  }),
  deviceEvent('holder.connectPhone', { type: 'device.connect' }, 'L-05', {
    en: 'The phone goes online',
    ja: 'スマートフォンがオンラインになる',
  }),
  deviceEvent(
    'holder.erasePhone',
    { type: 'device.erase' },
    'E-04',
    { en: 'The phone is reset to factory settings', ja: 'スマートフォンを初期化する' },
    ({ phone, rules }, transaction) => {
      const survives = phone.profile.secureElementSurvivesReset === rules.holds('E-04');
      if (!survives) {
        phone.certificates = {};
        transaction.put(phone.certificatesKey, phone.certificateRecord());
      }
      if (phone.wallet.can({ type: 'wallet.remove' }))
        transaction.send(phone.wallet, { type: 'wallet.remove' });
      for (const event of [{ type: 'enrolment.cancel' }, { type: 'enrolment.clear' }] as const) {
        if (phone.enrolment.can(event)) transaction.send(phone.enrolment, event);
      }
      return undefined;
    },
  ),
  deviceEvent('holder.setUpPhone', { type: 'device.setUp' }, 'E-04', {
    en: 'An erased phone is set up again',
    ja: '初期化したスマートフォンを再び設定する',
  }),
];
