import { assign, setup } from 'xstate';

export type BindingEvent =
  | { readonly type: 'binding.bind'; readonly phone: string }
  | { readonly type: 'binding.replace'; readonly phone: string }
  | { readonly type: 'binding.complete' }
  | { readonly type: 'binding.abandon' }
  | { readonly type: 'binding.release' };

/**
 * Which phone carries a person's certificates: one at most, and during a device change still the old one until
 * the new one is issued.
 * @see phone-wallet reference, L-07, L-70
 */
export const bindingMachine = setup({
  types: {
    context: {} as { readonly phone: string | null; readonly next: string | null },
    events: {} as BindingEvent,
  },
  actions: {
    bind: assign({ phone: ({ event }) => (event.type === 'binding.bind' ? event.phone : null) }),
    plan: assign({ next: ({ event }) => (event.type === 'binding.replace' ? event.phone : null) }),
    replace: assign({ phone: ({ context }) => context.next, next: null }),
    abandon: assign({ next: null }),
    release: assign({ phone: null, next: null }),
  },
}).createMachine({
  id: 'binding',
  context: { phone: null, next: null },
  initial: 'none',
  states: {
    none: { on: { 'binding.bind': { target: 'bound', actions: 'bind' } } },
    bound: {
      on: {
        'binding.replace': { target: 'replacing', actions: 'plan' },
        'binding.release': { target: 'none', actions: 'release' },
      },
    },
    replacing: {
      on: {
        'binding.complete': { target: 'bound', actions: 'replace' },
        'binding.abandon': { target: 'bound', actions: 'abandon' },
        'binding.release': { target: 'none', actions: 'release' },
      },
    },
  },
});
