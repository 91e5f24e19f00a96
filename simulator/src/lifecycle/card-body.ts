import { setup } from 'xstate';

export type CardBodyEvent =
  | { readonly type: 'card.reportLost' }
  | { readonly type: 'card.reportFound' }
  | { readonly type: 'card.return' };

/**
 * The plastic card as the municipality's books have it. Whether it has expired is computed from the calendar.
 * @see phone-wallet reference, section 6.5
 */
export const cardBodyMachine = setup({
  types: { events: {} as CardBodyEvent, tags: {} as 'inHand' },
}).createMachine({
  id: 'cardBody',
  initial: 'active',
  states: {
    active: { tags: 'inHand', on: { 'card.reportLost': 'lostReported', 'card.return': 'returned' } },
    lostReported: { on: { 'card.reportFound': 'active', 'card.return': 'returned' } },
    returned: {},
  },
});
