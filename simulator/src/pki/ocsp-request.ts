import { toHex } from '../codec/hex.ts';
import { constructed, integer, nothing, objectIdentifier, octetString, sequence } from './der.ts';
import { DerReader } from './der-reader.ts';
import { decodeExtensions, type Extension, encodeExtensions } from './extension-list.ts';

/** Hash algorithms by which a CertID may name its issuer. */
export const certIdHashes = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
} as const;

/** The certificate a request is about, by its issuer's hashes and its serial number. @see RFC 6960, 4.1.1 */
export interface CertId {
  /** Object identifier, dotted. */
  readonly hashAlgorithm: string;
  readonly issuerNameHash: Uint8Array;
  readonly issuerKeyHash: Uint8Array;
  /** Contents of the INTEGER, hex, in the fewest bytes. */
  readonly serial: string;
  /** As it stood in the request: it goes back as it came. */
  readonly der: Uint8Array;
}

export interface OcspRequest {
  /** 0 is version 1. */
  readonly version: number;
  readonly certificates: readonly CertId[];
  readonly extensions: readonly Extension[];
  readonly singleExtensions: readonly Extension[];
}

/** id-pkix-ocsp-nonce: an OCTET STRING inside the extension's own. @see RFC 8954, 2.1 */
export const nonceOid = '1.3.6.1.5.5.7.48.1.2';

/** CertID, DER; `serial` is the contents of the INTEGER in hex. */
export const encodeCertId = (
  id: Omit<CertId, 'der' | 'serial'> & { readonly serial: Uint8Array },
): Uint8Array =>
  sequence(
    sequence(objectIdentifier(id.hashAlgorithm), nothing),
    octetString(id.issuerNameHash),
    octetString(id.issuerKeyHash),
    integer(id.serial),
  );

/** OCSPRequest, DER, not signed. */
export const encodeOcspRequest = (request: {
  readonly certificates: readonly Uint8Array[];
  readonly extensions?: readonly Extension[];
}): Uint8Array =>
  sequence(
    sequence(
      sequence(...request.certificates.map((id) => sequence(id))),
      ...(request.extensions?.length ? [constructed(2, encodeExtensions(request.extensions))] : []),
    ),
  );

export const nonceExtension = (nonce: Uint8Array): Extension => ({
  oid: nonceOid,
  critical: false,
  value: octetString(nonce),
});

/** The nonce of a request or response. Throws CodecError when its extension holds no OCTET STRING. */
export function nonceOf(extensions: readonly Extension[]): Uint8Array | undefined {
  const found = extensions.find(({ oid }) => oid === nonceOid);
  if (found === undefined) return undefined;
  const reader = new DerReader(found.value);
  const nonce = reader.next(0x04);
  reader.end();
  return nonce;
}

/** CertID from its DER. Throws CodecError. */
export function decodeCertId(der: Uint8Array): CertId {
  const reader = new DerReader(der).inside(0x30);
  const algorithm = reader.inside(0x30);
  const id = {
    hashAlgorithm: algorithm.objectIdentifier(),
    issuerNameHash: reader.next(0x04),
    issuerKeyHash: reader.next(0x04),
    serial: reader.integerHex(),
    der,
  };
  reader.end();
  return id;
}

/**
 * OCSPRequest from its DER; a signature is skipped, nobody here asks for one. Throws CodecError for whatever does not
 * have its form.
 * @param trailing whether bytes after the request are let pass
 * @see RFC 6960, 4.1.1
 */
export function decodeOcspRequest(bytes: Uint8Array, trailing = false): OcspRequest {
  const outer = new DerReader(bytes);
  const request = outer.inside(0x30);
  if (!trailing) outer.end();
  const body = request.inside(0x30);
  request.optional(0xa0); // optionalSignature
  request.end();
  let version = 0;
  const versionObject = body.optional(0xa0);
  if (versionObject !== undefined) version = Number.parseInt(new DerReader(versionObject).integerHex(), 16);
  body.optional(0xa1); // requestorName
  const list = body.inside(0x30);
  const certificates: CertId[] = [];
  const singleExtensions: Extension[] = [];
  while (!list.atEnd) {
    const one = list.inside(0x30);
    certificates.push(decodeCertId(one.element()));
    const more = one.optional(0xa0);
    if (more !== undefined) singleExtensions.push(...decodeExtensions(new DerReader(more)));
    one.end();
  }
  const extensionsObject = body.optional(0xa2);
  body.end();
  const extensions = extensionsObject === undefined ? [] : decodeExtensions(new DerReader(extensionsObject));
  nonceOf(extensions);
  return { version, certificates, extensions, singleExtensions };
}

/** Tells one certificate from others in a cache. */
export const certIdKey = ({ der }: CertId): string => toHex(der);
