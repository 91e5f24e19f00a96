import type { RuleId } from '../rules/rule-set.ts';
import { type BatchSwitches, batchHours, closingOn, isWithin, nextBatch } from '../world/opening-hours.ts';
import type { Phone } from '../world/phone.ts';
import type { Transaction } from '../world/transaction.ts';
import type { EventContext } from '../world/world-event.ts';
import { advanceTo } from './enrolment-events.ts';
import { bindTo, carriesAttributeProof, removeDocument } from './phone-effects.ts';

/** An enrolment with all its steps done becomes an application, taken up at once or when the batch opens. @see L-30, L-31 */
export function submit(context: EventContext, transaction: Transaction): void {
  const { phone, person, at, switches, rules } = context;
  const { binding } = person;
  const bound = binding.snapshot.context.phone;
  if (bound === null) bindTo(binding, phone.id, transaction);
  else if (
    bound !== phone.id &&
    rules.holds('L-07') &&
    binding.can({ type: 'binding.replace', phone: phone.id })
  )
    transaction.send(binding, { type: 'binding.replace', phone: phone.id });
  const hoursRule: RuleId = phone.profile.platform === 'android' ? 'L-31' : 'L-30';
  const atOnce = phone.draft.replaces !== null && switches.deviceChangeHours === 'atOnce';
  const anyHour = atOnce || !rules.holds(hoursRule);
  const open = anyHour || isWithin(batchHours(switches), at);
  const { policy } = phone.enrolment.snapshot.context;
  advanceTo(phone, policy.steps.length, transaction);
  if (carriesAttributeProof(phone, rules)) provision(context, transaction);
  transaction.send(phone.enrolment, { type: 'enrolment.submit', dueAt: open ? at : nextBatch(switches, at) });
  if (!open) return;
  const noticeDelayMs = atOnce ? 0 : switches.noticeDelayMs;
  queue(phone, at, { ...switches, noticeDelayMs }, anyHour, transaction);
}

/** The proof of attributes is in Wallet, to be used later. */
function provision({ phone, rules }: EventContext, transaction: Transaction): void {
  const { wallet } = phone;
  if (!wallet.can({ type: 'wallet.provision' })) removeDocument(phone, transaction);
  transaction.send(wallet, { type: 'wallet.provision' });
  if (!rules.holds('L-27')) transaction.send(wallet, { type: 'wallet.activate' });
}

/** Work of the batch on one application: done some minutes later, and before the batch closes. */
export function queue(
  phone: Phone,
  at: number,
  switches: BatchSwitches & { readonly noticeDelayMs: number },
  anyHour: boolean,
  transaction: Transaction,
): void {
  const latest = anyHour ? Number.POSITIVE_INFINITY : closingOn(batchHours(switches), at) - 1;
  transaction.send(phone.enrolment, {
    type: 'enrolment.queue',
    dueAt: Math.min(at + switches.noticeDelayMs, latest),
  });
}
