import type { RuleId } from '../rules/rule-set.ts';
import type { Change } from '../store/store.ts';

/** What came of one command APDU. */
export interface Execution {
  /** Response data and SW1-SW2. Shared between answers that say the same; not to be written to. */
  readonly response: Uint8Array;
  /** What has to be durable before the response leaves. */
  readonly change: Change | undefined;
  /** How long the card takes; media turn it into waiting-time extensions or delay. */
  readonly executionTimeMs: number;
  /** The rule that refused. Private: for traces and the bench hand, never for the host. */
  readonly cause: RuleId | undefined;
}

const statusOnly = new Map<number, Uint8Array>();

function statusBytes(sw: number): Uint8Array {
  let bytes = statusOnly.get(sw);
  if (bytes === undefined) {
    bytes = Uint8Array.of(sw >> 8, sw & 0xff);
    statusOnly.set(sw, bytes);
  }
  return bytes;
}

/** An answer without data, made once and used for every command that gets it. */
export function answer(sw: number, cause?: RuleId, executionTimeMs = 0): Execution {
  return { response: statusBytes(sw), change: undefined, executionTimeMs, cause };
}

/** Bytes `start` to `end` of `source` with 9000 behind. */
export function answerSlice(
  source: Uint8Array,
  start: number,
  end: number,
  executionTimeMs: number,
): Execution {
  const length = end - start;
  // From Buffer's pool: an ArrayBuffer of its own for each answer takes ten times as long.
  const response = Buffer.allocUnsafe(length + 2);
  response.set(start === 0 && end === source.length ? source : source.subarray(start, end));
  response[length] = 0x90;
  response[length + 1] = 0x00;
  return { response, change: undefined, executionTimeMs, cause: undefined };
}

export const answerData = (data: Uint8Array, executionTimeMs = 0): Execution =>
  answerSlice(data, 0, data.length, executionTimeMs);
