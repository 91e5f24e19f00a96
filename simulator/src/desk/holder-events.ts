import type { DeviceEvent } from '../lifecycle/device.ts';
import type { RuleId } from '../rules/rule-set.ts';
import type { PhoneSettings } from '../world/phone.ts';
import {
  biometricsServe,
  type Purpose,
  purposes,
  purposeTable,
  servingKind,
  usablePhone,
} from '../world/usable.ts';
import {
  type EventContext,
  type EventNote,
  type Guard,
  guard,
  offer,
  type WorldEvent,
} from '../world/world-event.ts';
import { aboutPhone, field, livingCertificates, tryValue } from './event-conditions.ts';
import { typedOnPhone } from './phone-conditions.ts';
import {
  endEnrolment,
  removeDocument,
  setKeys,
  setLocked,
  setSettings,
  synchronise,
} from './phone-effects.ts';

const connect = { type: 'device.connect' } as const;

const moves = (rule: RuleId, event: DeviceEvent): Guard =>
  guard(rule, ({ phone }: EventContext) => !phone.device.can(event));

const inHand: Guard = guard('L-05', ({ phone }) => !phone.device.snapshot.hasTag('inHand'));

const online: WorldEvent['apply'] = ({ phone, rules }, transaction) => {
  synchronise(phone, rules, transaction);
  return undefined;
};

/** The rule by which the phone does not serve what it is wanted for. */
function refusalOf({ world, phone, person, rules, data, at }: EventContext): RuleId | undefined {
  const plastic = world.plastic(person.card);
  const verdict = usablePhone({ phone, person, plastic, rules }, data.purpose as Purpose, at);
  return verdict.usable ? undefined : verdict.rule;
}

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
  deviceEvent(
    'holder.findPhone',
    { type: 'device.find' },
    'L-83',
    { en: 'The phone is found', ja: 'スマートフォンが見つかる' },
    online,
  ),
  deviceEvent('holder.disconnectPhone', { type: 'device.disconnect' }, 'L-05', {
    en: 'The phone goes offline',
    ja: 'スマートフォンがオフラインになる',
  }),
  deviceEvent(
    'holder.connectPhone',
    { type: 'device.connect' },
    'L-05',
    { en: 'The phone goes online', ja: 'スマートフォンがオンラインになる' },
    online,
  ),
  deviceEvent(
    'holder.erasePhone',
    { type: 'device.erase' },
    'E-04',
    { en: 'The phone is reset to factory settings', ja: 'スマートフォンを初期化する' },
    ({ world, phone, rules, switches }, transaction) => {
      if (phone.enrolment.snapshot.hasTag('underWay')) endEnrolment(world, phone, transaction);
      const clears = {
        asProfile: phone.profile.secureElementSurvivesReset !== rules.holds('E-04'),
        always: true,
        never: false,
      }[switches.factoryResetClearsSecureElement];
      if (clears) {
        phone.certificates = {};
        transaction.put(phone.certificatesKey, phone.certificateRecord());
        setKeys(phone, [], transaction);
      }
      removeDocument(phone, transaction);
      if (phone.locked) setLocked(phone, false, transaction);
      if (phone.enrolment.can({ type: 'enrolment.clear' }))
        transaction.send(phone.enrolment, { type: 'enrolment.clear' });
      return undefined;
    },
  ),
  deviceEvent('holder.setUpPhone', { type: 'device.setUp' }, 'E-04', {
    en: 'An erased phone is set up again',
    ja: '初期化したスマートフォンを再び設定する',
  }),
  deviceEvent(
    'holder.giveUpPhone',
    { type: 'device.giveUp' },
    'E-05',
    { en: 'The phone is given away or thrown out', ja: 'スマートフォンを手放す' },
    ({ phone, rules }): EventNote | undefined =>
      livingCertificates(phone).length > 0 && rules.holds('E-05')
        ? { result: 'warned', rule: 'E-05' }
        : undefined,
  ),
  {
    type: 'holder.setLock',
    text: { en: 'The holder sets up how the phone is unlocked', ja: 'スマートフォンの画面ロックを設定する' },
    fields: {
      ...aboutPhone,
      lock: field('how it is unlocked', 'ロックの種類', { values: ['none', 'screenLock', 'biometrics'] }),
    },
    guards: [inHand],
    apply({ phone, data }, transaction) {
      setSettings(phone, { lock: data.lock as PhoneSettings['lock'] }, transaction);
      if (data.lock === 'none' && phone.locked) setLocked(phone, false, transaction);
      return undefined;
    },
  },
  {
    type: 'holder.lockPhone',
    text: { en: 'The phone is locked', ja: 'スマートフォンをロックする' },
    fields: aboutPhone,
    guards: [
      inHand,
      guard('phone/lock-set-up', ({ phone }) => phone.settings.lock === 'none'),
      guard('phone/locked-silent', ({ phone }) => phone.locked),
    ],
    apply({ phone }, transaction) {
      setLocked(phone, true, transaction);
      return undefined;
    },
  },
  {
    type: 'holder.unlockPhone',
    text: { en: 'The holder unlocks the phone', ja: '本人がスマートフォンのロックを解除する' },
    fields: aboutPhone,
    guards: [inHand, guard('phone/locked-silent', ({ phone }) => !phone.locked)],
    apply({ phone }, transaction) {
      setLocked(phone, false, transaction);
      return undefined;
    },
  },
  {
    type: 'phone.online',
    text: {
      en: 'The phone reaches the network and learns what became of its certificates',
      ja: 'スマートフォンがネットワークに接続し、証明書の状態を確認する',
    },
    fields: aboutPhone,
    guards: [
      guard('L-05', ({ phone: { device } }) => !device.snapshot.matches('ok') && !device.can(connect)),
    ],
    apply(context, transaction) {
      const { device } = context.phone;
      if (device.can(connect)) transaction.send(device, connect);
      return online(context, transaction);
    },
  },
  {
    type: 'holder.setApp',
    text: {
      en: 'The Myna Portal app on the phone is the latest, outdated or removed',
      ja: 'マイナポータルアプリを最新にする、古いままにする、または削除する',
    },
    fields: {
      ...aboutPhone,
      app: field('the app', 'アプリの状態', { values: ['latest', 'outdated', 'removed'] }),
    },
    guards: [inHand],
    apply({ phone, data }, transaction) {
      setSettings(phone, { app: data.app as PhoneSettings['app'] }, transaction);
      return undefined;
    },
  },
  {
    type: 'holder.usePhone',
    text: {
      en: 'The holder uses the phone for something, with a PIN or password, or with biometrics',
      ja: '本人がスマートフォンを使う(暗証番号・パスワード、または生体認証)',
    },
    fields: {
      ...aboutPhone,
      purpose: field('what for', '用途', { values: purposes }),
      value: field('PIN or password; biometrics without it', '暗証番号またはパスワード(省略時は生体認証)', {
        required: false,
      }),
    },
    guards: [
      {
        rule: (context) => refusalOf(context) ?? 'L-40',
        refuses: (context) => refusalOf(context) !== undefined,
      },
      offer('L-40', ({ data }) => purposeTable[data.purpose as Purpose].rule === 'L-40'),
      guard('L-43', ({ phone, data, rules }) => {
        const kind = servingKind(data.purpose as Purpose);
        return kind !== undefined && data.value === undefined && !biometricsServe(phone, kind, rules);
      }),
    ],
    apply({ phone, data, switches, rules }, transaction) {
      const kind = servingKind(data.purpose as Purpose);
      if (kind === undefined || data.value === undefined) return undefined;
      const serving = phone.certificates[kind] ?? Object.values(phone.certificates)[0];
      const secret = phone.secrets[rules.holds('L-08') ? kind : (serving?.kind ?? kind)];
      return tryValue(secret, typedOnPhone(phone, kind, data.value, switches), transaction, {
        mismatch: 'L-40',
        blocked: 'L-61',
      });
    },
  },
];
