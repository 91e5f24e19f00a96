import { createHash } from 'node:crypto';
import { canonicalPieces } from './canonical-json.ts';
import { maskedCopy } from './covered.ts';
import type { Result } from './result-schema.ts';

/** SHA-256 over the canonical JSON of the masked document without its `digest`. */
export function resultDigest(result: Result): string {
  const { digest: _, ...content } = maskedCopy(result);
  const hash = createHash('sha256');
  for (const piece of canonicalPieces(content)) hash.update(piece);
  return hash.digest('hex');
}

/** Closes a document: from here on any change shows. */
export function seal(result: Result): Result {
  const sealed: Result = { ...result, sealed: true, digest: null };
  return { ...sealed, digest: resultDigest(sealed) };
}

export const sealStates = ['valid', 'broken', 'unsealed'] as const;

/** Whether a document still is what was sealed. */
export function sealState(result: Result): (typeof sealStates)[number] {
  if (!result.sealed || result.digest === null) return 'unsealed';
  return resultDigest(result) === result.digest ? 'valid' : 'broken';
}
