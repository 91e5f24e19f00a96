import { type ReaderProfile, readerProfiles } from '@kazashi/profiles';
import { SimulatorError } from './errors.ts';
import type { ExchangeFailure } from './readers/pcd/block-exchange.ts';
import type { AirField } from './readers/pcd/on-air.ts';
import { Pcd } from './readers/pcd/pcd.ts';
import { RuleSet } from './rules/rule-set.ts';
import { profileOf } from './start-card.ts';

export interface StartAntennaOptions {
  /** Profile of a contactless reader or its id; `kazashi/generic` unless given. */
  readonly reader?: string | ReaderProfile;
  /** Whatever lies in its field. */
  readonly air: AirField;
  /** Rules to break. */
  readonly mutants?: readonly string[];
}

/** The side of a reader that speaks to cards. */
export interface EmulatedAntenna {
  readonly readerProfile: ReaderProfile;
  /** Takes the field up and activates a card; what stands for its ATR, empty when none was found. */
  powerOn(): Promise<Uint8Array>;
  /** A command to the activated card; what failed in the place of an answer. */
  transmit(command: Uint8Array): Promise<Uint8Array | ExchangeFailure>;
  /** Whether the activated card still answers. */
  present(): Promise<boolean>;
  powerOff(): Promise<void>;
}

/**
 * Starts the antenna of a reader over a field that the caller plays. Throws SimulatorError `profile/unknown`,
 * `reader/no-antenna`.
 */
export function startAntenna({
  reader = 'kazashi/generic',
  air,
  mutants,
}: StartAntennaOptions): EmulatedAntenna {
  const readerProfile = profileOf(readerProfiles, reader, 'reader');
  const { id, interface: kind, host = 'pcsc' } = readerProfile;
  if (kind !== 'contactless' || host !== 'pcsc') {
    throw new SimulatorError('reader/no-antenna', `${id} has no antenna that speaks to cards by itself`);
  }
  const pcd = new Pcd({
    field: air,
    rules: new RuleSet(mutants),
    atrBuilder: readerProfile.atrBuilder ?? 'pcsc3',
  });
  return {
    readerProfile,
    async powerOn() {
      await pcd.activate();
      return pcd.atr;
    },
    transmit: async (command) => pcd.transmit(command),
    present: async () => pcd.present(),
    powerOff: async () => pcd.powerOff(),
  };
}
