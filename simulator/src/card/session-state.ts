import type { CardProfile } from '@kazashi/profiles';
import { type Application, access, type CardFile } from '../applications/card-file.ts';
import type { CommandApdu } from '../codec/command-apdu.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import type { CommandChain } from './command-chain.ts';
import type { Execution } from './execution.ts';
import type { SecureChannel } from './secure-channel.ts';

/** What one activation of the card knows and forgets. */
export interface SessionState {
  /** `undefined`: the issuer security domain, the state after reset. */
  application: Application | undefined;
  file: CardFile | undefined;
  /** Security status: `access.free` and the bits of the secrets verified. */
  status: number;
  /** Commands chained so far, on a card that takes chains. */
  chain?: CommandChain | undefined;
  /** The session of secure messaging, while there is one. */
  messaging?: SecureChannel | undefined;
}

/** After power-up: nothing selected, nothing verified. */
export const atReset: SessionState = {
  application: undefined,
  file: undefined,
  status: access.free,
  chain: undefined,
  messaging: undefined,
};

/** What the command handlers of a card are made from, once. */
export interface CardSetup {
  readonly profile: Pick<CardProfile, 'switches' | 'executionTimeMs'>;
  readonly rules: RuleSet;
  /** Asked at each SELECT: those of a phone come and go. */
  readonly applications: readonly Application[];
  /** Data objects at the master file, by tag. */
  readonly dataObjects: ReadonlyMap<number, () => Uint8Array>;
  readonly random: (length: number) => Uint8Array;
  /** Whether the issuer holds the certificate. The card never asks, unless a rule is broken on purpose. */
  readonly isHeld: (certificate: 'signature' | 'authentication') => boolean;
}

export type Handler = (session: SessionState, apdu: CommandApdu) => Execution;
