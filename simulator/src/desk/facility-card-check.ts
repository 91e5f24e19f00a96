import { fromJst, toJst } from '../clock/calendar.ts';
import type { RuleId } from '../rules/rule-set.ts';
import { usablePhone } from '../world/usable.ts';
import { type EventContext, guard, type WorldEvent } from '../world/world-event.ts';
import { aboutAccount, aboutCard, cardAtHand, field, tryValue } from './event-conditions.ts';
import { isRegistered, notReleased, notStopped } from './facility-conditions.ts';
import { faultEntry } from './facility-faults.ts';

/** What the facility app does with a card in its mode: nothing, or at least reading its certificate (C-28). */
const reads = ({ account, data, switches }: EventContext): boolean =>
  data.phone === undefined &&
  (!account.account.snapshot.context.sight || switches.sightModeCardUse !== 'nothing');

/** Whether a PIN is asked for: of a card in PIN mode, of a phone whose biometrics did not come before the tap. */
const asksPin = ({ account, data, switches, world }: EventContext): boolean => {
  if (data.phone !== undefined) return !world.phone(data.phone).profile.preVerifiedByBiometrics;
  return !account.account.snapshot.context.sight && switches.pinModeCardUse === 'verify';
};

/**
 * Three months after its end a certificate still serves the check, to the last second of that day.
 * unverified: MHLW leaflet, via press.
 */
export function endOfGrace(notAfter: number): number {
  const { year, month, day } = toJst(notAfter);
  const lastDay = toJst(fromJst(year, month + 4, 0)).day;
  return fromJst(year, month + 3, Math.min(day, lastDay), 23, 59, 59);
}

function stateOfCertificate({ card, at }: EventContext): 'good' | 'stopped' | 'ended' {
  const { authentication } = card.certificates;
  if (!authentication?.machine.snapshot.matches('valid')) return 'stopped';
  return at > endOfGrace(authentication.facts.notAfter) ? 'ended' : 'good';
}

/** The rule by which a phone does not serve as health insurance card. */
function refusalOfPhone({ world, data, rules, at }: EventContext): RuleId | undefined {
  if (data.phone === undefined) return undefined;
  const phone = world.phone(data.phone);
  const person = world.person(phone.person);
  const plastic = world.plastic(person.card);
  const verdict = usablePhone({ phone, person, plastic, rules }, 'health-insurance', at);
  return verdict.usable ? undefined : verdict.rule;
}

/** The check of a patient's card or phone (資格確認). */
export const facilityCardCheck: WorldEvent = {
  type: 'facilityApp.checkCard',
  text: {
    en: "A patient's card or phone is checked, with PIN or by sight as the app is set",
    ja: '患者のカードまたはスマートフォンで資格確認をする(設定により暗証番号または目視)',
  },
  fields: {
    ...aboutAccount,
    ...aboutCard,
    phone: field('a phone in place of the card', 'カードの代わりのスマートフォン', { required: false }),
    pin: field('the PIN, in PIN mode', '暗証番号(暗証番号モードのとき)', { required: false }),
  },
  guards: [
    notReleased,
    notStopped,
    isRegistered,
    guard(
      'L-103',
      ({ account: { account } }) => account.snapshot.context.registered && !account.snapshot.hasTag('ready'),
    ),
    {
      rule: ({ account }) => faultEntry(account.fault)?.rule ?? 'L-91',
      refuses: ({ account }) => account.fault !== null,
    },
    guard('L-41', ({ account, data }) => data.phone !== undefined && !account.takesPhones),
    {
      rule: (context) => refusalOfPhone(context) ?? 'L-41',
      refuses: (context) => refusalOfPhone(context) !== undefined,
    },
    ...cardAtHand('L-81', ({ data }) => data.phone === undefined),
    // C-28: what is read of the card is its certificate, which has to be good.
    guard('L-81', (context) => reads(context) && stateOfCertificate(context) === 'stopped'),
    guard('L-51', (context) => reads(context) && stateOfCertificate(context) === 'ended'),
    guard('L-106', (context) => asksPin(context) && context.data.pin === undefined),
  ],
  apply(context, transaction) {
    if (!asksPin(context)) return undefined;
    const { card, data, world } = context;
    const [secret, blocked] =
      data.phone === undefined
        ? ([card.card.secrets.get('jpki/authentication')!, 'L-90'] as const)
        : ([world.phone(data.phone).secrets.authentication, 'L-61'] as const);
    return tryValue(secret, data.pin ?? '', transaction, { mismatch: 'L-106', blocked });
  },
};
