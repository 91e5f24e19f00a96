import { createHash } from 'node:crypto';
import { bitsOf, DerList, expectTag, inside, integerOf, oidOf, readDer, timeOf } from '../bytes/der.ts';
import { type Extension, extensionOid, readExtensions } from './extension.ts';
import { hashOfAlgorithm, type Signed } from './signature.ts';

/** What the harness reads of a certificate itself. @see RFC 5280, 4.1 */
export interface Certificate extends Signed {
  readonly bytes: Uint8Array;
  /** Hex digits. */
  readonly serial: string;
  /** Name, DER. */
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly notBefore: number;
  readonly notAfter: number;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Uint8Array;
  /** The bits of the key alone, which OCSP hashes. */
  readonly publicKeyBits: Uint8Array;
  readonly extensions: ReadonlyMap<string, Extension>;
}

/** Throws `bytes/der` for what is no certificate of version 3. */
export function readCertificate(bytes: Uint8Array): Certificate {
  const whole = new DerList(readDer(bytes, 0x30));
  const signed = whole.take(0x30);
  const hash = hashOfAlgorithm(whole.take(0x30));
  const signature = bitsOf(whole.take(0x03));
  whole.end();
  const body = new DerList(signed);
  body.maybe(0xa0);
  const serial = integerOf(body.take(0x02));
  body.take(0x30);
  const issuer = body.take(0x30).bytes;
  const [notBefore, notAfter] = inside(body.take(0x30)).map(timeOf) as [number, number];
  const subject = body.take(0x30).bytes;
  const keyInfo = body.take(0x30);
  body.maybe(0x81);
  body.maybe(0x82);
  const extensions = body.maybe(0xa3);
  body.end();
  return {
    bytes,
    serial,
    issuer,
    subject,
    notBefore,
    notAfter,
    publicKeyInfo: keyInfo.bytes,
    publicKeyBits: bitsOf(inside(keyInfo)[1]!),
    extensions: extensions === undefined ? new Map() : readExtensions(inside(extensions)[0]!),
    signed: signed.bytes,
    hash,
    signature,
  };
}

export type CertIdHash = 'sha1' | 'sha256';

export const digest = (hash: CertIdHash, bytes: Uint8Array): Uint8Array =>
  Uint8Array.from(createHash(hash).update(bytes).digest());

const value = ({ extensions }: Certificate, oid: string): Uint8Array | undefined =>
  extensions.get(oid)?.value;

/** Addresses of the OCSP responders that it names. @see RFC 5280, 4.2.2.1 */
export function ocspUrlsOf(certificate: Certificate): string[] {
  const access = value(certificate, extensionOid.authorityInformationAccess);
  if (access === undefined) return [];
  return inside(readDer(access, 0x30)).flatMap((description) => {
    const [method, location] = inside(description);
    return method !== undefined && oidOf(method) === '1.3.6.1.5.5.7.48.1' && location?.tag === 0x86
      ? [String.fromCharCode(...location.content)]
      : [];
  });
}

/** What a distribution point is called: names in DER, addresses apart. @see RFC 5280, 4.2.1.13 */
export interface PointNames {
  readonly names: readonly Uint8Array[];
  readonly urls: readonly string[];
}

/** GeneralNames of a DistributionPointName [0] fullName. */
export function pointNames(point: { readonly content: Uint8Array }): PointNames {
  const fullName = inside(point).find(({ tag }) => tag === 0xa0);
  const names = fullName === undefined ? [] : inside(fullName);
  return {
    names: names.filter(({ tag }) => tag === 0xa4).map(({ content }) => content),
    urls: names.filter(({ tag }) => tag === 0x86).map(({ content }) => String.fromCharCode(...content)),
  };
}

export function crlPointsOf(certificate: Certificate): PointNames[] {
  const points = value(certificate, extensionOid.crlDistributionPoints);
  if (points === undefined) return [];
  return inside(readDer(points, 0x30)).flatMap((point) => {
    const name = inside(expectTag(point, 0x30)).find(({ tag }) => tag === 0xa0);
    return name === undefined ? [] : [pointNames(name)];
  });
}

export function policiesOf(certificate: Certificate): string[] {
  const policies = value(certificate, extensionOid.certificatePolicies);
  return policies === undefined
    ? []
    : inside(readDer(policies, 0x30)).map((policy) => oidOf(inside(policy)[0]!));
}

export function extendedKeyUsagesOf(certificate: Certificate): string[] {
  const usages = value(certificate, extensionOid.extendedKeyUsage);
  return usages === undefined ? [] : inside(readDer(usages, 0x30)).map(oidOf);
}

/** Key identifier that it gives to its own key. */
export function subjectKeyIdentifierOf(certificate: Certificate): Uint8Array | undefined {
  const identifier = value(certificate, extensionOid.subjectKeyIdentifier);
  return identifier === undefined ? undefined : readDer(identifier, 0x04).content;
}

/** Key identifier in an authority key identifier. @see RFC 5280, 4.2.1.1 */
export function authorityKeyIdentifierOf(extensions: ReadonlyMap<string, Extension>): Uint8Array | undefined {
  const identifier = extensions.get(extensionOid.authorityKeyIdentifier)?.value;
  return identifier === undefined
    ? undefined
    : inside(readDer(identifier, 0x30)).find(({ tag }) => tag === 0x80)?.content;
}
