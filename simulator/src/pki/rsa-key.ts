import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { testKey } from '@kazashi/firmware-fixtures';
import { bitString, integer, nothing, objectIdentifier, sequence } from './der.ts';

/** RSA-2048 with e=65537: the private key and what certificates say of it. */
export interface RsaKey {
  readonly name: string;
  readonly privateKey: KeyObject;
  /** 256 bytes. */
  readonly modulus: Uint8Array;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKeyInfo: Uint8Array;
  /** SHA-1 of the public key (RFC 5280, 4.2.1.2, method 1), 20 bytes. */
  readonly keyIdentifier: Uint8Array;
}

export const publicExponent = 0x10001;

/** RSAPublicKey, DER: what a key identifier and the key hash of OCSP are over. */
export const publicKeyBytes = ({ modulus }: Pick<RsaKey, 'modulus'>): Uint8Array =>
  sequence(integer(modulus), integer(publicExponent));

const keys = new Map<string, RsaKey>();

/** The TEST key of that name, made once. Throws FixtureError for an unknown name. */
export function rsaKey(name: string): RsaKey {
  const known = keys.get(name);
  if (known !== undefined) return known;
  const privateKey = createPrivateKey({ key: Buffer.from(testKey(name)), format: 'der', type: 'pkcs8' });
  const modulus = Uint8Array.from(Buffer.from(privateKey.export({ format: 'jwk' }).n ?? '', 'base64url'));
  const publicKey = publicKeyBytes({ modulus });
  const key: RsaKey = {
    name,
    privateKey,
    modulus,
    publicKeyInfo: sequence(
      sequence(objectIdentifier('1.2.840.113549.1.1.1'), nothing),
      bitString(publicKey),
    ),
    keyIdentifier: Uint8Array.from(createHash('sha1').update(publicKey).digest()),
  };
  keys.set(name, key);
  return key;
}

/** Signatures made lately: a world that is made again issues the same certificates. */
const signatures = new Map<string, Uint8Array>();
const keptSignatures = 256;

/** RSASSA-PKCS1-v1_5 with SHA-256, 256 bytes: the same input gives the same signature. */
export function signSha256(key: RsaKey, message: Uint8Array): Uint8Array {
  const id = `${key.name} ${createHash('sha256').update(message).digest('base64')}`;
  const known = signatures.get(id);
  if (known !== undefined) return known.slice();
  const signature = Uint8Array.from(sign('sha256', message, key.privateKey));
  const [oldest] = signatures.keys();
  if (signatures.size >= keptSignatures && oldest !== undefined) signatures.delete(oldest);
  signatures.set(id, signature);
  return signature.slice();
}

/** The same signature made on another thread; `digest` SHA-1 is what a broken rule signs with. */
export const signElsewhere = (
  key: RsaKey,
  message: Uint8Array,
  digest: 'sha256' | 'sha1' = 'sha256',
): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    sign(digest, message, key.privateKey, (error, signature) => {
      if (error) reject(error);
      else resolve(Uint8Array.from(signature));
    });
  });

/** Checks RSASSA-PKCS1-v1_5 with SHA-256 against a bare modulus. */
export function verifySha256(modulus: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const n = Buffer.from(modulus).toString('base64url');
  const publicKey = createPublicKey({ key: { kty: 'RSA', n, e: 'AQAB' }, format: 'jwk' });
  return verify('sha256', message, publicKey, signature);
}

/** 32 bytes. */
export const sha256 = (...parts: readonly Uint8Array[]): Uint8Array => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return Uint8Array.from(hash.digest());
};
