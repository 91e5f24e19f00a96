import type { AnyStateMachine, EventObject } from 'xstate';
import { backOfficeMachine } from '../../src/lifecycle/back-office.ts';
import { bindingMachine } from '../../src/lifecycle/binding.ts';
import { cardBodyMachine } from '../../src/lifecycle/card-body.ts';
import { type CertificatePolicy, certificateMachine } from '../../src/lifecycle/certificate.ts';
import { deviceMachine } from '../../src/lifecycle/device.ts';
import { type EnrolmentPolicy, enrolmentMachine } from '../../src/lifecycle/enrolment.ts';
import { facilityAccountMachine } from '../../src/lifecycle/facility-account.ts';
import type { MachineRecord } from '../../src/lifecycle/machine-instance.ts';
import {
  cardBodyInstance,
  certificateInstance,
  noPolicy,
  secretInstance,
} from '../../src/lifecycle/machine-kinds.ts';
import { type SecretPolicy, secretMachine } from '../../src/lifecycle/secret.ts';
import { walletDocumentMachine } from '../../src/lifecycle/wallet-document.ts';
import {
  backOfficeInstance,
  bindingInstance,
  deviceInstance,
  enrolmentInstance,
  facilityAccountInstance,
  walletDocumentInstance,
} from '../../src/lifecycle/world-machines.ts';

/** A machine at work, whichever it is. */
export interface Walked {
  can(event: EventObject): boolean;
  send(event: EventObject): void;
  readonly snapshot: { readonly value: unknown; readonly context: object };
  record(): MachineRecord;
}

/** A definition with what its paths are made of: policies small enough to walk, and the data of its events. */
export interface ModelledMachine {
  readonly id: string;
  readonly definition: AnyStateMachine;
  readonly policies: readonly object[];
  readonly events: readonly EventObject[];
  /** A machine of that policy, in the state of the record when one is given. */
  instance(policy: object, record?: MachineRecord): Walked;
}

type Restorable<I> = Walked & { restore(record: MachineRecord | undefined, policy: I): void };

function modelled<I extends object>(
  definition: AnyStateMachine,
  policies: readonly I[],
  events: readonly EventObject[],
  make: (key: string, policy: I) => Restorable<I>,
): ModelledMachine {
  return {
    id: definition.id,
    definition,
    policies,
    events,
    instance(policy, record) {
      const instance = make('walked', policy as I);
      if (record !== undefined) instance.restore(record, policy as I);
      return instance;
    },
  };
}

const types = (...names: readonly string[]): EventObject[] => names.map((type) => ({ type }));
const due = (...names: readonly string[]): EventObject[] => names.map((type) => ({ type, dueAt: 1 }));

const secretPolicies: readonly SecretPolicy[] = [
  { maxTries: 2, initialTries: 2, resetTries: 2, resetBy: ['counter'] },
  { maxTries: 2, initialTries: 0, resetTries: 1, resetBy: ['timer'] },
];
const certificatePolicies: readonly CertificatePolicy[] = [
  { kind: 'authentication', holdReversible: true, revocationReversible: false },
  { kind: 'signature', holdReversible: false, revocationReversible: true },
];
const enrolmentPolicies: readonly EnrolmentPolicy[] = [
  { steps: ['one', 'two'], afterNotice: 'register' },
  { steps: ['one'], afterNotice: 'register', registersUnnotified: true },
  { steps: ['one', 'two'], afterNotice: 'warmUp' },
];

/** Every machine of the life of card and phone. */
export const modelledMachines: readonly ModelledMachine[] = [
  modelled(
    secretMachine,
    secretPolicies,
    [
      ...types('secret.matched', 'secret.mismatched'),
      { type: 'secret.reset', by: 'counter' },
      { type: 'secret.reset', by: 'timer' },
    ] as EventObject[],
    secretInstance,
  ),
  modelled(
    certificateMachine,
    certificatePolicies,
    [
      ...types('certificate.request', 'certificate.issue', 'certificate.hold', 'certificate.liftHold'),
      { type: 'certificate.revoke', reason: 'superseded' },
    ] as EventObject[],
    certificateInstance,
  ),
  modelled(
    cardBodyMachine,
    [noPolicy],
    types('card.reportLost', 'card.reportFound', 'card.return'),
    cardBodyInstance,
  ),
  modelled(
    deviceMachine,
    [noPolicy],
    types(
      'device.disconnect',
      'device.connect',
      'device.lose',
      'device.find',
      'device.erase',
      'device.setUp',
      'device.giveUp',
    ),
    deviceInstance,
  ),
  modelled(
    bindingMachine,
    [noPolicy],
    [
      { type: 'binding.bind', phone: '1' },
      { type: 'binding.replace', phone: '2' },
      ...types('binding.complete', 'binding.abandon', 'binding.release'),
    ] as EventObject[],
    bindingInstance,
  ),
  modelled(backOfficeMachine, [noPolicy], types('backOffice.open', 'backOffice.close'), backOfficeInstance),
  modelled(
    enrolmentMachine,
    enrolmentPolicies,
    [
      ...types('enrolment.start', 'enrolment.step', 'enrolment.finish', 'enrolment.fail'),
      ...types('enrolment.cancel', 'enrolment.clear'),
      { type: 'enrolment.back', to: 0 },
      ...due('enrolment.submit', 'enrolment.queue', 'enrolment.notify', 'enrolment.register'),
      ...due('enrolment.reissue'),
    ] as EventObject[],
    enrolmentInstance,
  ),
  modelled(
    walletDocumentMachine,
    [noPolicy],
    types('wallet.provision', 'wallet.activate', 'wallet.suspend', 'wallet.remove'),
    walletDocumentInstance,
  ),
  modelled(
    facilityAccountMachine,
    [noPolicy],
    [
      ...types('account.logIn', 'account.setPasscode', 'account.requireLogIn'),
      { type: 'account.register', device: '1' },
      ...types('account.unlock', 'account.uninstall', 'account.deregistered', 'account.stop'),
      ...types('account.release', 'account.reinstall'),
      ...due('account.lock', 'account.deregister'),
      { type: 'account.setSight', sight: true },
      { type: 'account.setSight', sight: false },
    ] as EventObject[],
    facilityAccountInstance,
  ),
];
