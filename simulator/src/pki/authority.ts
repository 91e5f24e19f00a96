import { fromJst, toJst } from '../clock/calendar.ts';
import { type CertificateKind, certificateProfiles, type Generation } from './certificate-profile.ts';
import { directoryName, distinguishedName } from './distinguished-name.ts';
import {
  authorityConstraints,
  crlDistributionPoint,
  keyUsage,
  subjectAlternativeName,
  subjectKeyIdentifier,
} from './extensions.ts';
import { PkiError } from './pki-error.ts';
import { type RsaKey, rsaKey } from './rsa-key.ts';
import { signedCertificate } from './signed-certificate.ts';

/** What a CA is apart from time: its name, which generations share, and the key and serial of this one. */
export interface Authority {
  readonly kind: CertificateKind;
  readonly generation: Generation;
  /** Distinguished name, DER. */
  readonly name: Uint8Array;
  readonly serial: number;
  readonly key: RsaKey;
}

const serials: Readonly<Record<CertificateKind, Readonly<Record<Generation, number>>>> = {
  signature: { 1: 0x01, 2: 0x02_7e57_0a }, // the first generation has serial number 1, later ones four bytes
  authentication: { 1: 0x01, 2: 0x02_7e57_0b },
};

const known = new Map<string, Authority>();

/** The CA of a kind and generation. */
export function authority(kind: CertificateKind, generation: Generation): Authority {
  const id = `ca-${kind}-${generation}`;
  let found = known.get(id);
  if (found === undefined) {
    const name = distinguishedName(...certificateProfiles[kind].authorityName);
    found = { kind, generation, name, serial: serials[kind][generation], key: rsaKey(id) };
    known.set(id, found);
  }
  return found;
}

/** First and last instant of a validity, in ms. */
export interface Validity {
  readonly notBefore: number;
  readonly notAfter: number;
}

/**
 * When a generation's CA certificate is valid. It hangs on the year in which the calendar starts, so that it
 * stays the same for everything started in one year. The first covers whatever was issued up to the start, the
 * second whatever is issued from the year before on.
 */
export function authorityValidity(generation: Generation, calendarStart: number): Validity {
  const { year } = toJst(calendarStart);
  const [first, last] = generation === 1 ? [year - 16, year + 5] : [year - 1, year + 20];
  return { notBefore: fromJst(first, 1, 1, 9, 40, 28), notAfter: fromJst(last, 12, 31, 23, 59, 59) };
}

/**
 * The newest generation that can issue at `issued` a leaf ending at `notAfter`. Throws PkiError
 * `pki/outside-authority` when none can: more than 15 years from the calendar's start.
 */
export function generationFor(leaf: Validity, calendarStart: number): Generation {
  for (const generation of [2, 1] as const) {
    const { notBefore, notAfter } = authorityValidity(generation, calendarStart);
    if (leaf.notBefore >= notBefore && leaf.notAfter <= notAfter) return generation;
  }
  const { year } = toJst(leaf.notBefore);
  throw new PkiError(
    'pki/outside-authority',
    `no TEST CA issues in ${year}: too far from the calendar's start`,
  );
}

/**
 * Self-signed CA certificate, DER. No authority key identifier, no policies.
 * @see jpki-card reference, section 6.1
 */
export function authorityCertificate(
  kind: CertificateKind,
  generation: Generation,
  calendarStart: number,
): Uint8Array {
  const { name, serial, key } = authority(kind, generation);
  return signedCertificate(
    {
      serial,
      issuer: name,
      ...authorityValidity(generation, calendarStart),
      subject: name,
      publicKeyInfo: key.publicKeyInfo,
      extensions: [
        keyUsage(0x06, 1), // keyCertSign, cRLSign
        subjectAlternativeName(
          directoryName(distinguishedName(...certificateProfiles[kind].authorityAlternativeName)),
        ),
        authorityConstraints,
        crlDistributionPoint(name),
        subjectKeyIdentifier(key.keyIdentifier),
      ],
    },
    key,
  );
}
