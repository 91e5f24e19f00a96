import type { RevocationReason } from '../lifecycle/certificate.ts';
import type { Phone } from '../world/phone.ts';
import type { Transaction } from '../world/transaction.ts';
import {
  type EventContext,
  type EventNote,
  type Guard,
  guard,
  type WorldEvent,
} from '../world/world-event.ts';
import { revokeAll } from './counter-events.ts';
import { begin, enrolmentGuards, inTurn, skipUnneeded, submit } from './enrolment-events.ts';
import {
  aboutPhone,
  cardAtHand,
  field,
  livingCertificates,
  phoneAtHand,
  tryValue,
} from './event-conditions.ts';

const at = guard('L-05', ({ phone }: EventContext) => !phoneAtHand(phone));
const onPlatform = (
  rule: 'L-60' | 'L-62' | 'L-63' | 'L-16' | 'L-27' | 'L-17',
  platform: 'android' | 'iphone',
): Guard => guard(rule, ({ phone }) => phone.profile.platform !== platform);
const hasCertificates: Guard = guard('L-08', ({ phone }) => livingCertificates(phone).length === 0);

const withField = field(
  'phone: its own signature password; card: the plastic card and its password',
  'phone: スマートフォンの署名用パスワード、card: カードとその署名用パスワード',
  {
    values: ['phone', 'card'],
  },
);
const passwordField = field('the password', 'パスワード');
/** From the tap on "register" to usable. unverified: real duration. */
const registrationMs = 60_000;

/** Ends everything a phone carries: certificates revoked, data gone, the person free for another phone. */
export function removeFromPhone(
  { person }: Pick<EventContext, 'person'>,
  phone: Phone,
  reason: RevocationReason,
  transaction: Transaction,
): void {
  revokeAll(Object.values(phone.certificates), reason, transaction);
  if (phone.wallet.can({ type: 'wallet.remove' })) transaction.send(phone.wallet, { type: 'wallet.remove' });
  for (const event of [
    { type: 'enrolment.cancel' },
    { type: 'enrolment.fail' },
    { type: 'enrolment.clear' },
  ] as const) {
    if (phone.enrolment.can(event)) transaction.send(phone.enrolment, event);
  }
  const { binding } = person;
  if (binding.snapshot.context.phone === phone.id && binding.can({ type: 'binding.release' })) {
    transaction.send(binding, { type: 'binding.release' });
  }
}

/** Whether the holder may: the phone's password, or the card at hand with its own. */
function authorise({ phone, card, data }: EventContext, transaction: Transaction): EventNote | undefined {
  if (data.with === 'card') {
    return tryValue(card.card.secrets.get('jpki/signature')!, data.password!, transaction, {
      mismatch: 'L-61',
      blocked: 'L-90',
    });
  }
  return tryValue(phone.secrets.signature, data.password!, transaction, {
    mismatch: phone.profile.platform === 'android' ? 'L-60' : 'L-62',
    blocked: 'E-01',
  });
}

/** A signature of the phone ends its certificates; one on hold cannot sign (C-25). */
const canSignItsEnd: Guard = guard('L-60', ({ phone, data, switches }) => {
  if (data.with === 'card' || switches.revokeWhileHeld === 'accepted') return false;
  const { signature } = phone.certificates;
  return signature === undefined || !signature.machine.snapshot.matches('valid');
});
const cardForThat: Guard = guard(
  'L-61',
  ({ card, data, at: now }) => data.with === 'card' && !cardAtHand(card, now),
);

export const phoneEvents: readonly WorldEvent[] = [
  {
    type: 'portal.apply',
    text: {
      en: 'Android: the holder applies for the phone certificates',
      ja: 'Android: 本人がスマホ用電子証明書を申し込む',
    },
    fields: aboutPhone,
    guards: [at, onPlatform('L-16', 'android'), guard('L-16', ({ phone }) => !stepsDone(phone))],
    apply(context, transaction) {
      submit(context, transaction);
      return undefined;
    },
  },
  {
    type: 'wallet.add',
    text: { en: 'iPhone: the holder adds the card to the Wallet', ja: 'iPhone: 本人がウォレットに追加する' },
    fields: aboutPhone,
    guards: [at, onPlatform('L-27', 'iphone'), inTurn('addToWallet')],
    apply(context, transaction) {
      const { phone } = context;
      transaction.send(phone.enrolment, { type: 'enrolment.step' });
      transaction.send(phone.wallet, { type: 'wallet.provision' });
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
      at,
      guard('L-17', ({ phone }) => !phone.enrolment.can({ type: 'enrolment.register', dueAt: 0 })),
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
    guards: [guard('L-10', ({ phone }) => !phone.enrolment.can({ type: 'enrolment.cancel' }))],
    apply({ phone, person }, transaction) {
      transaction.send(phone.enrolment, { type: 'enrolment.cancel' });
      if (person.binding.can({ type: 'binding.abandon' }))
        transaction.send(person.binding, { type: 'binding.abandon' });
      return undefined;
    },
  },
  {
    type: 'portal.unknownSecret',
    text: {
      en: 'The holder says that the PIN or password is not known; the enrolment ends',
      ja: '本人が「暗証番号がわからない」を選ぶ。申し込みは終了する',
    },
    fields: aboutPhone,
    guards: [guard('L-10', ({ phone }) => !phone.enrolment.snapshot.matches('collecting'))],
    apply({ phone, switches }, transaction): EventNote {
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
      ...enrolmentGuards.filter(({ rule }) => rule !== 'L-07'),
      guard(
        'L-72',
        ({ world, phone, data }) =>
          world.phone(data.from).profile.platform === 'iphone' && phone.profile.platform === 'android',
      ),
      guard(
        'L-71',
        ({ world, phone, data }) =>
          world.phone(data.from).profile.platform === 'android' && phone.profile.platform === 'iphone',
      ),
      guard(
        'L-73',
        ({ world, phone, data }) =>
          world.phone(data.from).profile.platform === 'iphone' && phone.profile.platform === 'iphone',
      ),
      guard('L-70', ({ world, person, phone, data }) => {
        const old = world.phone(data.from);
        return (
          old === phone ||
          person.binding.snapshot.context.phone !== old.id ||
          old.certificatesIn('valid').length === 0
        );
      }),
    ],
    apply({ world, phone, data }, transaction) {
      const old = world.phone(data.from);
      const kinds = old.certificatesIn('valid').map(({ kind }) => kind);
      begin(phone, { kinds, replaces: old.id }, transaction);
      skipUnneeded(phone, transaction);
      return undefined;
    },
  },
  {
    type: 'portal.revoke',
    text: {
      en: 'Android: the holder revokes the phone certificates',
      ja: 'Android: 本人がスマホ用電子証明書を失効させる',
    },
    fields: { ...aboutPhone, with: withField, password: passwordField },
    guards: [at, onPlatform('L-60', 'android'), hasCertificates, canSignItsEnd, cardForThat],
    apply: endByHolder,
  },
  {
    type: 'portal.delete',
    text: {
      en: 'iPhone: the holder deletes the card from this iPhone',
      ja: 'iPhone: 本人がこのiPhoneのマイナンバーカードを削除する',
    },
    fields: { ...aboutPhone, with: withField, password: passwordField },
    guards: [at, onPlatform('L-62', 'iphone'), hasCertificates, canSignItsEnd, cardForThat],
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
    },
    guards: [
      at,
      onPlatform('L-63', 'iphone'),
      guard('L-63', ({ world, phone, data, switches }) => {
        const target = world.phone(data.target);
        return (
          target === phone ||
          target.person !== phone.person ||
          (switches.remoteDeletePlatforms === 'iphone' && target.profile.platform !== 'iphone') ||
          livingCertificates(target).length === 0 ||
          livingCertificates(phone).length > 0
        );
      }),
      guard('L-51', ({ card, at: now }) => !cardAtHand(card, now)),
    ],
    apply(context, transaction) {
      const { world, card, data } = context;
      const note = tryValue(card.card.secrets.get('jpki/signature')!, data.password!, transaction, {
        mismatch: 'L-63',
        blocked: 'L-90',
      });
      if (note !== undefined) return note;
      removeFromPhone(context, world.phone(data.target), 'cessationOfOperation', transaction);
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
    guards: [at, guard('L-83', ({ phone }) => phone.certificatesIn('held').length === 0)],
    apply(context, transaction) {
      const { phone, switches, rules } = context;
      const held = phone.certificatesIn('held');
      if (switches.phoneResume === 'liftHold' || !rules.holds('L-83')) {
        for (const { machine } of held) {
          if (machine.can({ type: 'certificate.liftHold' }))
            transaction.send(machine, { type: 'certificate.liftHold' });
        }
        return undefined;
      }
      const kinds = held.map(({ kind }) => kind);
      revokeAll(held, 'superseded', transaction);
      begin(phone, { kinds }, transaction);
      // No card is read again (C-14): on to the secrets, which are set anew.
      const { steps } = phone.profile;
      const read = steps.findIndex(({ id }) => id === 'readCard');
      transaction.send(phone.enrolment, { type: 'enrolment.back', to: read + 1 });
      skipUnneeded(phone, transaction);
      return undefined;
    },
  },
];

/** Every step of the platform is done and the application can be sent. */
function stepsDone(phone: Phone): boolean {
  const { snapshot } = phone.enrolment;
  return snapshot.matches('collecting') && snapshot.context.step >= snapshot.context.policy.steps.length;
}

function endByHolder(context: EventContext, transaction: Transaction): EventNote | undefined {
  const note = authorise(context, transaction);
  if (note !== undefined) return note;
  removeFromPhone(context, context.phone, 'cessationOfOperation', transaction);
  return undefined;
}
