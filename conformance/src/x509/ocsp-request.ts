import {
  type DerElement,
  DerList,
  der,
  derInteger,
  derNull,
  derOctets,
  derOid,
  derSequence,
  inside,
  integerOf,
  oidOf,
  readDer,
} from '../bytes/der.ts';
import { sameBytes } from '../bytes/hex.ts';
import { ConformanceError } from '../error.ts';
import { type CertIdHash, type Certificate, digest } from './certificate.ts';
import { extensionOid, readExtensions, writeExtension, writeExtensions } from './extension.ts';

/** Which certificate is asked about. @see RFC 6960, 4.1.1 */
export interface CertId {
  readonly hash: CertIdHash;
  readonly nameHash: Uint8Array;
  readonly keyHash: Uint8Array;
  /** Hex digits. */
  readonly serial: string;
}

const hashOids: Readonly<Record<CertIdHash, string>> = {
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
};

/** The certificate with this serial number, of this issuer. */
export const certIdOf = (issuer: Certificate, serial: string, hash: CertIdHash = 'sha1'): CertId => ({
  hash,
  nameHash: digest(hash, issuer.subject),
  keyHash: digest(hash, issuer.publicKeyBits),
  serial,
});

export const sameCertId = (a: CertId, b: CertId): boolean =>
  a.hash === b.hash &&
  a.serial === b.serial &&
  sameBytes(a.nameHash, b.nameHash) &&
  sameBytes(a.keyHash, b.keyHash);

export const writeCertId = ({ hash, nameHash, keyHash, serial }: CertId): Uint8Array =>
  derSequence(
    derSequence(derOid(hashOids[hash]), derNull),
    derOctets(nameHash),
    derOctets(keyHash),
    derInteger(serial),
  );

export function readCertId(element: DerElement): CertId {
  const [algorithm, name, key, serial] = inside(element);
  const oid = oidOf(inside(algorithm!)[0]!);
  const hash = (Object.keys(hashOids) as CertIdHash[]).find((known) => hashOids[known] === oid);
  if (hash === undefined || name === undefined || key === undefined || serial === undefined)
    throw new ConformanceError('bytes/der', `CertID with hash ${oid}`);
  return { hash, nameHash: name.content, keyHash: key.content, serial: integerOf(serial) };
}

/** What a request is made of; everything but the ids is there for requests that are wrong on purpose. */
export interface OcspRequestParts {
  readonly ids: readonly CertId[];
  /** Contents of the nonce. */
  readonly nonce?: Uint8Array;
  /** 0 is version 1, and is left out by whoever follows DER. */
  readonly version?: number;
  /** Further extensions, DER. */
  readonly extensions?: readonly Uint8Array[];
}

export const writeNonce = (nonce: Uint8Array): Uint8Array =>
  writeExtension(extensionOid.ocspNonce, derOctets(nonce));

/** OCSPRequest, DER, unsigned. @see RFC 6960, 4.1.1 */
export const writeOcspRequest = ({ ids, nonce, version, extensions = [] }: OcspRequestParts): Uint8Array =>
  derSequence(
    derSequence(
      ...(version === undefined ? [] : [der(0xa0, derInteger(version.toString(16)))]),
      derSequence(...ids.map((id) => derSequence(writeCertId(id)))),
      ...writeExtensions(2, [...(nonce === undefined ? [] : [writeNonce(nonce)]), ...extensions]),
    ),
  );

/** Throws `bytes/der` for what is no request. */
export function readOcspRequest(bytes: Uint8Array): {
  readonly ids: readonly CertId[];
  readonly nonce?: Uint8Array;
} {
  const body = new DerList(inside(readDer(bytes, 0x30))[0]!);
  body.maybe(0xa0);
  body.maybe(0xa1);
  const ids = inside(body.take(0x30)).map((request) => readCertId(inside(request)[0]!));
  const extensions = body.maybe(0xa2);
  body.end();
  const nonce =
    extensions === undefined
      ? undefined
      : readExtensions(inside(extensions)[0]!).get(extensionOid.ocspNonce)?.value;
  return { ids, ...(nonce === undefined ? {} : { nonce: readDer(nonce, 0x04).content }) };
}
