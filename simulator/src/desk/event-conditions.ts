import type { CardSecret } from '../applications/card-secret.ts';
import { toJst } from '../clock/calendar.ts';
import { asciiBytes, equalBytes } from '../codec/hex.ts';
import type { SecretReset } from '../lifecycle/secret.ts';
import { ageOn } from '../pki/index.ts';
import type { RuleId } from '../rules/rule-set.ts';
import type { IssuedCertificate } from '../world/issued-certificates.ts';
import type { CertificateKindName, Phone } from '../world/phone.ts';
import type { PlasticCard } from '../world/plastic-card.ts';
import type { Transaction } from '../world/transaction.ts';
import {
  type EventContext,
  type EventField,
  type EventNote,
  type Guard,
  guard,
} from '../world/world-event.ts';

/** Printable ASCII as bytes; anything else can match no secret. */
export function typed(value: string): Uint8Array {
  return /^[\x20-\x7e]*$/.test(value) ? asciiBytes(value) : new Uint8Array(0);
}

/** Whether that is the value of a secret, without spending a try. */
export function isValue(secret: CardSecret, value: string): boolean {
  const given = typed(value);
  return secret.value !== undefined && given.length > 0 && equalBytes(secret.value, given);
}

/**
 * Compares what somebody typed with a secret, as VERIFY does: a wrong value spends a try, the right one restores
 * them, a blocked secret takes neither.
 */
export function tryValue(
  secret: CardSecret,
  value: string,
  transaction: Transaction,
  rules: { readonly mismatch: RuleId; readonly blocked: RuleId },
  restores = true,
): EventNote | undefined {
  if (secret.blocked) return { result: 'blocked', rule: rules.blocked };
  if (isValue(secret, value)) {
    if (restores && secret.triesLeft < secret.maxTries)
      transaction.send(secret.counter, { type: 'secret.matched' });
    return undefined;
  }
  transaction.send(secret.counter, { type: 'secret.mismatched' });
  return secret.blocked
    ? { result: 'blocked', rule: rules.blocked }
    : { result: 'mismatch', rule: rules.mismatch };
}

/** Tries a secret of the card in a procedure of the app; C-20 says whose try a wrong one spends. */
export function tryOfCard(
  { switches }: EventContext,
  secret: CardSecret,
  value: string,
  rule: RuleId,
  transaction: Transaction,
): EventNote | undefined {
  if (switches.typedSecretsSpend === 'nothing')
    return isValue(secret, value) ? undefined : { result: 'mismatch', rule };
  return tryValue(secret, value, transaction, { mismatch: rule, blocked: 'L-90' });
}

export const canReset = (secret: CardSecret, by: SecretReset): boolean =>
  secret.counter.can({ type: 'secret.reset', by });

/** The holder has not come to the fifteenth birthday. @see E-09 */
export const isUnderFifteen = ({ card }: PlasticCard, at: number): boolean =>
  ageOn(toJst(at), card.facts.birth) < 15;

/** A certificate that is valid in the books and not past its end. */
export const isGood = (certificate: IssuedCertificate | undefined, at: number): boolean =>
  certificate?.machine.snapshot.matches('valid') === true && at <= certificate.facts.notAfter;

const isInHand = (plastic: PlasticCard): boolean => plastic.body.snapshot.hasTag('inHand');

/** The plastic card that is read has to be there: in hand, which is the rule given, and not past its end. */
export const cardAtHand = (
  rule: RuleId,
  asked: (context: EventContext) => boolean = () => true,
): readonly Guard[] => [
  guard(rule, (context) => asked(context) && !isInHand(context.read)),
  guard('L-51', (context) => asked(context) && context.at > context.read.expires),
];

/** Whatever the card that was read says: it is somebody else's, and so is what it signs. */
export const notOwn = ({ read, person }: EventContext, rule: RuleId): EventNote | undefined =>
  read.person === person.id ? undefined : { result: 'mismatch', rule };

/** A phone somebody can use now: in hand, set up, online. */
export const phoneAtHand = (phone: Phone): boolean => phone.device.snapshot.matches('ok');

/** Certificates of a phone that are not at their end yet. */
export const livingCertificates = (phone: Phone): IssuedCertificate[] =>
  phone.certificatesIn('pending', 'valid', 'held');

export function kindsOf(text: string): CertificateKindName[] {
  const named = text.split(',').map((kind) => kind.trim());
  return (['signature', 'authentication'] as const).filter((kind) => named.includes(kind));
}

export const field = (
  en: string,
  ja: string,
  options: { required?: boolean; values?: readonly string[]; longest?: number } = {},
): EventField => ({
  required: options.required ?? true,
  text: { en, ja },
  ...(options.values === undefined ? {} : { values: options.values }),
  ...(options.longest === undefined ? {} : { longest: options.longest }),
});

/** Fields by which an event says whom and what it is about; the first there is when they are left out. */
export const aboutPerson = { person: field('the person', '本人', { required: false }) };
export const aboutCard = { card: field('the plastic card', 'カード', { required: false }) };
export const cardRead = {
  read: field(
    "the plastic card that is read; the holder's own without it",
    '読み取るカード(省略時は本人のカード)',
    {
      required: false,
    },
  ),
};
export const aboutPhone = { phone: field('the phone', 'スマートフォン', { required: false }) };
export const aboutAccount = {
  account: field('the facility account', '施設のアカウント', { required: false }),
};
