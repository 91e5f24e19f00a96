import type { LeafHolder } from '../card/leaf-certificate.ts';
import { jstIso } from '../clock/calendar.ts';
import type { RevocationReason } from '../lifecycle/certificate.ts';
import type { BindingInstance } from '../lifecycle/world-machines.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { asJson } from '../store/json.ts';
import type { CertificateKindName, Notice, Phone, PhoneSettings } from '../world/phone.ts';
import type { Transaction } from '../world/transaction.ts';
import type { World } from '../world/world.ts';
import { revokeAll } from './certificate-effects.ts';
import { livingCertificates } from './event-conditions.ts';

/** An application was made, and its certificates are not in use yet. */
export const isWaiting = ({ enrolment }: Phone): boolean =>
  enrolment.snapshot.hasTag('underWay') && !enrolment.snapshot.matches('collecting');

export function setSettings(phone: Phone, settings: Partial<PhoneSettings>, transaction: Transaction): void {
  phone.settings = { ...phone.settings, ...settings };
  transaction.put(phone.settingsKey, { ...phone.settings });
}

export function setKeys(phone: Phone, keys: readonly CertificateKindName[], transaction: Transaction): void {
  phone.keys = keys;
  transaction.put(phone.keysKey, [...keys]);
}

/** Whom the certificates name that are issued now. */
export function setHolder(
  phone: Phone,
  { personProfile, birth, calendarStart }: LeafHolder,
  transaction: Transaction,
): void {
  phone.holder = { personProfile, birth, calendarStart };
  transaction.put(phone.holderKey, asJson(phone.holder));
}

export function setLocked(phone: Phone, locked: boolean, transaction: Transaction): void {
  phone.locked = locked;
  transaction.put(phone.lockedKey, locked);
}

/** Tells the holder something on the phone; the list of what was told stays. */
export function notify(
  phone: Phone,
  from: Notice['from'],
  text: Notice['text'],
  at: number,
  transaction: Transaction,
): void {
  const notice: Notice = { at: jstIso(at), from, text };
  phone.notices = [...phone.notices, notice];
  transaction.put(
    phone.noticesKey,
    phone.notices.map((told) => ({ ...told, text: { ...told.text } })),
  );
}

/** Binds the person to a phone, in place of the one there was. */
export function bindTo(binding: BindingInstance, phone: string, transaction: Transaction): void {
  if (binding.snapshot.context.phone === phone) return;
  for (const event of [
    { type: 'binding.bind', phone },
    { type: 'binding.replace', phone },
    { type: 'binding.complete' },
  ] as const) {
    if (binding.can(event)) transaction.send(binding, event);
    if (binding.snapshot.context.phone === phone) return;
  }
}

/** The Wallet's document goes, if there is one. */
export function removeDocument({ wallet }: Phone, transaction: Transaction): void {
  if (wallet.can({ type: 'wallet.remove' })) transaction.send(wallet, { type: 'wallet.remove' });
}

/** Everything of the card on the phone goes; what the issuer's books say is another matter. */
export function eraseData(phone: Phone, transaction: Transaction): void {
  setKeys(phone, [], transaction);
  removeDocument(phone, transaction);
}

/** An enrolment that comes to nothing: pending certificates at their end, the binding as it was before. */
export function endEnrolment(world: World, phone: Phone, transaction: Transaction): void {
  for (const event of [{ type: 'enrolment.cancel' }, { type: 'enrolment.fail' }] as const) {
    if (phone.enrolment.can(event)) transaction.send(phone.enrolment, event);
  }
  revokeAll(phone.certificatesIn('pending'), 'cessationOfOperation', transaction);
  const { binding } = world.person(phone.person);
  const { phone: bound, next } = binding.snapshot.context;
  if (next === phone.id) transaction.send(binding, { type: 'binding.abandon' });
  const begins = !phone.draft.resumes && livingCertificates(phone).length === 0;
  if (bound === phone.id && begins && binding.can({ type: 'binding.release' })) {
    transaction.send(binding, { type: 'binding.release' });
  }
}

/** Ends what a phone carries, as far as `effects` go, and frees the person for another phone. */
export function removeFromPhone(
  world: World,
  phone: Phone,
  effects: { readonly revoke: boolean; readonly erase: boolean },
  reason: RevocationReason,
  rules: RuleSet,
  transaction: Transaction,
): void {
  if (phone.enrolment.snapshot.hasTag('underWay')) endEnrolment(world, phone, transaction);
  if (effects.revoke) revokeAll(Object.values(phone.certificates), reason, transaction);
  // A phone that cannot be reached keeps its keys until it is online again.
  const unreached = phone.device.snapshot.matches('offline') && rules.holds('phone/revoked-offline-answers');
  if (effects.erase && unreached) removeDocument(phone, transaction);
  else if (effects.erase) eraseData(phone, transaction);
  if (phone.enrolment.can({ type: 'enrolment.clear' }))
    transaction.send(phone.enrolment, { type: 'enrolment.clear' });
  const { binding } = world.person(phone.person);
  if (binding.snapshot.context.phone === phone.id && binding.can({ type: 'binding.release' })) {
    transaction.send(binding, { type: 'binding.release' });
  }
}

/** The person's other phones end, since this one is ready: one phone for one person. @see L-70, E-06 */
export function supersedeOthers(world: World, phone: Phone, rules: RuleSet, transaction: Transaction): void {
  const own = new Set(Object.values(phone.certificates).map(({ id }) => id));
  const others = world.books
    .ofPerson(phone.person)
    .filter(({ id, carrier }) => carrier === 'phone' && !own.has(id));
  revokeAll(others, 'superseded', transaction);
  for (const other of world.phonesOf(world.person(phone.person))) {
    if (other === phone) continue;
    if (other.enrolment.can({ type: 'enrolment.clear' }))
      transaction.send(other.enrolment, { type: 'enrolment.clear' });
    if (!rules.holds('phone/revoked-offline-answers')) eraseData(other, transaction);
    synchronise(other, rules, transaction);
  }
}

/** A phone that is online learns which of its certificates were revoked, and deletes what it has. @see E-06 */
export function synchronise(phone: Phone, rules: RuleSet, transaction: Transaction): void {
  if (!phone.device.snapshot.hasTag('online') || phone.enrolment.snapshot.hasTag('underWay')) return;
  const revoked = new Set(phone.certificatesIn('revoked').map(({ kind }) => kind));
  const issued = Object.values(phone.certificates);
  if (revoked.size === 0 || !rules.holds('phone/deleted-when-online')) return;
  const kept = phone.keys.filter((kind) => !revoked.has(kind));
  if (kept.length < phone.keys.length) setKeys(phone, kept, transaction);
  if (revoked.size === issued.length) removeDocument(phone, transaction);
}

/** Whether the phone carries the proof of attributes. @see L-01 */
export const carriesAttributeProof = ({ profile }: Phone, rules: RuleSet): boolean =>
  profile.attributeProof || !rules.holds('L-01');
