import type { FacilityPlatform } from '../world/facility.ts';

/** What somebody does about a reader that fails. */
export const remedies = [
  'restartApp',
  'restartReader',
  'toggleBluetooth',
  'removeCase',
  'turnCard',
  'holdStill',
  'plugDirectly',
  'otherPort',
] as const;
export type Remedy = (typeof remedies)[number];

interface FaultEntry {
  readonly rule: 'L-91' | 'L-92';
  /** The one remedy that helps; with any other the fault stays. */
  readonly remedy: Remedy;
  /** Where it happens, when not everywhere. */
  readonly platforms?: readonly FacilityPlatform[];
}

/** Reader faults by cause: connection (L-91) and reading (L-92). @see phone-wallet reference, L-91, L-92 */
export const facilityFaults = {
  appLostReader: { rule: 'L-91', remedy: 'restartApp' },
  readerHangs: { rule: 'L-91', remedy: 'restartReader' },
  bluetoothHangs: { rule: 'L-91', remedy: 'toggleBluetooth', platforms: ['android', 'ios'] },
  appDoesNotRead: { rule: 'L-92', remedy: 'restartApp' },
  cardInCase: { rule: 'L-92', remedy: 'removeCase' },
  cardWrongWayRound: { rule: 'L-92', remedy: 'turnCard' },
  cardMoved: { rule: 'L-92', remedy: 'holdStill' },
  readerOnHub: { rule: 'L-92', remedy: 'plugDirectly' },
  portWithoutPower: { rule: 'L-92', remedy: 'otherPort' },
} as const satisfies Readonly<Record<string, FaultEntry>>;
export type FacilityFault = keyof typeof facilityFaults;

export const faultEntry = (fault: string | null): FaultEntry | undefined =>
  fault === null ? undefined : facilityFaults[fault as FacilityFault];
