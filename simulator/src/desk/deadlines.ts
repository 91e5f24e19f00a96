import type { CertificateFacts } from '../card/personalisation-facts.ts';
import type { RuleId, RuleSet } from '../rules/rule-set.ts';
import type { FacilityAccount } from '../world/facility.ts';
import { batchHours, isWithin, nextBoundary, nextMidnight } from '../world/opening-hours.ts';
import type { Phone } from '../world/phone.ts';
import type { Transaction } from '../world/transaction.ts';
import { certificateKinds, type World } from '../world/world.ts';
import { queue } from './application.ts';
import { canReset, isGood } from './event-conditions.ts';
import {
  bindTo,
  endEnrolment,
  notify,
  removeDocument,
  setHolder,
  setKeys,
  supersedeOthers,
} from './phone-effects.ts';
import type { Waiting } from './waiting.ts';

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

/** The certificates that an application asks for, entered as pending. @see L-16, L-27, L-50 */
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
  const old = phone.draft.replaces === null ? undefined : world.phones.get(phone.draft.replaces);
  phone.certificates = {};
  setKeys(phone, [], transaction);
  setHolder(phone, plastic.card.facts, transaction);
  for (const kind of rules.holds('L-11') ? phone.draft.kinds : certificateKinds) {
    const parent = plastic.certificates[phoneCertificateEnd === 'sameKind' ? kind : phoneCertificateEnd];
    const notAfter = parent === undefined || !rules.holds('L-50') ? ownEnd : parent.facts.notAfter;
    const taken = Object.values(phone.certificates).map(({ facts: own }) => own.keyName);
    const made = world.newCertificate(kind, {
      facts: plastic.card.facts,
      issued: at,
      notAfter,
      random,
      taken,
    });
    const oldKey = rules.holds('L-74') ? undefined : old?.certificates[kind]?.facts.keyName;
    const facts: CertificateFacts = oldKey === undefined ? made : { ...made, keyName: oldKey };
    phone.certificates[kind] = world.requestCertificate(
      { kind, carrier: 'phone', person: person.id, facts },
      transaction,
    );
  }
  transaction.put(phone.certificatesKey, phone.certificateRecord());
}

/** The secrets typed in the enrolment are those of the phone from now on, with all their tries. */
function setSecrets({ world, rules }: DeadlineParts, phone: Phone, transaction: Transaction): void {
  const { signaturePassword, authenticationPin, replaces } = phone.draft;
  const old = replaces === null || rules.holds('L-74') ? undefined : world.phones.get(replaces);
  for (const [kind, typed] of [
    ['signature', signaturePassword],
    ['authentication', authenticationPin],
  ] as const) {
    const kept = old?.secrets[kind].value;
    const value = kept === undefined ? typed : new TextDecoder().decode(kept);
    if (value === null) continue;
    const secret = phone.secrets[kind];
    if (secret.triesLeft < secret.maxTries)
      transaction.send(secret.counter, { type: 'secret.reset', by: 'cardInApp' });
    world.setValue(secret, value, transaction);
  }
}

/** The new phone is ready: its certificates valid, its secrets set, other phones of the person at their end. */
function finish(parts: DeadlineParts, phone: Phone, at: number, transaction: Transaction): void {
  const { world, rules } = parts;
  if (phone.certificatesIn('pending').length === 0) issuePending(parts, phone, at, transaction);
  transaction.send(phone.enrolment, { type: 'enrolment.finish' });
  const issued = phone.certificatesIn('pending');
  for (const { machine } of issued) transaction.send(machine, { type: 'certificate.issue' });
  setKeys(
    phone,
    issued.map(({ kind }) => kind),
    transaction,
  );
  setSecrets(parts, phone, transaction);
  if (phone.wallet.can({ type: 'wallet.activate' }))
    transaction.send(phone.wallet, { type: 'wallet.activate' });
  // One person, one phone; with that rule broken the first phone stays bound beside the second.
  if (!rules.holds('L-07') && phone.draft.replaces === null) return;
  bindTo(world.person(phone.person).binding, phone.id, transaction);
  if (phone.draft.replaces === null || rules.holds('L-70')) supersedeOthers(world, phone, rules, transaction);
}

const readyText = {
  register: {
    en: 'The certificates are ready: register them in the Myna Portal app',
    ja: '電子証明書の準備ができました。マイナポータルアプリで登録してください',
  },
  warmUp: { en: 'The My Number Card can be used', ja: 'マイナンバーカードが利用可能になりました' },
} as const;
const refusedText = {
  en: 'The application was not accepted: the signature certificate of the card is not valid',
  ja: 'カードの署名用電子証明書が有効でないため、申請は受け付けられませんでした',
} as const;

/** What became of an application: issued and told, or refused since the card's certificate is good no more. */
function answerDeadline(parts: DeadlineParts, phone: Phone, at: number): Deadline | undefined {
  const { world, rules } = parts;
  const { afterNotice } = phone.enrolment.snapshot.context.policy;
  const android = phone.profile.platform === 'android';
  if (android && !rules.holds('L-16')) return undefined;
  const subject = `phone ${phone.id}`;
  const { signedWith } = phone.draft;
  const inForce = world.plastic(world.person(phone.person).card).certificates.signature;
  // A certificate that the holder was issued since did not sign this application.
  const signature = signedWith === null ? inForce : world.books.get(signedWith);
  if (!phone.draft.resumes && !isGood(signature, at) && rules.holds('L-02')) {
    return {
      at,
      type: 'backOffice.refused',
      subject,
      apply(transaction) {
        endEnrolment(world, phone, transaction);
        removeDocument(phone, transaction);
        notify(phone, 'portal', refusedText, at, transaction);
      },
    };
  }
  return {
    at,
    type: 'backOffice.notified',
    subject,
    apply(transaction) {
      issuePending(parts, phone, at, transaction);
      notify(phone, android ? 'portal' : 'wallet', readyText[afterNotice], at, transaction);
      const warmUp = rules.holds('L-29') ? world.switches.warmUpMs : 0;
      transaction.send(phone.enrolment, { type: 'enrolment.notify', dueAt: at + warmUp });
    },
  };
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
      return answerDeadline(parts, phone, dueAt);
    case 'registering':
    case 'warmingUp':
      return {
        at: dueAt,
        type: 'portal.usable',
        subject,
        apply: (transaction) => finish(parts, phone, dueAt, transaction),
      };
    default:
      return undefined;
  }
}

/** What no card does: its tries are full again at midnight. @see E-01 */
function midnightDeadline({ world, rules }: DeadlineParts, from: number): Deadline | undefined {
  if (rules.holds('E-01')) return undefined;
  const spent = [...world.plastics.values()]
    .flatMap(({ card }) => [...card.secrets.values()])
    .filter(
      (secret) =>
        secret.triesLeft < secret.maxTries && canReset(secret, 'counter') && secret.value !== undefined,
    );
  if (spent.length === 0) return undefined;
  return {
    at: nextMidnight(from),
    type: 'clock.midnight',
    subject: 'cards',
    apply(transaction) {
      for (const { counter } of spent) transaction.send(counter, { type: 'secret.reset', by: 'counter' });
    },
  };
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
export function nextDeadline(parts: DeadlineParts, waiting: Waiting, from: number): Deadline | undefined {
  let next: Deadline | undefined;
  const consider = (deadline: Deadline | undefined): void => {
    if (deadline !== undefined && (next === undefined || deadline.at < next.at)) next = deadline;
  };
  const { phones } = waiting;
  if (phones.some(({ enrolment }) => enrolment.snapshot.matches('submitted')))
    consider(batchDeadline(parts, from));
  for (const phone of phones) consider(enrolmentDeadline(parts, phone));
  for (const account of waiting.accounts) consider(accountDeadline(account));
  consider(midnightDeadline(parts, from));
  return next;
}
