import { type Result, sealState } from '@kazashi/conformance/result';

const found = new WeakMap<Result, ReturnType<typeof sealState>>();

/** Seal of a document, looked at once: of a long one it takes as long as the rest of its report. */
export function sealOf(result: Result): ReturnType<typeof sealState> {
  const state = found.get(result) ?? sealState(result);
  found.set(result, state);
  return state;
}
