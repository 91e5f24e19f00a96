export { authorityCertificate, generationFor } from './authority.ts';
export { eraDigit } from './birth-with-era.ts';
export {
  encodeCardVerifiableCertificate,
  issueCardVerifiableCertificate,
  keyId,
  publicKeyObjects,
  testKeyIds,
} from './card-verifiable-certificate.ts';
export { issueCertificate } from './certificate.ts';
export type { CertificateCarrier, CertificateKind, Generation } from './certificate-profile.ts';
export { leafCommonName, leafSerial, type RandomSource } from './leaf-identity.ts';
export { encodeRecordSignature, signDigests } from './record-signature.ts';
export { rsaKey, sha256, signSha256 } from './rsa-key.ts';
export { crlPath, ocspPath } from './status-paths.ts';
export { ageOn, cardExpiry, certificateEnd, renewalOpens } from './validity.ts';
export {
  sealNumber,
  signAgeRecord,
  signCardFace,
  signNumberImage,
  signSegments,
} from './visual-records.ts';
