import { hex } from '../codec/hex.ts';
import { SW } from '../codec/status-words.ts';
import { encodeTokenInfo } from '../codec/token-info.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { type Application, access, type CardFile, fileTable, transparent } from './card-file.ts';
import type { CardKey } from './card-key.ts';
import type { CardSecret } from './card-secret.ts';

export const jpkiAid = hex('d3 92 f0 00 26 01 00 00 00 01');

export interface JpkiContent {
  /** First 32 bytes of EF 0006 without the blanks: which kind of token it is. */
  readonly tokenLabel: string;
  /** Absent on the card of a child under fifteen. */
  readonly signatureCertificate: (() => Uint8Array) | undefined;
  readonly signatureAuthority: () => Uint8Array;
  /** Absent on a phone that was enrolled for signatures alone. */
  readonly authenticationCertificate: (() => Uint8Array) | undefined;
  /** Whether it is read without the PIN. */
  readonly authenticationCertificateFree: boolean;
  readonly authenticationAuthority: () => Uint8Array;
  readonly signatureKey: CardKey;
  readonly authenticationKey: CardKey;
  readonly signaturePassword: CardSecret;
  readonly authenticationPin: CardSecret;
  /** EF 0010 answers retry queries; what it opens is unknown. Absent on a phone. */
  readonly unidentified?: CardSecret;
  readonly tokenSerial: string;
  /** What to do without a signature certificate, and with files of unknown purpose. */
  readonly absentSignature: 'reference-exists' | 'reference-absent';
  readonly unidentifiedFiles: 'internal' | 'absent';
  /** Bytes of FF behind a certificate, up to this file length; zero for none. */
  readonly certificateFileLength: number;
  /** Whether a secret counts as verified from the selection on, as after biometrics; absent: none does. */
  readonly preVerified?: (secret: 'signature' | 'authentication') => boolean;
}

const authenticationPin = access.bit(0);
const signaturePassword = access.bit(1);
const unidentified = access.bit(2);
const present = 0x8f;

function filled(certificate: Uint8Array, length: number): Uint8Array {
  if (certificate.length >= length) return certificate;
  const file = new Uint8Array(length).fill(0xff);
  file.set(certificate);
  return file;
}

/** Public personal authentication (公的個人認証, JPKI). @see jpki-card reference, section 2.1 */
export function jpkiApplication(content: JpkiContent, rules: RuleSet): Application {
  const fill = rules.holds('content/certificate-exact') ? content.certificateFileLength : 2048;
  const certificate = (make: () => Uint8Array) => () => filled(make(), fill);
  const hasSignature = content.signatureCertificate !== undefined;
  const signatureAccess = rules.holds('content/signature-certificate-guarded')
    ? signaturePassword
    : access.free;
  const { preVerified } = content;
  const files: CardFile[] = [
    transparent(0x02, access.free, certificate(content.signatureAuthority)),
    transparent(0x06, access.free, () => tokenInfo(content, rules)),
    transparent(0x08, access.free, () => presence(content, rules)),
    transparent(0x0b, access.free, certificate(content.authenticationAuthority)),
  ];
  if (content.authenticationCertificate !== undefined) {
    files.push(
      transparent(
        0x0a,
        content.authenticationCertificateFree ? access.free : authenticationPin,
        certificate(content.authenticationCertificate),
      ),
      { kind: 'internal', identifier: 0x16 },
      {
        kind: 'key',
        identifier: 0x17,
        signAccess: authenticationPin,
        key: content.authenticationKey,
        certificate: 'authentication',
      },
      { kind: 'secret', identifier: 0x18, secret: content.authenticationPin, opens: authenticationPin },
    );
  }
  if (content.signatureCertificate !== undefined) {
    files.push(transparent(0x01, signatureAccess, certificate(content.signatureCertificate)));
  }
  if (hasSignature || content.absentSignature === 'reference-exists') {
    files.push(
      {
        kind: 'key',
        identifier: 0x1a,
        // Whoever sets a password on a card without signature certificate has no key to sign with yet.
        signAccess: hasSignature ? signaturePassword : access.never,
        key: content.signatureKey,
        certificate: 'signature',
      },
      { kind: 'secret', identifier: 0x1b, secret: content.signaturePassword, opens: signaturePassword },
    );
  }
  if (content.unidentifiedFiles === 'internal') {
    for (const identifier of [0x05, 0x09, 0x19, 0x1c, 0x1e]) files.push({ kind: 'internal', identifier });
    if (content.unidentified !== undefined) {
      files.push({ kind: 'secret', identifier: 0x10, secret: content.unidentified, opens: unidentified });
    }
  }
  return {
    name: 'jpki',
    aid: jpkiAid,
    files: fileTable(files),
    change: 'change-reference-data',
    authenticateRefusal: {
      sw: SW.securityStatusNotSatisfied,
      rule: 'other/authenticate-not-with-signature-keys',
    },
    defaultKey: undefined,
    ...(preVerified === undefined
      ? {}
      : {
          statusAtSelection: () =>
            access.free |
            (preVerified('authentication') ? authenticationPin : 0) |
            (preVerified('signature') ? signaturePassword : 0),
        }),
    keyDelivery: rules.holds('messaging/key-closed') ? { access: access.never } : undefined,
  };
}

function tokenInfo({ tokenLabel, tokenSerial }: JpkiContent, rules: RuleSet): Uint8Array {
  const bytes = encodeTokenInfo({
    label: tokenLabel,
    manufacturerId: '00000000000000000000000000000001',
    model: 'TEST',
    serialNumber: tokenSerial,
  });
  if (!rules.holds('content/token-label')) bytes.fill(0, tokenLabel.length, 32);
  return rules.holds('content/token-info-length') ? bytes : bytes.subarray(0, 32);
}

function presence(
  { signatureCertificate, authenticationCertificate }: JpkiContent,
  rules: RuleSet,
): Uint8Array {
  const tellsBoth = !rules.holds('content/certificate-presence');
  const told = (there: boolean): number => (there || tellsBoth ? present : 0x00);
  return Uint8Array.of(
    told(signatureCertificate !== undefined),
    told(authenticationCertificate !== undefined),
    0x00,
  );
}
