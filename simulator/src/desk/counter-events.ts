import { hasFormat } from '../applications/card-secret.ts';
import { secretIds } from '../card/card-secrets.ts';
import type { PersonalisationFacts } from '../card/personalisation-facts.ts';
import { fromJst, toJst } from '../clock/calendar.ts';
import type { RevocationReason } from '../lifecycle/certificate.ts';
import { certificateEnd, renewalOpens } from '../pki/index.ts';
import type { CertificateKindName } from '../world/phone.ts';
import type { Transaction } from '../world/transaction.ts';
import { certificateKinds } from '../world/world.ts';
import { type EventContext, guard, type WorldEvent } from '../world/world-event.ts';
import { revokeAll, revokeOfCard } from './certificate-effects.ts';
import {
  aboutCard,
  aboutPerson,
  canReset,
  cardAtHand,
  field,
  isGood,
  isUnderFifteen,
  typed,
} from './event-conditions.ts';

/** The secrets that a desk may reset. */
export const resettable = secretIds.filter(
  (id) => id !== 'jpki/unidentified' && id !== 'text/issued-blocked',
);

export const secretField = field('the secret', '暗証番号の種類', { values: resettable });
export const valueField = field(
  'a new value; the old one stays without it',
  '新しい値(省略時は元の値のまま)',
  {
    required: false,
  },
);
const certificateField = field('the certificate', '証明書の種類', { values: certificateKinds });

export const revocationReasons: readonly RevocationReason[] = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
];

const secretOf = ({ card, data }: EventContext) => card.card.secrets.get(data.secret!)!;

/** What is set anew has the form of a new secret; whether it must be mixed is C-03. */
export const newValueHasForm = guard('L-06', (context) => {
  const { value } = context.data;
  if (value === undefined) return false;
  const { format } = secretOf(context);
  const mixed = format.mixed && context.switches.newPasswordMixed;
  return !hasFormat({ ...format, mixed }, typed(value));
});

/** Restores the tries and sets the new value. */
export function resetSecret(context: EventContext, transaction: Transaction, by: 'counter' | 'kiosk'): void {
  const secret = secretOf(context);
  transaction.send(secret.counter, { type: 'secret.reset', by });
  const { value } = context.data;
  if (value !== undefined && context.rules.holds('desk/reset-sets-new-value')) {
    context.world.setValue(secret, value, transaction);
  }
}

/** The three months before the end of a certificate have not begun, in which it may be renewed. @see E-07 */
function isTooEarly(notAfter: number, at: number): boolean {
  const { year, month, day } = renewalOpens(toJst(notAfter));
  return at < fromJst(year, month, day);
}

/** Issues a certificate to the card in force, in place of the one there was. */
function reissueCertificate(
  context: EventContext,
  kind: CertificateKindName,
  transaction: Transaction,
): void {
  const { world, card, person, at, random } = context;
  const old = card.certificates[kind];
  const renewal = isGood(old, at);
  if (old !== undefined) revokeOfCard(context, [old], 'superseded', transaction);
  const { facts } = card.card;
  const notAfter = certificateEnd({
    issued: toJst(at),
    birth: facts.birth,
    cardExpiry: facts.expiry,
    renewal,
  });
  const certificate = world.newCertificate(kind, { facts, issued: at, notAfter, random });
  const issued = world.issueCertificate(
    { kind, carrier: 'card', person: person.id, facts: certificate },
    transaction,
  );
  const next: PersonalisationFacts = { ...facts, [kind]: certificate };
  card.certificates = { ...card.certificates, [kind]: issued };
  world.rewrite(card, next, transaction);
  if (old !== undefined) moveEndsOfPhone(context, old.facts.notAfter, notAfter, transaction);
}

/** What no renewal does: the phone's certificates end with the new one of the card. @see L-51, E-08 */
function moveEndsOfPhone(
  { world, person, at, rules }: EventContext,
  from: number,
  to: number,
  transaction: Transaction,
): void {
  if (rules.holds(at > from ? 'L-51' : 'E-08')) return;
  for (const { certificates } of world.phonesOf(person)) {
    for (const certificate of Object.values(certificates)) {
      if (certificate.facts.notAfter === from) world.moveEnd(certificate, to, transaction);
    }
  }
}

export const counterEvents: readonly WorldEvent[] = [
  {
    type: 'counter.resetSecret',
    text: {
      en: 'The municipal counter restores the tries of a secret and may set a new value',
      ja: '市区町村窓口が暗証番号を初期化する(新しい値も設定できる)',
    },
    fields: {
      ...aboutCard,
      secret: secretField,
      value: valueField,
      identification: field(
        'what identifies the holder; photo without it',
        '本人確認書類(省略時は顔写真付き)',
        { required: false, values: ['photo', 'none'] },
      ),
    },
    guards: [
      guard('L-90', ({ data }) => data.identification === 'none'),
      ...cardAtHand('L-81'),
      guard('desk/counter-resets-any', (context) => !canReset(secretOf(context), 'counter')),
      newValueHasForm,
    ],
    apply(context, transaction) {
      resetSecret(context, transaction, 'counter');
      return undefined;
    },
  },
  {
    type: 'counter.reportLost',
    text: { en: 'The holder reports the card lost at the counter', ja: '本人がカードの紛失を窓口に届け出る' },
    fields: aboutCard,
    guards: [guard('L-81', ({ card }) => !card.body.can({ type: 'card.reportLost' }))],
    apply({ card }, transaction) {
      transaction.send(card.body, { type: 'card.reportLost' });
      return undefined;
    },
  },
  {
    type: 'counter.liftHold',
    text: {
      en: 'The card is found: the counter releases the authentication certificate and revokes the signature one',
      ja: '見つかったカードについて、窓口が利用者証明用電子証明書を回復し、署名用電子証明書を失効させる',
    },
    fields: aboutCard,
    guards: [
      guard('L-82', ({ card }) => {
        const stopped = Object.values(card.certificates).some(({ machine }) =>
          machine.snapshot.hasTag('revoked'),
        );
        return !stopped && !card.body.can({ type: 'card.reportFound' });
      }),
      guard(
        'desk/revoked-final',
        ({ card }) =>
          !certificateKinds.some((kind) => card.isHeld(kind)) && !card.body.can({ type: 'card.reportFound' }),
      ),
    ],
    apply(context, transaction) {
      const { card } = context;
      for (const certificate of Object.values(card.certificates)) {
        const { machine } = certificate;
        if (machine.can({ type: 'certificate.liftHold' }))
          transaction.send(machine, { type: 'certificate.liftHold' });
        else if (certificate.kind === 'signature' && machine.snapshot.matches('held'))
          revokeOfCard(context, [certificate], 'unspecified', transaction);
      }
      if (card.body.can({ type: 'card.reportFound' }))
        transaction.send(card.body, { type: 'card.reportFound' });
      return undefined;
    },
  },
  {
    type: 'counter.revokeCertificate',
    text: { en: 'The counter revokes a certificate', ja: '窓口が証明書を失効させる' },
    fields: {
      ...aboutCard,
      certificate: certificateField,
      reason: field('reason; cessationOfOperation without it', '理由(省略時は cessationOfOperation)', {
        required: false,
        values: revocationReasons,
      }),
    },
    guards: [
      guard('desk/revoked-final', ({ card, data }) => {
        const certificate = card.certificates[data.certificate as CertificateKindName];
        return !certificate?.machine.can({ type: 'certificate.revoke', reason: 'unspecified' });
      }),
    ],
    apply(context, transaction) {
      const { card, data } = context;
      const certificate = card.certificates[data.certificate as CertificateKindName];
      const reason = (data.reason ?? 'cessationOfOperation') as RevocationReason;
      if (certificate !== undefined) revokeOfCard(context, [certificate], reason, transaction);
      return undefined;
    },
  },
  {
    type: 'counter.issueCertificate',
    text: {
      en: 'The counter writes a new certificate to the card, with a new key',
      ja: '窓口が新しい電子証明書をカードに書き込む',
    },
    fields: { ...aboutCard, certificate: certificateField },
    guards: [
      ...cardAtHand('L-81'),
      guard('E-09', ({ card, data, at }) => data.certificate === 'signature' && isUnderFifteen(card, at)),
      guard('E-07', ({ card, data, at }) => {
        const certificate = card.certificates[data.certificate as CertificateKindName];
        return isGood(certificate, at) && isTooEarly(certificate!.facts.notAfter, at);
      }),
    ],
    apply(context, transaction) {
      reissueCertificate(context, context.data.certificate as CertificateKindName, transaction);
      return undefined;
    },
  },
  {
    type: 'counter.changeBasicData',
    text: {
      en: 'The holder moves or marries: the counter writes the new name or address to the card',
      ja: '転居や婚姻により、窓口がカードの氏名・住所を書き換える',
    },
    fields: {
      ...aboutCard,
      name: field('the new name', '新しい氏名', { required: false, longest: 100 }),
      address: field('the new address', '新しい住所', { required: false, longest: 200 }),
    },
    guards: [
      ...cardAtHand('L-81'),
      guard('E-07', ({ data }) => data.name === undefined && data.address === undefined),
    ],
    apply({ world, card, person, data, rules, switches }, transaction) {
      const { facts } = card.card;
      const personProfile = {
        ...facts.personProfile,
        ...(data.name === undefined ? {} : { name: data.name }),
        ...(data.address === undefined ? {} : { address: data.address }),
      };
      person.profile = personProfile;
      transaction.put(person.key, person.record());
      world.rewrite(card, { ...facts, personProfile }, transaction);
      if (!rules.holds('E-07')) return undefined;
      const ofPhones = world.phonesOf(person).map(({ certificates }) => certificates.signature);
      const dead = [card.certificates.signature, ...(switches.basicChangeEndsPhoneSignature ? ofPhones : [])];
      revokeAll(
        dead.filter((certificate) => certificate !== undefined),
        'affiliationChanged',
        transaction,
      );
      return undefined;
    },
  },
  {
    type: 'counter.reissueCard',
    text: {
      en: 'The counter issues a new card in place of a lost, expired or returned one',
      ja: '紛失・期限切れ・返納したカードに代えて、窓口が新しいカードを交付する',
    },
    fields: aboutPerson,
    guards: [guard('L-82', ({ card, at }) => card.body.snapshot.matches('active') && at <= card.expires)],
    apply(context, transaction) {
      const { world, card, person, at } = context;
      revokeOfCard(context, Object.values(card.certificates), 'superseded', transaction);
      if (card.body.can({ type: 'card.return' })) transaction.send(card.body, { type: 'card.return' });
      const { cardProfile, calendarStart } = card.card.facts;
      world.issuePlastic(
        { card: cardProfile, person: person.profile, holder: person, calendarStart, issued: at },
        transaction,
      );
      return undefined;
    },
  },
  {
    type: 'counter.returnCard',
    text: {
      en: 'The card is returned; both certificates are revoked',
      ja: 'カードを返納する。両方の証明書が失効する',
    },
    fields: aboutCard,
    guards: [guard('desk/revoked-final', ({ card }) => !card.body.can({ type: 'card.return' }))],
    apply(context, transaction) {
      const { card } = context;
      if (card.body.can({ type: 'card.return' })) transaction.send(card.body, { type: 'card.return' });
      revokeOfCard(context, Object.values(card.certificates), 'cessationOfOperation', transaction);
      return undefined;
    },
  },
];
