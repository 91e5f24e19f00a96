import { hex } from '../codec/hex.ts';
import { SW } from '../codec/status-words.ts';
import { encodeTokenInfo } from '../codec/token-info.ts';
import type { RuleSet } from '../rules/rule-set.ts';
import { type Application, access, type CardFile, fileTable, transparent } from './card-file.ts';
import type { CardKey } from './card-key.ts';
import type { CardSecret } from './card-secret.ts';

export const jpkiAid = hex('d3 92 f0 00 26 01 00 00 00 01');

export interface JpkiContent {
  /** Absent on the card of a child under fifteen. */
  readonly signatureCertificate: (() => Uint8Array) | undefined;
  readonly signatureAuthority: () => Uint8Array;
  readonly authenticationCertificate: () => Uint8Array;
  readonly authenticationAuthority: () => Uint8Array;
  readonly signatureKey: CardKey;
  readonly authenticationKey: CardKey;
  readonly signaturePassword: CardSecret;
  readonly authenticationPin: CardSecret;
  /** EF 0010 answers retry queries; what it opens is unknown. */
  readonly unidentified: CardSecret;
  readonly tokenSerial: string;
  /** What to do without a signature certificate, and with files of unknown purpose. */
  readonly absentSignature: 'reference-exists' | 'reference-absent';
  readonly unidentifiedFiles: 'internal' | 'absent';
  /** Bytes of FF behind a certificate, up to this file length; zero for none. */
  readonly certificateFileLength: number;
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
  const authenticationAccess = rules.holds('content/authentication-certificate-free')
    ? access.free
    : authenticationPin;
  const files: CardFile[] = [
    transparent(0x02, access.free, certificate(content.signatureAuthority)),
    transparent(0x06, access.free, () => tokenInfo(content.tokenSerial, rules)),
    transparent(0x08, access.free, () => presence(hasSignature, rules)),
    transparent(0x0a, authenticationAccess, certificate(content.authenticationCertificate)),
    transparent(0x0b, access.free, certificate(content.authenticationAuthority)),
    { kind: 'internal', identifier: 0x16 },
    {
      kind: 'key',
      identifier: 0x17,
      signAccess: authenticationPin,
      key: content.authenticationKey,
      certificate: 'authentication',
    },
    { kind: 'secret', identifier: 0x18, secret: content.authenticationPin, opens: authenticationPin },
  ];
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
    files.push({ kind: 'secret', identifier: 0x10, secret: content.unidentified, opens: unidentified });
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
    keyDelivery: rules.holds('messaging/key-closed') ? { access: access.never } : undefined,
  };
}

function tokenInfo(serialNumber: string, rules: RuleSet): Uint8Array {
  const bytes = encodeTokenInfo({
    label: 'JPKIAPICCTOKEN2',
    manufacturerId: '00000000000000000000000000000001',
    model: 'TEST',
    serialNumber,
  });
  if (!rules.holds('content/token-label')) bytes.fill(0, 15, 32);
  return rules.holds('content/token-info-length') ? bytes : bytes.subarray(0, 32);
}

function presence(hasSignature: boolean, rules: RuleSet): Uint8Array {
  const told = hasSignature || !rules.holds('content/certificate-presence');
  return Uint8Array.of(told ? present : 0x00, present, 0x00);
}
