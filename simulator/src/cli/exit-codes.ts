import { SimulatorError } from '../errors.ts';

/** Refused or failed. */
export const failed = 1;
/** Wrong usage, or the environment does not allow it. */
export const unusable = 2;

/** What is wrong with a state directory has a code of its own each, so that scripts can tell them apart. */
export const storeExitCodes: Readonly<Record<string, number>> = {
  'store/in-use': 10,
  'store/truncated': 11,
  'store/damaged': 12,
  'store/newer-format': 13,
  'store/full': 14,
  'store/not-permitted': 15,
};

const refusals: ReadonlySet<string> = new Set([
  'clock/real',
  'clock/backwards',
  'clock/none-pending',
  'event/refused',
  'fault/no-card',
  'fault/not-here',
  'fault/unknown',
]);

export function exitCodeOf(error: unknown): number {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return failed;
  const code = storeExitCodes[error.code];
  if (code !== undefined) return code;
  if (refusals.has(error.code) || error.code.startsWith('reader/')) return failed;
  return error instanceof SimulatorError || /^(profile|endpoint|rules|usage)\//.test(error.code)
    ? unusable
    : failed;
}
