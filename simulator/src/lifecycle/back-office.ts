import { setup } from 'xstate';

export type BackOfficeEvent = { readonly type: 'backOffice.open' } | { readonly type: 'backOffice.close' };

/** The batch that issues what phones applied for: open from 08:00 to 19:30 every day. @see L-30, L-31 */
export const backOfficeMachine = setup({ types: { events: {} as BackOfficeEvent } }).createMachine({
  id: 'backOffice',
  initial: 'closed',
  states: {
    closed: { on: { 'backOffice.open': 'open' } },
    open: { on: { 'backOffice.close': 'closed' } },
  },
});
