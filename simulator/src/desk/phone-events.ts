import type { CertificateKindName } from '../world/phone.ts';
import type { Transaction } from '../world/transaction.ts';
import {
  type EventContext,
  type EventNote,
  type Guard,
  guard,
  offer,
  type WorldEvent,
} from '../world/world-event.ts';
import { submit } from './application.ts';
import { revokeAll } from './certificate-effects.ts';
import {
  advanceTo,
  begin,
  enrolmentGuards,
  inTurn,
  missingStep,
  newSecret,
  skipUnneeded,
  stepRule,
  twice,
} from './enrolment-events.ts';
import {
  aboutPhone,
  canReset,
  cardAtHand,
  cardRead,
  field,
  livingCertificates,
  notOwn,
  tryOfCard,
  tryValue,
} from './event-conditions.ts';
import { appAtHand, typedForCard, typedOnPhone } from './phone-conditions.ts';
import { removeFromPhone, setKeys } from './phone-effects.ts';

const onPlatform = (rule: 'L-60' | 'L-62' | 'L-16' | 'L-27', platform: 'android' | 'iphone'): Guard =>
  guard(rule, ({ phone }) => phone.profile.platform !== platform);
/** How a holder ends the use of a phone of that platform. */
const endRule = ({ phone }: EventContext): 'L-60' | 'L-62' =>
  phone.profile.platform === 'android' ? 'L-60' : 'L-62';

const withField = field(
  'phone: its own signature password; card: the plastic card and its password; pin: the PIN of a phone without signature certificate',
  'phone: スマートフォンの署名用パスワード、card: カードとその署名用パスワード、pin: 署名用のないスマートフォンの暗証番号',
  { values: ['phone', 'card', 'pin'] },
);
const passwordField = field('the password or PIN', 'パスワードまたは暗証番号');
/** From the tap on "register" to usable. unverified: real duration. */
const registrationMs = 60_000;

/** Whether the holder may: the phone's password or PIN, or the card at hand with its own. */
function authorise(context: EventContext, transaction: Transaction): EventNote | undefined {
  const { phone, read, data, rules, switches } = context;
  if (data.with === 'card') {
    const secret = read.card.secrets.get('jpki/signature')!;
    const password = typedForCard(data.password!, switches);
    return tryOfCard(context, secret, password, 'L-61', transaction) ?? notOwn(context, 'L-61');
  }
  const rule = endRule(context);
  if (!rules.holds(rule)) return undefined;
  const kind = data.with === 'pin' ? 'authentication' : 'signature';
  const value = typedOnPhone(phone, kind, data.password!, switches);
  return tryValue(phone.secrets[kind], value, transaction, { mismatch: rule, blocked: 'L-61' });
}

const endGuards: readonly Guard[] = [
  appAtHand,
  { rule: endRule, refuses: ({ phone }) => livingCertificates(phone).length === 0 },
  // A signature of the phone ends its certificates; one on hold cannot sign (C-25).
  {
    rule: endRule,
    refuses({ phone, data, switches }) {
      if (data.with !== 'phone') return false;
      const { signature } = phone.certificates;
      if (signature === undefined) return true;
      const { snapshot } = signature.machine;
      return (
        !snapshot.matches('valid') && !(snapshot.matches('held') && switches.revokeWhileHeld === 'accepted')
      );
    },
  },
  // C-12
  guard('L-61', ({ phone, data, switches }) => {
    if (data.with !== 'pin') return false;
    return switches.revokeWithoutSignature === 'plasticCard' || phone.certificates.signature !== undefined;
  }),
  // C-21
  guard('L-62', ({ phone, data, switches }) => {
    if (phone.profile.platform !== 'iphone' || switches.deleteMethods === 'either') return false;
    return (switches.deleteMethods === 'plasticCard') !== (data.with === 'card');
  }),
  offer('L-61', ({ data }) => data.with === 'card'),
  ...cardAtHand('L-61', ({ data }) => data.with === 'card'),
];

/** C-06: what stopping does to certificates and data, by what the platform calls it. */
function endEffects(context: EventContext): { readonly revoke: boolean; readonly erase: boolean } {
  const { phone, switches, rules } = context;
  const android = phone.profile.platform === 'android';
  const byName = switches.stopEffects === 'byName';
  return {
    revoke: (!byName || android) && (android || rules.holds('L-62')),
    erase: !byName || !android,
  };
}

/** Whether a lost phone may be ended from any other one. @see E-10 */
const fromAnyPhone = ({ world, data, switches }: EventContext): boolean =>
  switches.revokeLostFromOtherPhone && world.phone(data.target).device.snapshot.matches('lost');

const isFrom =
  (from: 'android' | 'iphone', to: 'android' | 'iphone') =>
  ({ world, phone, data }: EventContext): boolean =>
    world.phone(data.from).profile.platform === from && phone.profile.platform === to;

export const phoneEvents: readonly WorldEvent[] = [
  {
    type: 'portal.apply',
    text: {
      en: 'Android: the holder applies for the phone certificates',
      ja: 'Android: 本人がスマホ用電子証明書を申し込む',
    },
    fields: aboutPhone,
    guards: [
      appAtHand,
      onPlatform('L-16', 'android'),
      guard('L-16', ({ phone }) => !phone.enrolment.snapshot.matches('collecting')),
      {
        rule: (context) => stepRule(context.phone, missingStep(context) ?? ''),
        refuses: (context) => missingStep(context) !== undefined,
      },
    ],
    apply(context, transaction) {
      submit(context, transaction);
      return undefined;
    },
  },
  {
    type: 'wallet.add',
    text: { en: 'iPhone: the holder adds the card to the Wallet', ja: 'iPhone: 本人がウォレットに追加する' },
    fields: aboutPhone,
    guards: [appAtHand, onPlatform('L-27', 'iphone'), inTurn('addToWallet')],
    apply(context, transaction) {
      submit(context, transaction);
      return undefined;
    },
  },
  {
    type: 'portal.register',
    text: {
      en: 'Android: after the notice the holder registers the certificates',
      ja: 'Android: 通知の後、本人が証明書を登録する',
    },
    fields: aboutPhone,
    guards: [
      appAtHand,
      {
        rule: ({ phone }) => (phone.profile.platform === 'android' ? 'L-17' : 'L-28'),
        refuses: ({ phone }) => !phone.enrolment.can({ type: 'enrolment.register', dueAt: 0 }),
      },
    ],
    apply({ phone, at: now }, transaction) {
      transaction.send(phone.enrolment, { type: 'enrolment.register', dueAt: now + registrationMs });
      return undefined;
    },
  },
  {
    type: 'portal.cancelEnrolment',
    text: { en: 'The holder gives the enrolment up', ja: '本人が申し込みを途中でやめる' },
    fields: aboutPhone,
    guards: [
      {
        rule: ({ phone }) => stepRule(phone, ''),
        refuses: ({ phone }) => !phone.enrolment.can({ type: 'enrolment.cancel' }),
      },
    ],
    apply({ phone }, transaction) {
      // Nothing was applied for yet: certificates and binding are as they were.
      transaction.send(phone.enrolment, { type: 'enrolment.cancel' });
      return undefined;
    },
  },
  {
    type: 'portal.unknownSecret',
    text: {
      en: 'The holder says that the PIN or password is not known: an enrolment ends, a phone is stopped with the card',
      ja: '本人が「暗証番号がわからない」を選ぶ。申し込みは終了し、失効や削除にはカードを使う',
    },
    fields: aboutPhone,
    guards: [
      {
        rule: ({ phone }) => stepRule(phone, ''),
        refuses: ({ phone }) =>
          !phone.enrolment.snapshot.matches('collecting') && livingCertificates(phone).length === 0,
      },
    ],
    apply({ phone, switches }, transaction): EventNote {
      if (!phone.enrolment.snapshot.matches('collecting')) return { result: 'ended', rule: 'L-61' };
      if (switches.unknownSecretEnds) transaction.send(phone.enrolment, { type: 'enrolment.fail' });
      return { result: 'ended', rule: 'L-90' };
    },
  },
  {
    type: 'portal.changeDevice',
    text: {
      en: 'Android to Android: the holder starts the change on the new phone',
      ja: 'AndroidからAndroid: 本人が新しいスマートフォンで機種変更を始める',
    },
    fields: { ...aboutPhone, from: field('the old phone', '以前のスマートフォン') },
    guards: [
      ...enrolmentGuards(({ data }) => data.from),
      guard('L-72', isFrom('iphone', 'android')),
      guard('L-71', isFrom('android', 'iphone')),
      guard('L-73', isFrom('iphone', 'iphone')),
      guard('L-74', ({ switches }) => switches.deviceChange === 'removeFirst'),
      guard('L-70', ({ world, person, phone, data }) => {
        const old = world.phone(data.from);
        return (
          old === phone ||
          person.binding.snapshot.context.phone !== old.id ||
          old.certificatesIn('valid').length === 0
        );
      }),
    ],
    apply(context, transaction) {
      const { world, phone, data } = context;
      const old = world.phone(data.from);
      const kinds = old.certificatesIn('valid').map(({ kind }) => kind);
      begin(phone, { kinds, replaces: old.id }, transaction);
      skipUnneeded(context, transaction);
      return undefined;
    },
  },
  {
    type: 'portal.revoke',
    text: {
      en: 'Android: the holder revokes the phone certificates',
      ja: 'Android: 本人がスマホ用電子証明書を失効させる',
    },
    fields: { ...aboutPhone, with: withField, password: passwordField, ...cardRead },
    guards: [onPlatform('L-60', 'android'), ...endGuards],
    apply: endByHolder,
  },
  {
    type: 'portal.delete',
    text: {
      en: 'iPhone: the holder deletes the card from this iPhone',
      ja: 'iPhone: 本人がこのiPhoneのマイナンバーカードを削除する',
    },
    fields: { ...aboutPhone, with: withField, password: passwordField, ...cardRead },
    guards: [onPlatform('L-62', 'iphone'), ...endGuards],
    apply: endByHolder,
  },
  {
    type: 'portal.remoteDelete',
    text: {
      en: 'From an iPhone without a card the holder deletes the card on another one',
      ja: 'カードを追加していないiPhoneから、別のiPhoneのカードを削除する',
    },
    fields: {
      ...aboutPhone,
      target: field('the iPhone whose card goes', '削除対象のiPhone'),
      password: field('signature password of the plastic card', 'カードの署名用パスワード'),
      ...cardRead,
    },
    guards: [
      appAtHand,
      guard('L-63', (context) => {
        const { world, phone, data, switches } = context;
        const target = world.phone(data.target);
        if (target === phone || target.person !== phone.person) return true;
        if (livingCertificates(target).length === 0) return true;
        if (fromAnyPhone(context)) return false;
        return (
          phone.profile.platform !== 'iphone' ||
          (switches.remoteDeletePlatforms === 'iphone' && target.profile.platform !== 'iphone') ||
          livingCertificates(phone).length > 0
        );
      }),
      ...cardAtHand('L-63'),
    ],
    apply(context, transaction) {
      const { world, read, data, switches, rules } = context;
      const secret = read.card.secrets.get('jpki/signature')!;
      const password = typedForCard(data.password!, switches);
      const note = tryOfCard(context, secret, password, 'L-63', transaction) ?? notOwn(context, 'L-63');
      if (note !== undefined) return note;
      const effects = { revoke: true, erase: true };
      removeFromPhone(world, world.phone(data.target), effects, 'cessationOfOperation', rules, transaction);
      return undefined;
    },
  },
  {
    type: 'portal.resume',
    text: {
      en: 'The phone is found: the holder resumes, and the certificates are issued anew',
      ja: 'スマートフォンが見つかり、本人が再開する。証明書は新たに発行される',
    },
    fields: aboutPhone,
    guards: [
      appAtHand,
      guard('L-83', ({ phone }) => phone.certificatesIn('held').length === 0),
      guard('L-83', ({ phone }) => phone.enrolment.snapshot.hasTag('underWay')),
    ],
    apply(context, transaction) {
      const { phone, switches, rules } = context;
      const held = phone.certificatesIn('held');
      if (switches.phoneResume === 'liftHold' || !rules.holds('L-83')) {
        for (const { machine } of held) {
          if (machine.can({ type: 'certificate.liftHold' }))
            transaction.send(machine, { type: 'certificate.liftHold' });
        }
        if (phone.wallet.snapshot.matches('suspended'))
          transaction.send(phone.wallet, { type: 'wallet.activate' });
        return undefined;
      }
      const kinds = held.map(({ kind }) => kind);
      revokeAll(held, 'superseded', transaction);
      setKeys(phone, [], transaction);
      begin(phone, { kinds, resumes: true }, transaction);
      // No card is read again (C-14): on to the secrets, which are set anew.
      const { steps } = phone.profile;
      advanceTo(phone, steps.findIndex(({ id }) => id === 'readCard') + 1, transaction);
      skipUnneeded(context, transaction);
      return undefined;
    },
  },
  {
    type: 'portal.initialiseSecret',
    text: {
      en: 'The holder initialises a blocked secret of the phone, where the service offers that',
      ja: '本人がロックされたスマートフォンの暗証番号を初期化する(サービスにある場合)',
    },
    fields: {
      ...aboutPhone,
      secret: field('the secret', '暗証番号の種類', { values: ['signature', 'authentication'] }),
      password: field(
        'for the signature password that of the card, for the PIN the signature password of the phone',
        '署名用にはカードの署名用パスワード、利用者証明用にはスマートフォンの署名用パスワード',
      ),
      ...twice,
      ...cardRead,
    },
    guards: [
      // E-03: the guides know no such way, only that of L-61.
      guard('L-61', ({ switches }) => !switches.phoneSecretInit),
      appAtHand,
      guard('L-61', ({ phone, data }) => {
        const kind = data.secret as CertificateKindName;
        const certificate = phone.certificates[kind];
        const valid = certificate?.machine.snapshot.matches('valid') ?? false;
        return !valid || !phone.keys.includes(kind) || !canReset(phone.secrets[kind], 'cardInApp');
      }),
      ...cardAtHand('L-61', ({ data }) => data.secret === 'signature'),
      ...newSecret(({ data }) => data.secret as CertificateKindName),
    ],
    apply(context, transaction) {
      const { world, phone, read, data, switches } = context;
      const kind = data.secret as CertificateKindName;
      const note =
        kind === 'signature'
          ? (tryOfCard(
              context,
              read.card.secrets.get('jpki/signature')!,
              typedForCard(data.password!, switches),
              'L-61',
              transaction,
            ) ?? notOwn(context, 'L-61'))
          : tryValue(
              phone.secrets.signature,
              typedOnPhone(phone, 'signature', data.password!, switches),
              transaction,
              { mismatch: 'L-61', blocked: 'L-61' },
            );
      if (note !== undefined) return note;
      transaction.send(phone.secrets[kind].counter, { type: 'secret.reset', by: 'cardInApp' });
      world.setValue(phone.secrets[kind], typedOnPhone(phone, kind, data.value!, switches), transaction);
      return undefined;
    },
  },
];

function endByHolder(context: EventContext, transaction: Transaction): EventNote | undefined {
  const note = authorise(context, transaction);
  if (note !== undefined) return note;
  const { world, phone, rules } = context;
  removeFromPhone(world, phone, endEffects(context), 'cessationOfOperation', rules, transaction);
  return undefined;
}
