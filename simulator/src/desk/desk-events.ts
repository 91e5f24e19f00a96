import { type CardSecret, hasFormat } from '../applications/card-secret.ts';
import type { Card } from '../card/card.ts';
import { secretIds } from '../card/card-secrets.ts';
import { toJst } from '../clock/calendar.ts';
import { asciiBytes } from '../codec/hex.ts';
import type { CertificateEvent, RevocationReason } from '../lifecycle/certificate.ts';
import type { CertificateInstance } from '../lifecycle/machine-kinds.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import type { Json } from '../store/store.ts';
import type { DeskEvent, EventField, EventPlan } from './desk-event.ts';

const resettable = secretIds.filter((id) => id !== 'jpki/unidentified' && id !== 'text/issued-blocked');

const secretField: EventField = {
  required: true,
  values: resettable,
  text: { en: 'the secret', ja: '暗証番号の種類' },
};
const valueField: EventField = {
  required: false,
  text: { en: 'a new value; the old one stays without it', ja: '新しい値(省略時は元の値のまま)' },
};
const certificateField: EventField = {
  required: true,
  values: ['signature', 'authentication'],
  text: { en: 'the certificate', ja: '証明書の種類' },
};
const reasons: readonly RevocationReason[] = [
  'unspecified',
  'keyCompromise',
  'cACompromise',
  'affiliationChanged',
  'superseded',
  'cessationOfOperation',
];

/** Restores the tries and sets the new value, in one transaction. */
function resetSecret(
  secret: CardSecret,
  event: 'counter.resetSecret' | 'kiosk.resetSecret',
  value: string | undefined,
  rules: RuleSet,
): EventPlan {
  if (!secret.counter.can({ type: event })) {
    return {
      taken: false,
      rule: event === 'kiosk.resetSecret' ? 'desk/kiosk-resets-jpki-only' : 'desk/counter-resets-any',
    };
  }
  if (value !== undefined && !(/^[\x20-\x7e]*$/.test(value) && hasFormat(secret.format, asciiBytes(value)))) {
    return { taken: false, rule: 'change/format-checked' };
  }
  return {
    taken: true,
    apply() {
      secret.counter.send({ type: event });
      const change = new Map<string, Json>([[secret.counter.key, secret.counter.record()]]);
      if (value !== undefined && rules.holds('desk/reset-sets-new-value')) {
        secret.value = asciiBytes(value);
        change.set(secret.valueKey, value);
      }
      return change;
    },
  };
}

/** Sends an event to those certificates that take it; refused when none does. */
function toCertificates(
  certificates: readonly CertificateInstance[],
  event: CertificateEvent,
  refusal: 'desk/hold-signature-final' | 'desk/revoked-final',
): EventPlan {
  const takers = certificates.filter((certificate) => certificate.can(event));
  if (takers.length === 0) return { taken: false, rule: refusal };
  return {
    taken: true,
    apply() {
      for (const certificate of takers) certificate.send(event);
      return new Map<string, Json>(takers.map((certificate) => [certificate.key, certificate.record()]));
    },
  };
}

const both = (card: Card): CertificateInstance[] => [
  card.certificates.signature,
  card.certificates.authentication,
];

/** Lifts what can be lifted and revokes the rest: a held signature certificate does not come back. */
function liftHold(card: Card): EventPlan {
  const lift = { type: 'certificate.liftHold' } as const;
  const held = both(card).filter(
    (certificate) => certificate.snapshot.matches('held') || certificate.can(lift),
  );
  if (held.length === 0) {
    const revoked = both(card).some((certificate) => certificate.snapshot.matches('revoked'));
    return { taken: false, rule: revoked ? 'desk/revoked-final' : 'desk/hold-authentication-lifted' };
  }
  return {
    taken: true,
    apply() {
      for (const certificate of held) {
        if (certificate.can(lift)) certificate.send(lift);
        else if (certificate === card.certificates.signature)
          certificate.send({ type: 'certificate.revoke', reason: 'unspecified' });
      }
      if (card.body.can({ type: 'card.reportFound' })) card.body.send({ type: 'card.reportFound' });
      const machines = [...held, card.body];
      return new Map<string, Json>(machines.map((machine) => [machine.key, machine.record()]));
    },
  };
}

/** Opening hours of the kiosk in minutes of the day, JST. @see phone-wallet reference, E-02 */
const kioskOpens = 6 * 60 + 30;
const kioskCloses = 23 * 60;

function kioskIsOpen(at: number): boolean {
  const { hour, minute } = toJst(at);
  const now = hour * 60 + minute;
  return now >= kioskOpens && now < kioskCloses;
}

/** Every event there is, by who brings it about. */
export const deskEvents: readonly DeskEvent[] = [
  {
    type: 'counter.resetSecret',
    text: {
      en: 'The municipal counter restores the tries of a secret and may set a new value',
      ja: '市区町村窓口が暗証番号を初期化する(新しい値も設定できる)',
    },
    fields: { secret: secretField, value: valueField },
    plan: ({ card, data, rules }) =>
      resetSecret(card.secrets.get(data.secret!)!, 'counter.resetSecret', data.value, rules),
  },
  {
    type: 'kiosk.resetSecret',
    text: {
      en: 'The holder resets a JPKI secret at a convenience-store kiosk',
      ja: '本人がコンビニ端末で公的個人認証の暗証番号を初期化する',
    },
    fields: { secret: secretField, value: valueField },
    plan({ card, data, at, rules }) {
      if (rules.holds('desk/kiosk-hours') && !kioskIsOpen(at))
        return { taken: false, rule: 'desk/kiosk-hours' };
      return resetSecret(card.secrets.get(data.secret!)!, 'kiosk.resetSecret', data.value, rules);
    },
  },
  {
    type: 'callCentre.holdCard',
    text: {
      en: 'The call centre puts the certificates of a lost card on hold',
      ja: 'コールセンターが紛失したカードの証明書を一時停止する',
    },
    fields: {},
    plan({ card }) {
      const plan = toCertificates(both(card), { type: 'certificate.hold' }, 'desk/revoked-final');
      if (!plan.taken) return plan;
      return {
        taken: true,
        apply() {
          const change = plan.apply();
          if (card.body.can({ type: 'card.reportLost' })) card.body.send({ type: 'card.reportLost' });
          return change.set(card.body.key, card.body.record());
        },
      };
    },
  },
  {
    type: 'counter.liftHold',
    text: {
      en: 'The card is found: the counter releases the authentication certificate and revokes the signature one',
      ja: '見つかったカードについて、窓口が利用者証明用電子証明書を回復し、署名用電子証明書を失効させる',
    },
    fields: {},
    plan: ({ card }) => liftHold(card),
  },
  {
    type: 'counter.revokeCertificate',
    text: { en: 'The counter revokes a certificate', ja: '窓口が証明書を失効させる' },
    fields: {
      certificate: certificateField,
      reason: {
        required: false,
        values: reasons,
        text: { en: 'reason; cessationOfOperation without it', ja: '理由(省略時は cessationOfOperation)' },
      },
    },
    plan({ card, data }) {
      const certificate =
        card.certificates[data.certificate === 'signature' ? 'signature' : 'authentication'];
      const reason = (data.reason ?? 'cessationOfOperation') as RevocationReason;
      return toCertificates([certificate], { type: 'certificate.revoke', reason }, 'desk/revoked-final');
    },
  },
  {
    type: 'counter.returnCard',
    text: {
      en: 'The card is returned; both certificates are revoked',
      ja: 'カードを返納する。両方の証明書が失効する',
    },
    fields: {},
    plan({ card }) {
      if (!card.body.can({ type: 'card.return' })) return { taken: false, rule: 'desk/revoked-final' };
      return {
        taken: true,
        apply() {
          card.body.send({ type: 'card.return' });
          const change = new Map<string, Json>([[card.body.key, card.body.record()]]);
          const event = { type: 'certificate.revoke', reason: 'cessationOfOperation' } as const;
          for (const certificate of both(card)) {
            if (!certificate.can(event)) continue;
            certificate.send(event);
            change.set(certificate.key, certificate.record());
          }
          return change;
        },
      };
    },
  },
];
