import { fromJst, toJst } from '../clock/calendar.ts';
import { type Authority, authority, authorityValidity, type Validity } from './authority.ts';
import { type CertificateKind, certificateProfiles, type Generation } from './certificate-profile.ts';
import { nothing } from './der.ts';
import { distinguishedName } from './distinguished-name.ts';
import { encodeExtension } from './extension-list.ts';
import { authorityKeyIdentifier, extendedKeyUsage, keyUsage, subjectKeyIdentifier } from './extensions.ts';
import { type RsaKey, rsaKey } from './rsa-key.ts';
import { signedCertificate } from './signed-certificate.ts';

/** id-kp-OCSPSigning and id-kp-clientAuth. */
export const responderPurposes = {
  ocspSigning: '1.3.6.1.5.5.7.3.9',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const;

/** id-pkix-ocsp-nocheck: nobody needs to ask whether the responder's certificate is revoked. */
const noCheck = encodeExtension({ oid: '1.3.6.1.5.5.7.48.1.5', critical: false, value: nothing });

export const responderKey = (kind: CertificateKind): RsaKey => rsaKey(`ocsp-${kind}`);

export interface ResponderCertificateRequest {
  readonly kind: CertificateKind;
  /** The CA that issues it. */
  readonly issuer: Authority;
  readonly validity: Validity;
  readonly purpose: keyof typeof responderPurposes;
  readonly nocheck: boolean;
}

/** From the first of January to the end of the January after, in Japan, as far as the CA's own certificate lasts. */
export function responderValidity(generation: Generation, at: number): Validity {
  const { year } = toJst(at);
  const of = authorityValidity(generation, at);
  return {
    notBefore: Math.max(fromJst(year, 1, 1), of.notBefore),
    notAfter: Math.min(fromJst(year + 1, 1, 31, 23, 59, 59), of.notAfter),
  };
}

const responderName = (kind: CertificateKind): Uint8Array =>
  distinguishedName(...certificateProfiles[kind].authorityName.slice(0, 3), [
    'CN',
    'KAZASHI TEST OCSP responder',
  ]);

/**
 * Certificate of a delegated responder, DER. Its serial number has five bytes, so that it is no leaf's.
 * @see RFC 6960, 4.2.2.2
 */
export function issueResponderCertificate(request: ResponderCertificateRequest): Uint8Array {
  const { kind, issuer, validity } = request;
  const key = responderKey(kind);
  return signedCertificate(
    {
      serial: 0x01_0000_0000 + toJst(validity.notBefore).year * 0x10 + issuer.generation,
      issuer: issuer.name,
      ...validity,
      subject: responderName(kind),
      publicKeyInfo: key.publicKeyInfo,
      extensions: [
        keyUsage(0x80, 7), // digitalSignature
        extendedKeyUsage(responderPurposes[request.purpose]),
        ...(request.nocheck ? [noCheck] : []),
        authorityKeyIdentifier(issuer.key.keyIdentifier, issuer.name, issuer.serial),
        subjectKeyIdentifier(key.keyIdentifier),
      ],
    },
    issuer.key,
  );
}

export const strangerKey = (): RsaKey => rsaKey('ocsp-stranger');

/** Certificate of somebody who says that it may sign OCSP responses, and whom no CA here has issued anything. */
export function strangerCertificate(at: number): Uint8Array {
  const key = strangerKey();
  const name = distinguishedName(['C', 'JP'], ['O', 'KAZASHI TEST'], ['CN', 'KAZASHI TEST stranger']);
  return signedCertificate(
    {
      serial: 0x01_0000_0001,
      issuer: name,
      ...responderValidity(2, at),
      subject: name,
      publicKeyInfo: key.publicKeyInfo,
      extensions: [
        keyUsage(0x80, 7),
        extendedKeyUsage(responderPurposes.ocspSigning),
        noCheck,
        subjectKeyIdentifier(key.keyIdentifier),
      ],
    },
    key,
  );
}

/** Both CAs of a kind. */
export const authoritiesOf = (kind: CertificateKind): readonly Authority[] => [
  authority(kind, 2),
  authority(kind, 1),
];
