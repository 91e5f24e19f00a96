export {
  type Authority,
  authority,
  authorityCertificate,
  authorityValidity,
  generationFor,
  type Validity,
} from './authority.ts';
export { type BirthDate, birthWithEra, eraDigit } from './birth-with-era.ts';
export {
  type CardVerifiableCertificate,
  decodeCardVerifiableCertificate,
  encodeCardVerifiableCertificate,
  issueCardVerifiableCertificate,
  keyId,
  publicKeyObjects,
  testKeyIds,
  verifyCardVerifiableCertificate,
} from './card-verifiable-certificate.ts';
export {
  type AuthenticationCertificateRequest,
  type CertificateRequest,
  crlName,
  type HolderFacts,
  issueCertificate,
  type SignatureCertificateRequest,
} from './certificate.ts';
export type { CertificateKind, ExtendedKeyUsage, Generation } from './certificate-profile.ts';
export { leafCommonName, leafSerial, type RandomSource } from './leaf-identity.ts';
export { certificatePem } from './pem.ts';
export { PkiError, type PkiErrorCode } from './pki-error.ts';
export {
  basicDataDigest,
  decodeRecordSignature,
  encodeRecordSignature,
  type RecordSignature,
  signRecords,
  verifyRecords,
} from './record-signature.ts';
export { type RsaKey, rsaKey, sha256, signSha256, verifySha256 } from './rsa-key.ts';
export {
  ageOfMajority,
  ageOn,
  birthdayAfter,
  birthdayIn,
  type CertificateEnd,
  cardExpiry,
  certificateEnd,
  type JstDate,
} from './validity.ts';
