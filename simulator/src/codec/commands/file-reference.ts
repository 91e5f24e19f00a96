import { wrongP1P2 } from './define-command.ts';

/** The file a key or PIN command means by its P2. */
export type FileReference =
  | { readonly kind: 'current' }
  | { readonly kind: 'short'; readonly identifier: number }
  | { readonly kind: 'default' };

const current: FileReference = { kind: 'current' };
const byDefault: FileReference = { kind: 'default' };
const short: readonly FileReference[] = Array.from({ length: 32 }, (_, identifier) => ({
  kind: 'short',
  identifier,
}));

/**
 * P2: 80 the current EF, 81 to 9E a short EF identifier, 00 the application's default key. Throws CodecError
 * `codec/p1-p2` for the rest.
 * @see jpki-card reference, sections 2 and 4.1
 */
export function decodeFileReference(p2: number): FileReference {
  if (p2 === 0x80) return current;
  if (p2 > 0x80 && p2 < 0x9f) return short[p2 - 0x80]!;
  if (p2 === 0x00) return byDefault;
  throw wrongP1P2('P2 names no file');
}

export function encodeFileReference(reference: FileReference): number {
  if (reference.kind === 'current') return 0x80;
  if (reference.kind === 'default') return 0x00;
  return 0x80 | reference.identifier;
}
