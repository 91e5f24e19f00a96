import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type DerElement, derNull, derOid, derSequence, expectTag, inside, oidOf } from '../bytes/der.ts';

const hashes: Readonly<Record<string, 'sha1' | 'sha256'>> = {
  '1.2.840.113549.1.1.5': 'sha1',
  '1.2.840.113549.1.1.11': 'sha256',
};

/** AlgorithmIdentifier of RSASSA-PKCS1-v1_5 with SHA-256. */
export const sha256WithRsa: Uint8Array = derSequence(derOid('1.2.840.113549.1.1.11'), derNull);

/** Hash of a signature algorithm with RSA; undefined for any other. */
export const hashOfAlgorithm = (algorithm: DerElement): 'sha1' | 'sha256' | undefined =>
  hashes[oidOf(inside(expectTag(algorithm, 0x30))[0]!)];

/** The key of a SubjectPublicKeyInfo. */
export const publicKeyOf = (info: Uint8Array): KeyObject =>
  createPublicKey({ key: Buffer.from(info), format: 'der', type: 'spki' });

/** Something signed: the bytes under the signature, and the hash that its algorithm names. */
export interface Signed {
  readonly signed: Uint8Array;
  readonly hash: 'sha1' | 'sha256' | undefined;
  readonly signature: Uint8Array;
}

/** Whether the signature opens with the key of this SubjectPublicKeyInfo. */
export function isSignedBy({ signed, hash, signature }: Signed, info: Uint8Array): boolean {
  return hash !== undefined && verify(hash, signed, publicKeyOf(info), signature);
}
