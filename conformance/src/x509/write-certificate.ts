import {
  der,
  derBits,
  derInteger,
  derOctets,
  derOid,
  derPrintable,
  derSequence,
  derSet,
  derTime,
  derTrue,
  derUtf8,
} from '../bytes/der.ts';
import { textBytes } from '../bytes/hex.ts';
import { extensionOid, writeExtension, writeExtensions } from './extension.ts';
import { sha256WithRsa } from './signature.ts';

const attributeOid = { C: '2.5.4.6', O: '2.5.4.10', OU: '2.5.4.11', CN: '2.5.4.3' } as const;
export type NamePart = readonly [keyof typeof attributeOid, string];

/** Name, DER: the country in PrintableString, everything else in UTF-8. */
export const writeName = (...parts: readonly NamePart[]): Uint8Array =>
  derSequence(
    ...parts.map(([attribute, text]) =>
      derSet(
        derSequence(derOid(attributeOid[attribute]), attribute === 'C' ? derPrintable(text) : derUtf8(text)),
      ),
    ),
  );

/** Extensions that the bench's own certificates carry. */
export const certificateExtension = {
  authority: writeExtension(extensionOid.basicConstraints, derSequence(derTrue), true),
  /** Bits as the first byte of the BIT STRING has them, and how many of its last are none. */
  keyUsage: (bits: number, unused: number): Uint8Array =>
    writeExtension(extensionOid.keyUsage, derBits(Uint8Array.of(bits), unused), true),
  extendedKeyUsage: (purpose: string): Uint8Array =>
    writeExtension(extensionOid.extendedKeyUsage, derSequence(derOid(purpose))),
  policy: (oid: string): Uint8Array =>
    writeExtension(extensionOid.certificatePolicies, derSequence(derSequence(derOid(oid))), true),
  noCheck: writeExtension(extensionOid.ocspNoCheck, Uint8Array.of(0x05, 0x00)),
  ocspUrl: (url: string): Uint8Array =>
    writeExtension(
      extensionOid.authorityInformationAccess,
      derSequence(derSequence(derOid('1.3.6.1.5.5.7.48.1'), der(0x86, textBytes(url)))),
    ),
  crlUrl: (url: string): Uint8Array =>
    writeExtension(
      extensionOid.crlDistributionPoints,
      derSequence(derSequence(der(0xa0, der(0xa0, der(0x86, textBytes(url)))))),
    ),
  keyIdentifier: (identifier: Uint8Array): Uint8Array =>
    writeExtension(extensionOid.subjectKeyIdentifier, derOctets(identifier)),
  authorityKeyIdentifier: (identifier: Uint8Array): Uint8Array =>
    writeExtension(extensionOid.authorityKeyIdentifier, derSequence(der(0x80, identifier))),
} as const;

export interface CertificateOrder {
  /** Hex digits. */
  readonly serial: string;
  /** Names, DER. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly notBefore: number;
  readonly notAfter: number;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Uint8Array;
  readonly extensions: readonly Uint8Array[];
}

/** A certificate of version 3, DER, signed by `sign` with RSA and SHA-256. @see RFC 5280, 4.1 */
export function writeCertificate(
  order: CertificateOrder,
  sign: (bytes: Uint8Array) => Uint8Array,
): Uint8Array {
  const body = derSequence(
    der(0xa0, derInteger('02')),
    derInteger(order.serial),
    sha256WithRsa,
    order.issuer,
    derSequence(derTime(order.notBefore), derTime(order.notAfter)),
    order.subject,
    order.publicKeyInfo,
    ...writeExtensions(3, order.extensions),
  );
  return derSequence(body, sha256WithRsa, derBits(sign(body)));
}
