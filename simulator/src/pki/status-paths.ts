import type { CertificateKind, Generation } from './certificate-profile.ts';

/** Path of the responder for certificates of a kind. */
export const ocspPath = (kind: CertificateKind): string => `/ocsp/${kind}`;

/** Path of a municipality's list: each generation of a CA signs its own. */
export const crlPath = (kind: CertificateKind, generation: Generation, municipality: string): string =>
  `/crl/${kind}-${generation}/${municipality}.crl`;

/** Path of a CA's certificate. */
export const authorityPath = (kind: CertificateKind, generation: Generation): string =>
  `/ca/${kind}-${generation}.cer`;
