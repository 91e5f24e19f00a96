import type { CivilDate, PersonProfile } from '@kazashi/profiles';
import {
  authorityCertificate,
  type CertificateCarrier,
  type CertificateKind,
  crlPath,
  type Generation,
  issueCertificate,
  ocspPath,
} from '../pki/index.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { type CertificateFacts, holderOf } from './personalisation-facts.ts';

/** OCSP responders of this test hierarchy; nobody answers there unless a status service is started. */
const ocspUrl = {
  signature: 'http://ocsp-sign.test.invalid',
  authentication: 'http://ocsp-auth.test.invalid',
};

/** Where OCSP is asked and the CRL fetched: the services that ran when the certificate was issued. */
function statusUrls(
  kind: CertificateKind,
  { statusUrl, generation }: CertificateFacts,
  { municipality }: PersonProfile,
) {
  if (statusUrl === undefined) return { ocspUrl: ocspUrl[kind] };
  return {
    ocspUrl: `${statusUrl}${ocspPath(kind)}`,
    crlUrl: `${statusUrl}${crlPath(kind, generation, municipality.code)}`,
  };
}

/** Whom a certificate is made for, as it was when it was issued. */
export interface LeafHolder {
  readonly personProfile: PersonProfile;
  readonly birth: CivilDate;
  /** The instant the calendar started at; the CAs hang on it. */
  readonly calendarStart: number;
}

/** Makes a certificate's DER from its facts, the same every time; takes a signature of the CA. */
export function leafCertificate(
  kind: CertificateKind,
  certificate: CertificateFacts,
  holder: LeafHolder,
  extendedKeyUsage: 'none' | 'email-protection',
  carrier: CertificateCarrier = 'card',
): Uint8Array {
  const request = {
    ...certificate,
    carrier,
    subjectCommonName: certificate.commonName,
    municipality: holder.personProfile.municipality,
    ...statusUrls(kind, certificate, holder.personProfile),
    calendarStart: holder.calendarStart,
  };
  if (kind === 'authentication') return issueCertificate({ ...request, kind });
  return issueCertificate({
    ...request,
    kind,
    holder: holderOf(holder),
    ...(extendedKeyUsage === 'email-protection' ? { extendedKeyUsage: 'emailProtection' as const } : {}),
  });
}

/** The CA certificate that lies beside a certificate of that generation. */
export function caCertificate(
  kind: CertificateKind,
  own: Generation,
  calendarStart: number,
  rules: RuleSet,
): Uint8Array {
  const generation: Generation = rules.holds('content/ca-certificate-issued-it') ? own : own === 1 ? 2 : 1;
  return authorityCertificate(kind, generation, calendarStart);
}
