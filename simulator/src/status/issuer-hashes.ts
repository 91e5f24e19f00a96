import { createHash } from 'node:crypto';
import { toHex } from '../codec/hex.ts';
import type { CertificateKind, Generation } from '../pki/certificate-profile.ts';
import { type CertId, certIdHashes } from '../pki/ocsp-request.ts';
import { authoritiesOf } from '../pki/responder-certificate.ts';
import { publicKeyBytes } from '../pki/rsa-key.ts';

/** A CA by its hashes. */
interface KnownIssuer {
  readonly kind: CertificateKind;
  readonly generation: Generation;
}

interface Hashed extends KnownIssuer {
  readonly name: string;
  readonly key: string;
}

const hashed = new Map<string, readonly Hashed[]>();

/** Every CA of a kind, hashed by an algorithm; none for an algorithm that is not known. */
function issuersBy(kind: CertificateKind, algorithm: string): readonly Hashed[] {
  const id = `${kind} ${algorithm}`;
  let known = hashed.get(id);
  if (known === undefined) {
    const hash = Object.hasOwn(certIdHashes, algorithm)
      ? certIdHashes[algorithm as keyof typeof certIdHashes]
      : undefined;
    const digest = (bytes: Uint8Array): string =>
      createHash(hash ?? 'sha1')
        .update(bytes)
        .digest('hex');
    known =
      hash === undefined
        ? []
        : authoritiesOf(kind).map(({ generation, name, key }) => {
            return { kind, generation, name: digest(name), key: digest(publicKeyBytes(key)) };
          });
    if (hash !== undefined) hashed.set(id, known);
  }
  return known;
}

/** The CA that a CertID means; `byName` lets the hash of the name be enough. */
export function issuerOf(
  id: CertId,
  kinds: readonly CertificateKind[],
  byName: boolean,
): KnownIssuer | undefined {
  const name = toHex(id.issuerNameHash);
  const key = toHex(id.issuerKeyHash);
  for (const kind of kinds) {
    const issuer = issuersBy(kind, id.hashAlgorithm).find(
      (one) => one.name === name && (byName || one.key === key),
    );
    if (issuer !== undefined) return issuer;
  }
  return undefined;
}

/** The hashes of a CA by an algorithm. */
export function issuerHashes({ kind, generation }: KnownIssuer, algorithm: string): Hashed {
  return issuersBy(kind, algorithm).find((one) => one.generation === generation)!;
}
