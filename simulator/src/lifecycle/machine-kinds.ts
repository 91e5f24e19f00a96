import type { SnapshotFrom } from 'xstate';
import { type CardBodyEvent, cardBodyMachine } from './card-body.ts';
import { type CertificateEvent, type CertificatePolicy, certificateMachine } from './certificate.ts';
import { MachineInstance, type MachineKind } from './machine-instance.ts';
import { type SecretEvent, type SecretPolicy, secretMachine } from './secret.ts';

type SecretSnapshot = SnapshotFrom<typeof secretMachine>;
type CertificateSnapshot = SnapshotFrom<typeof certificateMachine>;
type CardBodySnapshot = SnapshotFrom<typeof cardBodyMachine>;

export type SecretInstance = MachineInstance<SecretSnapshot, SecretEvent, SecretPolicy>;
export type CertificateInstance = MachineInstance<CertificateSnapshot, CertificateEvent, CertificatePolicy>;
export type CardBodyInstance = MachineInstance<CardBodySnapshot, CardBodyEvent, object>;

const secretKind: MachineKind<SecretSnapshot, SecretEvent, SecretPolicy> = {
  definition: secretMachine,
  version: 1,
  keep: ['triesLeft'],
};
const certificateKind: MachineKind<CertificateSnapshot, CertificateEvent, CertificatePolicy> = {
  definition: certificateMachine,
  version: 1,
  keep: ['reason'],
};
const cardBodyKind: MachineKind<CardBodySnapshot, CardBodyEvent, object> = {
  definition: cardBodyMachine,
  version: 1,
  keep: [],
};

/** The card body has no policy. */
export const noPolicy: object = {};

export const secretInstance = (key: string, policy: SecretPolicy): SecretInstance =>
  new MachineInstance(key, secretKind, policy);
export const certificateInstance = (key: string, policy: CertificatePolicy): CertificateInstance =>
  new MachineInstance(key, certificateKind, policy);
export const cardBodyInstance = (key: string): CardBodyInstance =>
  new MachineInstance(key, cardBodyKind, noPolicy);
