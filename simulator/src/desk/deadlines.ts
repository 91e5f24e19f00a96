import { type CertificateFacts, newCertificate } from '../card/personalisation-facts.ts';
import type { RuleId, RuleSet } from '../rules/rule-set.ts';
import type { FacilityAccount } from '../world/facility.ts';
import { batchHours, isWithin, nextBoundary } from '../world/opening-hours.ts';
import type { Phone } from '../world/phone.ts';
import type { Transaction } from '../world/transaction.ts';
import type { World } from '../world/world.ts';
import { revokeAll } from './counter-events.ts';
import { queue } from './enrolment-events.ts';

/** Something that happens by itself when the calendar comes to it. */
export interface Deadline {
  readonly at: number;
  /** `backOffice.notified`, `clock.unlocked` and the like; told as an event. */
  readonly type: string;
  readonly subject: string;
  apply(transaction: Transaction): void;
}

export interface DeadlineParts {
  readonly world: World;
  readonly rules: RuleSet;
  readonly random: (length: number) => Uint8Array;
}

/** The certificates that an application asks for, entered as pending. @see L-16, L-27, E-08 */
function issuePending(
  { world, random, rules }: DeadlineParts,
  phone: Phone,
  at: number,
  transaction: Transaction,
): void {
  const person = world.person(phone.person);
  const plastic = world.plastic(person.card);
  const { phoneCertificateEnd } = world.switches;
  const ownEnd = at + 5 * 365 * 86_400_000;
  phone.certificates = {};
  for (const kind of phone.draft.kinds) {
    const parent = plastic.certificates[phoneCertificateEnd === 'sameKind' ? kind : phoneCertificateEnd];
    const notAfter = parent === undefined || !rules.holds('E-08') ? ownEnd : parent.facts.notAfter;
    const facts: CertificateFacts = newCertificate({
      facts: plastic.card.facts,
      issued: at,
      notAfter,
      random,
    });
    phone.certificates[kind] = world.requestCertificate(
      { kind, carrier: 'phone', person: person.id, facts },
      transaction,
    );
  }
  transaction.put(phone.certificatesKey, phone.certificateRecord());
}

/** The new phone is ready: its certificates valid, its secrets set, the old phone's certificates at their end. */
function finish({ world }: DeadlineParts, phone: Phone, transaction: Transaction): void {
  transaction.send(phone.enrolment, { type: 'enrolment.finish' });
  for (const { machine } of Object.values(phone.certificates)) {
    if (machine.can({ type: 'certificate.issue' })) transaction.send(machine, { type: 'certificate.issue' });
  }
  const { signaturePassword, authenticationPin, replaces } = phone.draft;
  for (const [kind, value] of [
    ['signature', signaturePassword],
    ['authentication', authenticationPin],
  ] as const) {
    if (value === null) continue;
    const secret = phone.secrets[kind];
    if (secret.triesLeft < secret.maxTries)
      transaction.send(secret.counter, { type: 'secret.reset', by: 'cardInApp' });
    world.setValue(secret, value, transaction);
  }
  if (phone.wallet.can({ type: 'wallet.activate' }))
    transaction.send(phone.wallet, { type: 'wallet.activate' });
  const { binding } = world.person(phone.person);
  if (replaces === null) return;
  transaction.send(binding, { type: 'binding.complete' });
  const old = world.phones.get(replaces);
  if (old === undefined) return;
  revokeAll(Object.values(old.certificates), 'superseded', transaction);
  if (old.enrolment.can({ type: 'enrolment.clear' }))
    transaction.send(old.enrolment, { type: 'enrolment.clear' });
}

function enrolmentDeadline(parts: DeadlineParts, phone: Phone): Deadline | undefined {
  const { snapshot } = phone.enrolment;
  const { dueAt } = snapshot.context;
  if (dueAt === null) return undefined;
  const { world, rules } = parts;
  const subject = `phone ${phone.id}`;
  const hoursRule: RuleId = phone.profile.platform === 'android' ? 'L-31' : 'L-30';
  switch (snapshot.value) {
    case 'submitted':
      return {
        at: dueAt,
        type: 'backOffice.accepted',
        subject,
        apply: (transaction) => queue(phone, dueAt, world.switches, !rules.holds(hoursRule), transaction),
      };
    case 'queued':
      return {
        at: dueAt,
        type: 'backOffice.notified',
        subject,
        apply(transaction) {
          issuePending(parts, phone, dueAt, transaction);
          const warmUp = rules.holds('L-29') ? world.switches.warmUpMs : 0;
          transaction.send(phone.enrolment, { type: 'enrolment.notify', dueAt: dueAt + warmUp });
        },
      };
    case 'registering':
    case 'warmingUp':
      return {
        at: dueAt,
        type: 'portal.usable',
        subject,
        apply: (transaction) => finish(parts, phone, transaction),
      };
    default:
      return undefined;
  }
}

function accountDeadline(account: FacilityAccount): Deadline | undefined {
  const { snapshot } = account.account;
  const { dueAt } = snapshot.context;
  if (dueAt === null) return undefined;
  const subject = `account ${account.id}`;
  if (snapshot.matches('locked')) {
    return {
      at: dueAt,
      type: 'clock.unlocked',
      subject,
      apply(transaction) {
        transaction.send(account.account, { type: 'account.unlock' });
        transaction.send(account.password.counter, { type: 'secret.reset', by: 'timer' });
      },
    };
  }
  if (!snapshot.matches('deregistering')) return undefined;
  return {
    at: dueAt,
    type: 'clock.deregistered',
    subject,
    apply: (transaction) => transaction.send(account.account, { type: 'account.deregistered' }),
  };
}

/** Sets the batch to what the hours say: it is told of opening and closing only while somebody waits for it. */
export function followHours({ world }: DeadlineParts, at: number, transaction: Transaction): void {
  const open = isWithin(batchHours(world.switches), at);
  const event = { type: open ? 'backOffice.open' : 'backOffice.close' } as const;
  if (world.backOffice.can(event)) transaction.send(world.backOffice, event);
}

/** The batch opens, which somebody waits for. */
function batchDeadline(parts: DeadlineParts, from: number): Deadline {
  const { world } = parts;
  const hours = batchHours(world.switches);
  const at = nextBoundary(hours, from);
  const opens = isWithin(hours, at);
  return {
    at,
    type: opens ? 'backOffice.opened' : 'backOffice.closed',
    subject: 'back office',
    apply: (transaction) => followHours(parts, at, transaction),
  };
}

/** What happens next after `from`, if anything is pending; the batch opens before what waits for it. */
export function nextDeadline(parts: DeadlineParts, from: number): Deadline | undefined {
  let next: Deadline | undefined;
  const consider = (deadline: Deadline | undefined): void => {
    if (deadline !== undefined && (next === undefined || deadline.at < next.at)) next = deadline;
  };
  const phones = [...parts.world.phones.values()];
  if (phones.some(({ enrolment }) => enrolment.snapshot.matches('submitted')))
    consider(batchDeadline(parts, from));
  for (const phone of phones) consider(enrolmentDeadline(parts, phone));
  for (const account of parts.world.accounts.values()) consider(accountDeadline(account));
  return next;
}
