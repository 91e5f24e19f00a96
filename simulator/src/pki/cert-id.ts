import { createHash } from 'node:crypto';
import { hex } from '../codec/hex.ts';
import { authority } from './authority.ts';
import type { CertificateKind, Generation } from './certificate-profile.ts';
import { certIdHashes, encodeCertId } from './ocsp-request.ts';
import { publicKeyBytes } from './rsa-key.ts';

/** Object identifiers of hash algorithms. */
export const sha1Oid = '1.3.14.3.2.26';
export const sha256Oid = '2.16.840.1.101.3.4.2.1';

/** CertID, DER, of a serial number under a CA, as a verifier makes it. */
export function certId(
  kind: CertificateKind,
  generation: Generation,
  serial: number,
  hash: keyof typeof certIdHashes = sha1Oid,
): Uint8Array {
  const { name, key } = authority(kind, generation);
  const digest = (bytes: Uint8Array): Uint8Array =>
    Uint8Array.from(createHash(certIdHashes[hash]).update(bytes).digest());
  return encodeCertId({
    hashAlgorithm: hash,
    issuerNameHash: digest(name),
    issuerKeyHash: digest(publicKeyBytes(key)),
    serial: hex(serial.toString(16).padStart(8, '0')),
  });
}
