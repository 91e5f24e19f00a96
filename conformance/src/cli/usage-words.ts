import { SafetyRefusal } from '../engine/run-suite.ts';
import { UnknownSelector } from '../engine/selection.ts';
import { wordsOf } from '../error-words.ts';
import { type CliIo, say } from './io.ts';
import { messages } from './messages.ts';

/** What went wrong before anything could be judged, in words for the terminal; undefined for faults of ours. */
export function usageWords(error: unknown, io: CliIo): readonly string[] | undefined {
  if (error instanceof UnknownSelector) {
    return [say(io, messages.unknownSelector(error.selector, error.nearest.join(', ')))];
  }
  if (error instanceof SafetyRefusal) {
    return error.plan.secrets
      .filter(({ withinFloor }) => !withinFloor)
      .map(({ secret, tries, worst, floor }) =>
        say(
          io,
          messages.safetyRefused(
            secret,
            tries === undefined ? '?' : String(tries),
            String(worst),
            String(floor),
          ),
        ),
      );
  }
  const told = error instanceof Error && 'code' in error && typeof error.code === 'string';
  return told && String(error.code).includes('/') ? [say(io, wordsOf(error))] : undefined;
}
