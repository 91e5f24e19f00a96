import { createHash, type KeyObject, sign, verify, X509Certificate } from 'node:crypto';
import { der, derInteger, derNull, derOctets, derOid, derSequence, derSet, derTime } from '../bytes/der.ts';
import { concat, sameBytes } from '../bytes/hex.ts';
import { type DataObject, readObject, readObjects } from '../bytes/tlv.ts';
import { ConformanceError } from '../error.ts';
import { readSigningTime } from './signing-time.ts';

const oids = {
  data: derOid('1.2.840.113549.1.7.1'),
  signedData: derOid('1.2.840.113549.1.7.2'),
  contentType: derOid('1.2.840.113549.1.9.3'),
  messageDigest: derOid('1.2.840.113549.1.9.4'),
  signingTime: derOid('1.2.840.113549.1.9.5'),
  sha256: derOid('2.16.840.1.101.3.4.2.1'),
  rsa: derOid('1.2.840.113549.1.1.1'),
  ecdsaSha256: derOid('1.2.840.10045.4.3.2'),
} as const;

const digestAlgorithm = derSequence(oids.sha256, derNull);
const sha256 = (content: Uint8Array): Uint8Array => createHash('sha256').update(content).digest();

/** What a laboratory signs with. */
export interface Signer {
  readonly key: KeyObject;
  readonly certificate: X509Certificate;
  /** Certificates between the signer's and the one that others trust. */
  readonly chain?: readonly X509Certificate[];
}

/**
 * A detached CMS signature over the content, with SHA-256 and signing time: RSA (PKCS #1 v1.5) or ECDSA. Throws
 * `signature/key` when the key is of another kind or not the certificate's.
 * @see RFC 5652, 5
 */
export function signDetached(
  content: Uint8Array,
  { key, certificate, chain = [] }: Signer,
  at: number,
): Uint8Array {
  if (!certificate.checkPrivateKey(key)) {
    throw new ConformanceError('signature/key', 'the key does not belong to the certificate');
  }
  const kind = key.asymmetricKeyType;
  if (kind !== 'rsa' && kind !== 'ec') {
    throw new ConformanceError('signature/key', `a key of the kind ${kind}: RSA or EC is needed`);
  }
  const attributes = [
    derSequence(oids.contentType, derSet(oids.data)),
    derSequence(oids.signingTime, derSet(derTime(at))),
    derSequence(oids.messageDigest, derSet(derOctets(sha256(content)))),
  ];
  const signed = derSet(...attributes);
  const { issuer, serialNumber } = issuerAndSerial(certificate);
  const signer = derSequence(
    derInteger('01'),
    derSequence(issuer, serialNumber),
    digestAlgorithm,
    // [0] IMPLICIT: the same set under another tag.
    concat(Uint8Array.of(0xa0), signed.subarray(1)),
    kind === 'rsa' ? derSequence(oids.rsa, derNull) : derSequence(oids.ecdsaSha256),
    derOctets(sign('sha256', signed, key)),
  );
  return derSequence(
    oids.signedData,
    der(
      0xa0,
      derSequence(
        derInteger('01'),
        derSet(digestAlgorithm),
        derSequence(oids.data),
        der(0xa0, ...[certificate, ...chain].map(({ raw }) => raw)),
        derSet(signer),
      ),
    ),
  );
}

/** Issuer and serial number as they stand in the certificate, header included. */
function issuerAndSerial({ raw }: X509Certificate): { issuer: Uint8Array; serialNumber: Uint8Array } {
  const toBeSigned = readObjects(readObjects(readObject(raw).value)[0]!.value);
  const whole = ({ tag, value }: DataObject): Uint8Array => der(tag, value);
  const first = toBeSigned[0]!.tag === 0xa0 ? 1 : 0;
  return { serialNumber: whole(toBeSigned[first]!), issuer: whole(toBeSigned[first + 2]!) };
}

/** Who signed, and when they say they did. */
export interface Signature {
  readonly certificate: X509Certificate;
  readonly certificates: readonly X509Certificate[];
  readonly signedAt: number | undefined;
}

const broken = (why: string): ConformanceError => new ConformanceError('signature/broken', why);

/**
 * Checks a detached CMS signature over the content, mathematics only: whom to believe is `isTrusted`. Throws
 * `signature/broken` with the reason.
 */
export function verifyDetached(content: Uint8Array, cms: Uint8Array): Signature {
  try {
    return checked(content, cms);
  } catch (error) {
    if (error instanceof ConformanceError && error.code === 'signature/broken') throw error;
    throw broken('not a CMS signature');
  }
}

function checked(content: Uint8Array, cms: Uint8Array): Signature {
  const [type, wrapped] = readObjects(readObject(cms).value);
  if (!sameBytes(whole(type!), oids.signedData)) throw broken('not signed data');
  const parts = readObjects(readObject(wrapped!.value).value);
  const certificates = readObjects(parts.find(({ tag }) => tag === 0xa0)!.value).map(
    (object) => new X509Certificate(whole(object)),
  );
  const signers = readObjects(parts.at(-1)!.value);
  if (signers.length !== 1) throw broken(`${signers.length} signers instead of one`);
  const [, identifier, digest, attributes, , value] = readObjects(signers[0]!.value);
  if (attributes?.tag !== 0xa0 || identifier?.tag !== 0x30) throw broken('a form that is not read here');
  if (!digest!.value.subarray(0, oids.sha256.length).every((byte, i) => byte === oids.sha256[i])) {
    throw broken('not made with SHA-256');
  }
  const certificate = certificates.find((candidate) => {
    const { issuer, serialNumber } = issuerAndSerial(candidate);
    return sameBytes(identifier.value, concat(issuer, serialNumber));
  });
  if (certificate === undefined) throw broken('the signer’s certificate is not enclosed');

  const attribute = (wanted: Uint8Array): DataObject | undefined => {
    for (const object of readObjects(attributes.value)) {
      const [name, values] = readObjects(object.value);
      if (sameBytes(whole(name!), wanted)) return readObject(values!.value);
    }
    return undefined;
  };
  const digested = attribute(oids.messageDigest);
  if (digested === undefined || !sameBytes(digested.value, sha256(content))) {
    throw broken('the content was changed after it was signed');
  }
  if (!verify('sha256', der(0x31, attributes.value), certificate.publicKey, value!.value)) {
    throw broken('the signature is not the certificate’s');
  }
  const at = attribute(oids.signingTime);
  return { certificate, certificates, signedAt: at && readSigningTime(at.tag, at.value) };
}

const whole = ({ tag, value }: DataObject): Uint8Array => der(tag, value);

/** Whether a way of issuers leads from the signer to the certificate that is trusted, all valid at that time. */
export function isTrusted(
  { certificate, certificates }: Signature,
  anchor: X509Certificate,
  at: number,
): boolean {
  const valid = ({ validFrom, validTo }: X509Certificate): boolean =>
    Date.parse(validFrom) <= at && at <= Date.parse(validTo);
  const seen = new Set<string>();
  for (let current: X509Certificate | undefined = certificate; current !== undefined; ) {
    if (!valid(current)) return false;
    if (current.fingerprint256 === anchor.fingerprint256) return true;
    if (seen.has(current.fingerprint256)) return false;
    seen.add(current.fingerprint256);
    const below: X509Certificate = current;
    current = [anchor, ...certificates].find(
      (issuer) => issuer.ca && below.checkIssued(issuer) && below.verify(issuer.publicKey),
    );
  }
  return false;
}
