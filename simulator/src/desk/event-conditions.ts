import type { CardSecret } from '../applications/card-secret.ts';
import { asciiBytes, equalBytes } from '../codec/hex.ts';
import type { SecretReset } from '../lifecycle/secret.ts';
import type { RuleId } from '../rules/rule-set.ts';
import type { IssuedCertificate } from '../world/issued-certificates.ts';
import type { CertificateKindName, Phone } from '../world/phone.ts';
import type { PlasticCard } from '../world/plastic-card.ts';
import type { Transaction } from '../world/transaction.ts';
import type { EventField, EventNote } from '../world/world-event.ts';

/** Printable ASCII as bytes; anything else can match no secret. */
export function typed(value: string): Uint8Array {
  return /^[\x20-\x7e]*$/.test(value) ? asciiBytes(value) : new Uint8Array(0);
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
): EventNote | undefined {
  if (secret.blocked) return { result: 'blocked', rule: rules.blocked };
  const given = typed(value);
  if (secret.value !== undefined && given.length > 0 && equalBytes(secret.value, given)) {
    if (secret.triesLeft < secret.maxTries) transaction.send(secret.counter, { type: 'secret.matched' });
    return undefined;
  }
  transaction.send(secret.counter, { type: 'secret.mismatched' });
  return secret.blocked
    ? { result: 'blocked', rule: rules.blocked }
    : { result: 'mismatch', rule: rules.mismatch };
}

export const canReset = (secret: CardSecret, by: SecretReset): boolean =>
  secret.counter.can({ type: 'secret.reset', by });

/** A certificate that is valid in the books and not past its end. */
export const isGood = (certificate: IssuedCertificate | undefined, at: number): boolean =>
  certificate !== undefined &&
  certificate.machine.snapshot.matches('valid') &&
  at <= certificate.facts.notAfter;

/** The plastic card is there to be read: in hand, not past its end. */
export const cardAtHand = (plastic: PlasticCard, at: number): boolean =>
  plastic.body.snapshot.matches('active') && at <= plastic.expires;

/** A phone somebody can use now: in hand, set up, online. */
export const phoneAtHand = (phone: Phone): boolean => phone.device.snapshot.matches('ok');

/** Certificates of a phone that are not at their end yet. */
export const livingCertificates = (phone: Phone): IssuedCertificate[] =>
  phone.certificatesIn('pending', 'valid', 'held');

export const kindsOf = (text: string): CertificateKindName[] =>
  text
    .split(',')
    .map((kind) => kind.trim())
    .filter((kind): kind is CertificateKindName => kind === 'signature' || kind === 'authentication');

export const field = (
  en: string,
  ja: string,
  options: { required?: boolean; values?: readonly string[] } = {},
): EventField => ({
  required: options.required ?? true,
  text: { en, ja },
  ...(options.values === undefined ? {} : { values: options.values }),
});

/** Fields by which an event says whom and what it is about; the first there is when they are left out. */
export const aboutPerson = { person: field('the person', '本人', { required: false }) };
export const aboutCard = { card: field('the plastic card', 'カード', { required: false }) };
export const aboutPhone = { phone: field('the phone', 'スマートフォン', { required: false }) };
export const aboutAccount = {
  account: field('the facility account', '施設のアカウント', { required: false }),
};
