import { bitString, constructed, integer, nothing, objectIdentifier, sequence, time } from './der.ts';
import { type RsaKey, signSha256 } from './rsa-key.ts';

/** sha256WithRSAEncryption (RFC 4055, 5). */
export const sha256WithRsa: Uint8Array = sequence(objectIdentifier('1.2.840.113549.1.1.11'), nothing);

/** sha1WithRSAEncryption: what a broken rule signs with. */
export const sha1WithRsa: Uint8Array = sequence(objectIdentifier('1.2.840.113549.1.1.5'), nothing);

/** The fields of a version 3 certificate; names and extensions are DER, times are instants in ms. */
export interface CertificateFields {
  readonly serial: number;
  readonly issuer: Uint8Array;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly subject: Uint8Array;
  readonly publicKeyInfo: Uint8Array;
  readonly extensions: readonly Uint8Array[];
}

/** Certificate, DER, signed with `key` (RFC 5280, 4.1). */
export function signedCertificate(fields: CertificateFields, key: RsaKey): Uint8Array {
  const toBeSigned = sequence(
    constructed(0, integer(2)), // version 3
    integer(fields.serial),
    sha256WithRsa,
    fields.issuer,
    sequence(time(fields.notBefore), time(fields.notAfter)),
    fields.subject,
    fields.publicKeyInfo,
    constructed(3, sequence(...fields.extensions)),
  );
  return sequence(toBeSigned, sha256WithRsa, bitString(signSha256(key, toBeSigned)));
}
