import { authority } from './authority.ts';
import { type BirthDate, birthWithEra } from './birth-with-era.ts';
import {
  type CertificateCarrier,
  type CertificateKind,
  certificateProfiles,
  type ExtendedKeyUsage,
  extendedKeyUsageOids,
  type Generation,
  holderNameOids,
  practiceStatementUrl,
} from './certificate-profile.ts';
import { distinguishedName } from './distinguished-name.ts';
import {
  authorityKeyIdentifier,
  certificatePolicies,
  crlDistributionPoint,
  extendedKeyUsage,
  issuerAlternativeName,
  keyUsage,
  ocspAccess,
  otherName,
  subjectAlternativeName,
  subjectKeyIdentifier,
} from './extensions.ts';
import { PkiError } from './pki-error.ts';
import { rsaKey } from './rsa-key.ts';
import { signedCertificate } from './signed-certificate.ts';

/** What the signature certificate says of its holder. */
export interface HolderFacts {
  /** Family and given name with U+3000 between, as the certificate can carry it. */
  readonly name: string;
  /** One `0` or `1` per character of the name: 1 where it stands in for another. */
  readonly nameSubstitutes: string;
  readonly birth: BirthDate;
  /** JIS X 0303 as in the profile; the certificate knows 1, 2 and, for everything else, 3. */
  readonly sex: '0' | '1' | '2' | '9';
  readonly address: string;
  readonly addressSubstitutes: string;
}

interface LeafRequest {
  readonly generation: Generation;
  /** 4 bytes, positive: 0x01000000 to 0x7fffffff. */
  readonly serial: number;
  /** Opaque; never the holder's name. */
  readonly subjectCommonName: string;
  /** Instants in ms. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** TEST key of the card or phone. */
  readonly keyName: string;
  /** A card unless given. */
  readonly carrier?: CertificateCarrier;
  /** Romanised, as in the name of the CRL. */
  readonly municipality: { readonly prefecture: string; readonly name: string };
  readonly ocspUrl: string;
  /** A second way to the CRL besides the directory name, which nobody here can look up. */
  readonly crlUrl?: string;
}

export interface SignatureCertificateRequest extends LeafRequest {
  readonly kind: 'signature';
  readonly holder: HolderFacts;
  /** None unless given. */
  readonly extendedKeyUsage?: ExtendedKeyUsage;
}

/** Carries no personal data. */
export interface AuthenticationCertificateRequest extends LeafRequest {
  readonly kind: 'authentication';
  /** clientAuth unless given. */
  readonly extendedKeyUsage?: ExtendedKeyUsage;
}

export type CertificateRequest = SignatureCertificateRequest | AuthenticationCertificateRequest;

/**
 * A leaf certificate, DER: the same request gives the same bytes. Throws PkiError `pki/value` for a serial number
 * of another length.
 * @see jpki-card reference, sections 6.2 and 6.3
 */
export function issueCertificate(request: CertificateRequest): Uint8Array {
  const { kind, serial } = request;
  if (!Number.isInteger(serial) || serial < 0x0100_0000 || serial > 0x7fff_ffff) {
    throw new PkiError('pki/value', `serial number ${serial} is not positive in exactly four bytes`);
  }
  const profile = certificateProfiles[kind];
  const issuer = authority(kind, request.generation);
  const key = rsaKey(request.keyName);
  const usage = request.extendedKeyUsage ?? (kind === 'authentication' ? 'clientAuth' : undefined);
  return signedCertificate(
    {
      serial,
      issuer: issuer.name,
      notBefore: request.notBefore,
      notAfter: request.notAfter,
      subject: distinguishedName(['C', 'JP'], ['CN', request.subjectCommonName]),
      publicKeyInfo: key.publicKeyInfo,
      extensions: [
        keyUsage(...profile.keyUsage),
        ...(usage === undefined ? [] : [extendedKeyUsage(extendedKeyUsageOids[usage])]),
        certificatePolicies(profile.policies[request.carrier ?? 'card'], practiceStatementUrl),
        // unverified: the reference gives the order inside the alternative name, not where it stands
        ...(request.kind === 'signature' ? [holderNames(request.holder)] : []),
        issuerAlternativeName(distinguishedName(...profile.authorityAlternativeName)),
        crlDistributionPoint(crlName(kind, request.municipality), request.crlUrl),
        ocspAccess(request.ocspUrl),
        authorityKeyIdentifier(issuer.key.keyIdentifier, issuer.name, issuer.serial),
        subjectKeyIdentifier(key.keyIdentifier),
      ],
    },
    issuer.key,
  );
}

/** Six otherNames in the order of real certificates, which is not that of their numbers. */
const holderNames = (holder: HolderFacts): Uint8Array =>
  subjectAlternativeName(
    otherName(holderNameOids.name, holder.name),
    otherName(holderNameOids.birth, birthWithEra(holder.birth)),
    otherName(holderNameOids.sex, holder.sex === '1' || holder.sex === '2' ? holder.sex : '3'),
    otherName(holderNameOids.address, holder.address),
    otherName(holderNameOids.nameSubstitutes, holder.nameSubstitutes),
    otherName(holderNameOids.addressSubstitutes, holder.addressSubstitutes),
  );

/** Name of the CRL: there is one per municipality and kind, DER. */
export const crlName = (
  kind: CertificateKind,
  { prefecture, name }: CertificateRequest['municipality'],
): Uint8Array =>
  distinguishedName(
    ...certificateProfiles[kind].authorityName.slice(0, 3),
    ['OU', 'CRL Distribution Points'],
    ['OU', prefecture],
    ['CN', `${name} CRLDP`],
  );
