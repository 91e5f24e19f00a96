import { hasFormat } from '../applications/card-secret.ts';
import { secretIds } from '../card/card-secrets.ts';
import { newCertificate, type PersonalisationFacts } from '../card/personalisation-facts.ts';
import { toJst } from '../clock/calendar.ts';
import type { RevocationReason } from '../lifecycle/certificate.ts';
import { certificateEnd } from '../pki/index.ts';
import type { IssuedCertificate } from '../world/issued-certificates.ts';
import type { CertificateKindName } from '../world/phone.ts';
import type { Transaction } from '../world/transaction.ts';
import { certificateKinds } from '../world/world.ts';
import { type EventContext, guard, type WorldEvent } from '../world/world-event.ts';
import { aboutCard, aboutPerson, canReset, field, isGood, typed } from './event-conditions.ts';

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

export const newValueHasForm = guard('change/format-checked', (context) => {
  const { value } = context.data;
  return value !== undefined && !hasFormat(secretOf(context).format, typed(value));
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

/** Revokes those of the certificates that are not revoked yet. */
export function revokeAll(
  certificates: Iterable<IssuedCertificate>,
  reason: RevocationReason,
  transaction: Transaction,
): void {
  const event = { type: 'certificate.revoke', reason } as const;
  for (const { machine } of certificates) if (machine.can(event)) transaction.send(machine, event);
}

/** Three months before the end of a certificate, from when on it may be renewed. @see E-07 */
function renewalOpens(notAfter: number): number {
  const day = new Date(notAfter);
  day.setUTCMonth(day.getUTCMonth() - 3);
  return day.getTime();
}

/** Issues a certificate to the card in force, in place of the one there was. */
function reissueCertificate(
  { world, card, person, at, random }: EventContext,
  kind: CertificateKindName,
  renewal: boolean,
  transaction: Transaction,
): void {
  const old = card.certificates[kind];
  if (old !== undefined) revokeAll([old], 'superseded', transaction);
  const { facts } = card.card;
  const notAfter = certificateEnd({
    issued: toJst(at),
    birth: facts.birth,
    cardExpiry: facts.expiry,
    renewal,
  });
  const certificate = newCertificate({ facts, issued: at, notAfter, random });
  const issued = world.issueCertificate(
    { kind, carrier: 'card', person: person.id, facts: certificate },
    transaction,
  );
  const next: PersonalisationFacts = { ...facts, [kind]: certificate };
  card.certificates = { ...card.certificates, [kind]: issued };
  world.rewrite(card, next, transaction);
}

export const counterEvents: readonly WorldEvent[] = [
  {
    type: 'counter.resetSecret',
    text: {
      en: 'The municipal counter restores the tries of a secret and may set a new value',
      ja: '市区町村窓口が暗証番号を初期化する(新しい値も設定できる)',
    },
    fields: { ...aboutCard, secret: secretField, value: valueField },
    guards: [
      guard('L-90', ({ card }) => card.body.snapshot.matches('returned')),
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
    guards: [guard('L-82', ({ card }) => !certificateKinds.some((kind) => card.isHeld(kind)))],
    apply({ card }, transaction) {
      for (const kind of certificateKinds) {
        const machine = card.certificates[kind]?.machine;
        if (machine === undefined || !machine.snapshot.matches('held')) continue;
        if (machine.can({ type: 'certificate.liftHold' }))
          transaction.send(machine, { type: 'certificate.liftHold' });
        else transaction.send(machine, { type: 'certificate.revoke', reason: 'unspecified' });
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
    apply({ card, data }, transaction) {
      const reason = (data.reason ?? 'cessationOfOperation') as RevocationReason;
      revokeAll([card.certificates[data.certificate as CertificateKindName]!], reason, transaction);
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
      guard('L-51', ({ card, at }) => !card.body.snapshot.matches('active') || at > card.expires),
      guard(
        'E-09',
        ({ card, data }) => data.certificate === 'signature' && card.card.facts.signature === null,
      ),
      guard('E-07', ({ card, data, at }) => {
        const certificate = card.certificates[data.certificate as CertificateKindName];
        return isGood(certificate, at) && at < renewalOpens(certificate!.facts.notAfter);
      }),
    ],
    apply(context, transaction) {
      const kind = context.data.certificate as CertificateKindName;
      reissueCertificate(context, kind, isGood(context.card.certificates[kind], context.at), transaction);
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
      name: field('the new name', '新しい氏名', { required: false }),
      address: field('the new address', '新しい住所', { required: false }),
    },
    guards: [guard('L-51', ({ card, at }) => !card.body.snapshot.matches('active') || at > card.expires)],
    apply({ world, card, person, data, rules }, transaction) {
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
      const dead = [
        card.certificates.signature,
        ...world.phonesOf(person).map(({ certificates }) => certificates.signature),
      ];
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
    apply({ world, card, person, at }, transaction) {
      revokeAll(Object.values(card.certificates), 'superseded', transaction);
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
    apply({ card }, transaction) {
      transaction.send(card.body, { type: 'card.return' });
      revokeAll(Object.values(card.certificates), 'cessationOfOperation', transaction);
      return undefined;
    },
  },
];
