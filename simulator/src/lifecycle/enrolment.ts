import { assign, setup } from 'xstate';

/** How a platform enrols. The steps are a list of the phone profile, not states. */
export interface EnrolmentPolicy {
  readonly steps: readonly string[];
  /** Whether the holder taps "register" after the notice (Android), or waits (iPhone). */
  readonly afterNotice: 'register' | 'warmUp';
  /** Never, unless L-17 is broken on purpose. */
  readonly registersUnnotified?: boolean;
}

export type EnrolmentEvent =
  | { readonly type: 'enrolment.start' }
  | { readonly type: 'enrolment.step' }
  | { readonly type: 'enrolment.back'; readonly to: number }
  | { readonly type: 'enrolment.submit'; readonly dueAt: number }
  | { readonly type: 'enrolment.queue'; readonly dueAt: number }
  | { readonly type: 'enrolment.notify'; readonly dueAt: number }
  | { readonly type: 'enrolment.register'; readonly dueAt: number }
  | { readonly type: 'enrolment.finish' }
  | { readonly type: 'enrolment.fail' }
  | { readonly type: 'enrolment.reissue'; readonly dueAt: number }
  | { readonly type: 'enrolment.cancel' }
  | { readonly type: 'enrolment.clear' };

/**
 * A phone's way from the application to usable certificates. Deadlines are instants in the context.
 * @see phone-wallet reference, L-10 to L-31, section 6.5
 */
export const enrolmentMachine = setup({
  types: {
    input: {} as EnrolmentPolicy,
    context: {} as { readonly policy: EnrolmentPolicy; readonly step: number; readonly dueAt: number | null },
    events: {} as EnrolmentEvent,
    tags: {} as 'waiting' | 'underWay',
  },
  guards: {
    stepsLeft: ({ context }) => context.step < context.policy.steps.length,
    stepsDone: ({ context }) => context.step >= context.policy.steps.length,
    registers: ({ context }) => context.policy.afterNotice === 'register',
    registersUnnotified: ({ context }) => context.policy.registersUnnotified === true,
    warmsUp: ({ context }) => context.policy.afterNotice === 'warmUp',
  },
  actions: {
    begin: assign({ step: 0, dueAt: null }),
    advance: assign({ step: ({ context }) => context.step + 1 }),
    back: assign({
      step: ({ event, context }) => (event.type === 'enrolment.back' ? event.to : context.step),
    }),
    due: assign({ dueAt: ({ event }) => ('dueAt' in event ? event.dueAt : null) }),
    undue: assign({ dueAt: null }),
  },
}).createMachine({
  id: 'enrolment',
  context: ({ input }) => ({ policy: input, step: 0, dueAt: null }),
  initial: 'idle',
  states: {
    idle: {
      on: {
        'enrolment.start': { target: 'collecting', actions: 'begin' },
        'enrolment.reissue': { target: 'submitted', actions: 'due' },
      },
    },
    collecting: {
      tags: 'underWay',
      on: {
        'enrolment.step': { guard: 'stepsLeft', actions: 'advance' },
        'enrolment.back': { actions: 'back' },
        'enrolment.submit': { guard: 'stepsDone', target: 'submitted', actions: 'due' },
        'enrolment.fail': { target: 'failed', actions: 'undue' },
        'enrolment.cancel': { target: 'idle', actions: 'undue' },
      },
    },
    submitted: {
      tags: ['waiting', 'underWay'],
      on: {
        'enrolment.queue': { target: 'queued', actions: 'due' },
        'enrolment.register': { guard: 'registersUnnotified', target: 'registering', actions: 'due' },
        'enrolment.fail': { target: 'failed', actions: 'undue' },
      },
    },
    queued: {
      tags: ['waiting', 'underWay'],
      on: {
        'enrolment.notify': [
          { guard: 'registers', target: 'notified', actions: 'undue' },
          { guard: 'warmsUp', target: 'warmingUp', actions: 'due' },
        ],
        'enrolment.register': { guard: 'registersUnnotified', target: 'registering', actions: 'due' },
        'enrolment.fail': { target: 'failed', actions: 'undue' },
      },
    },
    notified: {
      tags: 'underWay',
      on: {
        'enrolment.register': { target: 'registering', actions: 'due' },
        'enrolment.fail': { target: 'failed', actions: 'undue' },
      },
    },
    registering: {
      tags: ['waiting', 'underWay'],
      on: {
        'enrolment.finish': { target: 'done', actions: 'undue' },
        'enrolment.fail': { target: 'failed', actions: 'undue' },
      },
    },
    warmingUp: {
      tags: ['waiting', 'underWay'],
      on: {
        'enrolment.finish': { target: 'done', actions: 'undue' },
        'enrolment.fail': { target: 'failed', actions: 'undue' },
      },
    },
    done: {
      on: {
        'enrolment.reissue': { target: 'submitted', actions: 'due' },
        'enrolment.clear': { target: 'idle', actions: 'begin' },
      },
    },
    failed: {
      on: {
        'enrolment.start': { target: 'collecting', actions: 'begin' },
        'enrolment.clear': { target: 'idle', actions: 'begin' },
      },
    },
  },
});
