import type { FacilityAccountEvent } from '../lifecycle/facility-account.ts';
import type { RuleId } from '../rules/rule-set.ts';
import { type EventContext, type Guard, guard } from '../world/world-event.ts';
import { field } from './event-conditions.ts';

export const takes = (rule: RuleId, event: FacilityAccountEvent): Guard =>
  guard(rule, ({ account }: EventContext) => !account.account.can(event));
export const notReleased = guard('L-104', ({ account }: EventContext) =>
  account.account.snapshot.matches('released'),
);
export const notStopped = guard('L-108', ({ account }: EventContext) =>
  account.account.snapshot.matches('stopped'),
);
export const installed = guard(
  'L-104',
  ({ account }: EventContext) => account.account.snapshot.context.uninstalled,
);
export const isRegistered = guard(
  'L-100',
  ({ account }: EventContext) => !account.account.snapshot.context.registered,
);

/** The app's device, where the app does not say which: an account has one. */
export const onlyDevice = '1';
export const aboutDevice = {
  device: field(
    'the device that the app is on, where there are several; 1 without it',
    'アプリを使う端末(複数あるとき。省略時は 1)',
    { required: false },
  ),
};
/** Another device comes in only after the one that is registered is deregistered. */
export const otherDevice = guard('L-107', ({ account, data }: EventContext) => {
  const { device } = account.account.snapshot.context;
  return device !== null && device !== (data.device ?? onlyDevice);
});
