import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { testKey } from '@kazashi/firmware-fixtures';
import { readDer } from '../bytes/der.ts';
import { hex, toHex } from '../bytes/hex.ts';
import type {
  BenchAuthority,
  BenchCertificate,
  BenchCertificateOrder,
  BenchKind,
} from '../engine/relying-bench.ts';
import { type Certificate, digest, readCertificate } from '../x509/certificate.ts';
import { certificateExtension as extension, writeCertificate, writeName } from '../x509/write-certificate.ts';

/** A key of the bench: what signs with it, and what certificates say of it. */
export interface BenchKey {
  readonly publicKeyInfo: Uint8Array;
  sign(bytes: Uint8Array): Uint8Array;
}

const keys = new Map<string, BenchKey>();

/** The TEST key of that name. */
export function benchKey(name: string): BenchKey {
  let key = keys.get(name);
  if (key === undefined) {
    const secret: KeyObject = createPrivateKey({
      key: Buffer.from(testKey(name)),
      format: 'der',
      type: 'pkcs8',
    });
    const publicKeyInfo = Uint8Array.from(createPublicKey(secret).export({ format: 'der', type: 'spki' }));
    key = { publicKeyInfo, sign: (bytes) => Uint8Array.from(sign('sha256', bytes, secret)) };
    keys.set(name, key);
  }
  return key;
}

/** Who issues or signs: a certificate and its key. */
export interface BenchIssuer {
  readonly certificate: Certificate;
  readonly key: BenchKey;
}

export const dayMs = 86_400_000;
const title: Readonly<Record<BenchKind, string>> = {
  authentication: 'KAZASHI TEST BENCH for user authentication',
  signature: 'KAZASHI TEST BENCH for digital signature',
};
/** One name for every key of the CA. */
const authorityName = (kind: BenchKind): Uint8Array =>
  writeName(['C', 'JP'], ['O', 'KAZASHI TEST BENCH'], ['OU', title[kind]]);

/**
 * Policies by which a relying party tells kinds and carriers apart. Those of cards are the simulator's; those of phones
 * are chosen in the same TEST arc. unverified: the real one of phones is known second hand only.
 * @see phone-wallet reference, section 7
 */
export const benchPolicies: Readonly<Record<BenchKind, Readonly<Record<'card' | 'phone', string>>>> = {
  signature: { card: '1.2.392.200149.8.5.1.0.20', phone: '1.2.392.200149.8.5.1.0.40' },
  authentication: { card: '1.2.392.200149.8.5.1.0.30', phone: '1.2.392.200149.8.5.1.0.50' },
};

const keyOf = (kind: BenchKind, authority: BenchAuthority): string =>
  authority === 'impostor' ? 'ocsp-stranger' : `ca-${kind}-${authority === 'current' ? 2 : 1}`;

/** Certificates of the bench, all relative to one instant. */
export class RelyingAuthority {
  readonly now: number;
  readonly #base: () => string;
  readonly #issuers = new Map<string, BenchIssuer>();
  #serial = 0x5e57_0000;

  /** `base`: where the status services are, `http://HOST:PORT`. */
  constructor(now: number, base: () => string) {
    this.now = now;
    this.#base = base;
  }

  /** A self-signed CA. */
  authority(kind: BenchKind, authority: BenchAuthority): BenchIssuer {
    const id = `${kind} ${authority}`;
    let issuer = this.#issuers.get(id);
    if (issuer === undefined) {
      const key = benchKey(keyOf(kind, authority));
      const name = authorityName(kind);
      const bytes = writeCertificate(
        {
          serial: authority === 'former' ? '01' : '027e5701',
          issuer: name,
          subject: name,
          notBefore: this.now - 5 * 365 * dayMs,
          notAfter: this.now + 10 * 365 * dayMs,
          publicKeyInfo: key.publicKeyInfo,
          extensions: [
            extension.authority,
            extension.keyUsage(0x06, 1),
            extension.keyIdentifier(identifierOf(key)),
          ],
        },
        key.sign,
      );
      issuer = { certificate: readCertificate(bytes), key };
      this.#issuers.set(id, issuer);
    }
    return issuer;
  }

  /** The responder that a CA has delegated; `daysLeft` may be past. */
  delegate(kind: BenchKind, authority: BenchAuthority, daysLeft = 30): BenchIssuer {
    const issuer = this.authority(kind, authority);
    const key = benchKey(`ocsp-${kind}`);
    return {
      key,
      certificate: this.#certificate(
        issuer,
        key,
        `KAZASHI TEST OCSP ${kind}`,
        [-60, daysLeft],
        [extension.keyUsage(0x80, 7), extension.extendedKeyUsage('1.3.6.1.5.5.7.3.9'), extension.noCheck],
      ),
    };
  }

  /** Somebody with a certificate of his own making, marked as a responder's, under the CA's own name. */
  stranger(kind: BenchKind): BenchIssuer {
    const key = benchKey('leaf-23');
    return {
      key,
      certificate: this.#certificate(
        this.authority(kind, 'impostor'),
        key,
        'KAZASHI TEST stranger',
        [-60, 30],
        [extension.extendedKeyUsage('1.3.6.1.5.5.7.3.9'), extension.noCheck],
      ),
    };
  }

  /** A holder whose certificate is no responder's. */
  leaf(kind: BenchKind): BenchIssuer {
    const certificate = readCertificate(hex(this.issue({ kind }).certificate));
    return { key: benchKey(leafKey[kind]), certificate };
  }

  issue({
    kind,
    carrier = 'card',
    by = 'current',
    notBefore = -365,
    notAfter = 4 * 365,
  }: BenchCertificateOrder): BenchCertificate {
    const key = benchKey(leafKey[kind]);
    const base = this.#base();
    const certificate = this.#certificate(
      this.authority(kind, by),
      key,
      'TEST0000000000',
      [notBefore, notAfter],
      [
        kind === 'authentication' ? extension.keyUsage(0x80, 7) : extension.keyUsage(0xc0, 6),
        ...(kind === 'authentication' ? [extension.extendedKeyUsage('1.3.6.1.5.5.7.3.2')] : []),
        extension.policy(benchPolicies[kind][carrier]),
        extension.crlUrl(`${base}/crl/${kind}-${by}.crl`),
        extension.ocspUrl(`${base}/ocsp/${kind}-${by}`),
      ],
    );
    return {
      certificate: toHex(certificate.bytes),
      serial: certificate.serial,
      sign: (data) => toHex(key.sign(data)),
    };
  }

  #certificate(
    issuer: BenchIssuer,
    key: BenchKey,
    name: string,
    [from, to]: readonly [number, number],
    extensions: readonly Uint8Array[],
  ): Certificate {
    const bytes = writeCertificate(
      {
        serial: (this.#serial++).toString(16),
        issuer: issuer.certificate.subject,
        subject: writeName(['C', 'JP'], ['CN', name]),
        notBefore: this.now + from * dayMs,
        notAfter: this.now + to * dayMs,
        publicKeyInfo: key.publicKeyInfo,
        extensions: [
          ...extensions,
          extension.authorityKeyIdentifier(identifierOf(issuer.key)),
          extension.keyIdentifier(identifierOf(key)),
        ],
      },
      issuer.key.sign,
    );
    return readCertificate(bytes);
  }
}

const leafKey: Readonly<Record<BenchKind, string>> = { authentication: 'leaf-21', signature: 'leaf-22' };

/** SHA-1 of the key's bits. @see RFC 5280, 4.2.1.2 */
export const identifierOf = ({ publicKeyInfo }: BenchKey): Uint8Array => {
  // SubjectPublicKeyInfo of RSA-2048: the BIT STRING is its last element.
  const bits = readDer(publicKeyInfo, 0x30).content;
  return digest('sha1', bits.subarray(bits.length - 270));
};
