import type { AnyStateMachine, EventObject, SnapshotFrom } from 'xstate';
import { type BackOfficeEvent, backOfficeMachine } from './back-office.ts';
import { type BindingEvent, bindingMachine } from './binding.ts';
import { type DeviceEvent, deviceMachine } from './device.ts';
import { type EnrolmentEvent, type EnrolmentPolicy, enrolmentMachine } from './enrolment.ts';
import { type FacilityAccountEvent, facilityAccountMachine } from './facility-account.ts';
import { MachineInstance, type MachineKind, type MachineSnapshot } from './machine-instance.ts';
import { noPolicy } from './machine-kinds.ts';
import { type WalletDocumentEvent, walletDocumentMachine } from './wallet-document.ts';

/** A kind of machine without a policy: how it is stored and how one is made. */
function kindOf<S extends MachineSnapshot<E>, E extends EventObject>(
  definition: AnyStateMachine,
  keep: readonly string[],
): (key: string) => MachineInstance<S, E, object> {
  const kind: MachineKind<S, E, object> = { definition, version: 1, keep };
  return (key) => new MachineInstance(key, kind, noPolicy);
}

export type DeviceInstance = MachineInstance<SnapshotFrom<typeof deviceMachine>, DeviceEvent, object>;
export const deviceInstance: (key: string) => DeviceInstance = kindOf(deviceMachine, []);

export type BindingInstance = MachineInstance<SnapshotFrom<typeof bindingMachine>, BindingEvent, object>;
export const bindingInstance: (key: string) => BindingInstance = kindOf(bindingMachine, ['phone', 'next']);

export type BackOfficeInstance = MachineInstance<
  SnapshotFrom<typeof backOfficeMachine>,
  BackOfficeEvent,
  object
>;
export const backOfficeInstance: (key: string) => BackOfficeInstance = kindOf(backOfficeMachine, []);

export type WalletDocumentInstance = MachineInstance<
  SnapshotFrom<typeof walletDocumentMachine>,
  WalletDocumentEvent,
  object
>;
export const walletDocumentInstance: (key: string) => WalletDocumentInstance = kindOf(
  walletDocumentMachine,
  [],
);

export type FacilityAccountInstance = MachineInstance<
  SnapshotFrom<typeof facilityAccountMachine>,
  FacilityAccountEvent,
  object
>;
export const facilityAccountInstance: (key: string) => FacilityAccountInstance = kindOf(
  facilityAccountMachine,
  ['registered', 'device', 'uninstalled', 'sight', 'dueAt'],
);

type EnrolmentSnapshot = SnapshotFrom<typeof enrolmentMachine>;
export type EnrolmentInstance = MachineInstance<EnrolmentSnapshot, EnrolmentEvent, EnrolmentPolicy>;
const enrolmentKind: MachineKind<EnrolmentSnapshot, EnrolmentEvent, EnrolmentPolicy> = {
  definition: enrolmentMachine,
  version: 1,
  keep: ['step', 'dueAt'],
};
export const enrolmentInstance = (key: string, policy: EnrolmentPolicy): EnrolmentInstance =>
  new MachineInstance(key, enrolmentKind, policy);
