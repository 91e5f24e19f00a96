import { assign, setup } from 'xstate';

export type FacilityAccountEvent =
  | { readonly type: 'account.logIn' }
  | { readonly type: 'account.register'; readonly device: string }
  | { readonly type: 'account.setPasscode' }
  | { readonly type: 'account.requireLogIn' }
  | { readonly type: 'account.lock'; readonly dueAt: number }
  | { readonly type: 'account.unlock' }
  | { readonly type: 'account.setSight'; readonly sight: boolean }
  | { readonly type: 'account.uninstall' }
  | { readonly type: 'account.reinstall' }
  | { readonly type: 'account.deregister'; readonly dueAt: number }
  | { readonly type: 'account.deregistered' }
  | { readonly type: 'account.stop' }
  | { readonly type: 'account.release' };

/**
 * A facility's account for the 資格確認 app and the device it is registered on.
 * @see phone-wallet reference, L-100 to L-108, section 6.5
 */
export const facilityAccountMachine = setup({
  types: {
    context: {} as {
      /** Initial registration of a device is done. */
      readonly registered: boolean;
      /** The device that is registered, as the app calls it. */
      readonly device: string | null;
      readonly uninstalled: boolean;
      /** Checks by sight (目視確認) instead of by PIN. */
      readonly sight: boolean;
      readonly dueAt: number | null;
    },
    events: {} as FacilityAccountEvent,
    tags: {} as 'loggedIn' | 'ready',
  },
  guards: {
    registered: ({ context }) => context.registered,
    notRegistered: ({ context }) => !context.registered,
    installed: ({ context }) => !context.uninstalled,
  },
  actions: {
    register: assign({
      registered: true,
      device: ({ event }) => ('device' in event ? event.device : null),
    }),
    forget: assign({ registered: false, device: null, uninstalled: false, dueAt: null }),
    uninstall: assign({ uninstalled: true }),
    reinstall: assign({ uninstalled: false }),
    due: assign({ dueAt: ({ event }) => ('dueAt' in event ? event.dueAt : null) }),
    undue: assign({ dueAt: null }),
    setSight: assign({
      sight: ({ event, context }) => (event.type === 'account.setSight' ? event.sight : context.sight),
    }),
  },
}).createMachine({
  id: 'facilityAccount',
  context: { registered: false, device: null, uninstalled: false, sight: true, dueAt: null },
  initial: 'unregistered',
  states: {
    unregistered: {
      on: {
        'account.logIn': { guard: 'installed', target: 'loggedIn' },
        'account.lock': { target: 'locked', actions: 'due' },
        'account.stop': 'stopped',
        'account.release': 'released',
      },
    },
    loggedIn: {
      tags: 'loggedIn',
      on: {
        'account.logIn': 'loggedIn',
        'account.register': { guard: 'notRegistered', actions: 'register' },
        'account.setPasscode': { guard: 'registered', target: 'passcodeSet' },
        'account.lock': { target: 'locked', actions: 'due' },
        'account.uninstall': { target: 'registered', actions: 'uninstall' },
        'account.stop': 'stopped',
      },
    },
    passcodeSet: {
      tags: ['loggedIn', 'ready'],
      on: {
        'account.logIn': 'passcodeSet',
        'account.lock': { target: 'locked', actions: 'due' },
        'account.requireLogIn': 'registered',
        'account.setSight': { actions: 'setSight' },
        'account.uninstall': { target: 'registered', actions: 'uninstall' },
        'account.deregister': { target: 'deregistering', actions: 'due' },
        'account.stop': 'stopped',
      },
    },
    registered: {
      on: {
        'account.logIn': { guard: 'installed', target: 'loggedIn' },
        'account.lock': { target: 'locked', actions: 'due' },
        'account.uninstall': { guard: 'installed', actions: 'uninstall' },
        'account.reinstall': { actions: 'reinstall' },
        'account.release': 'released',
        'account.stop': 'stopped',
      },
    },
    locked: {
      on: {
        'account.unlock': [
          { guard: 'registered', target: 'registered', actions: 'undue' },
          { target: 'unregistered', actions: 'undue' },
        ],
        'account.stop': { target: 'stopped', actions: 'undue' },
      },
    },
    deregistering: {
      on: {
        'account.deregistered': { target: 'unregistered', actions: 'forget' },
        'account.stop': { target: 'stopped', actions: 'undue' },
      },
    },
    stopped: { on: { 'account.release': 'released' } },
    released: {},
  },
});
