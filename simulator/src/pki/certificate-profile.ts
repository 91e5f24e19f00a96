import type { NameAttribute } from './distinguished-name.ts';

/** Digital signature (署名用) or user authentication (利用者証明用). */
export type CertificateKind = 'signature' | 'authentication';
/** What holds the key of a certificate. */
export type CertificateCarrier = 'card' | 'phone';
/** A CA renews its key under the same name; a leaf's issuer is told by key identifier, not by name. */
export type Generation = 1 | 2;

interface KindProfile {
  /** Distinguished name of the CA, every generation. */
  readonly authorityName: readonly NameAttribute[];
  /** The same in Japanese, as alternative name. */
  readonly authorityAlternativeName: readonly NameAttribute[];
  /** KeyUsage of leaves: bits and how many of the last byte are unused. */
  readonly keyUsage: readonly [bits: number, unused: number];
  /** What tells what carries the key: a card, or a phone. */
  readonly policies: Readonly<Record<CertificateCarrier, string>>;
}

/**
 * What tells the two kinds of certificate apart. Every name is our own and says TEST; no policy is a production
 * one: that of the signature is the one public code gives for the test environment, those of the authentication and
 * of phones are chosen in the same arc (unverified: for phones only a secondhand …40 of the signature is known).
 * @see jpki-card reference, sections 6.1 to 6.3; phone-wallet reference, section 7
 */
export const certificateProfiles: Readonly<Record<CertificateKind, KindProfile>> = {
  signature: {
    authorityName: [
      ['C', 'JP'],
      ['O', 'KAZASHI TEST JPKI'],
      ['OU', 'KAZASHI TEST JPKI for digital signature'],
      ['OU', 'KAZASHI TEST Agency'],
    ],
    authorityAlternativeName: [
      ['C', 'JP'],
      ['O', 'かざしテスト公的個人認証サービス'],
      ['OU', 'かざしテスト公的個人認証サービス署名用'],
      ['OU', 'かざしテスト機構'],
    ],
    keyUsage: [0xc0, 6], // digitalSignature, nonRepudiation
    policies: { card: '1.2.392.200149.8.5.1.0.20', phone: '1.2.392.200149.8.5.1.0.40' },
  },
  authentication: {
    authorityName: [
      ['C', 'JP'],
      ['O', 'KAZASHI TEST JPKI'],
      ['OU', 'KAZASHI TEST JPKI for user authentication'],
      ['OU', 'KAZASHI TEST Agency'],
    ],
    authorityAlternativeName: [
      ['C', 'JP'],
      ['O', 'かざしテスト公的個人認証サービス'],
      ['OU', 'かざしテスト公的個人認証サービス利用者証明用'],
      ['OU', 'かざしテスト機構'],
    ],
    keyUsage: [0x80, 7], // digitalSignature
    policies: { card: '1.2.392.200149.8.5.1.0.30', phone: '1.2.392.200149.8.5.1.0.50' },
  },
};

/** Certification practice statement named by the policy; a host that can never exist (RFC 2606). */
export const practiceStatementUrl = 'http://kazashi.invalid/TEST/cps.html';

/** otherName of the signature certificate: what each says of the holder. */
export const holderNameOids = {
  name: '1.2.392.200149.8.5.5.1',
  nameSubstitutes: '1.2.392.200149.8.5.5.2',
  sex: '1.2.392.200149.8.5.5.3',
  birth: '1.2.392.200149.8.5.5.4',
  address: '1.2.392.200149.8.5.5.5',
  addressSubstitutes: '1.2.392.200149.8.5.5.6',
} as const;

/** Extended key usages a leaf can carry. */
export const extendedKeyUsageOids = {
  clientAuth: '1.3.6.1.5.5.7.3.2',
  emailProtection: '1.3.6.1.5.5.7.3.4',
} as const;
export type ExtendedKeyUsage = keyof typeof extendedKeyUsageOids;
