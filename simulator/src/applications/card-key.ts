import { constants, createHash, type KeyObject, privateDecrypt, privateEncrypt } from 'node:crypto';
import { digestInfo, digestInfoPrefix } from '../codec/digest-info.ts';
import { concatBytes } from '../codec/hex.ts';

/** Modulus of RSA-2048 in bytes; the length of every signature of the card. */
export const modulusLength = 256;
/** PKCS#1 v1.5 leaves eleven bytes of padding. @see RFC 8017, 9.2 */
export const maxVerbatimLength = modulusLength - 11;
const hashLength = 32;
/** What fits behind the prefix of a SHA-256 DigestInfo. */
export const maxDigestLength = maxVerbatimLength - digestInfoPrefix.sha256.length;
/** Salt as long as the hash, what verifiers assume by default. unverified: length on the real card. */
const saltLength = hashLength;

export const sha256 = (data: Uint8Array): Uint8Array => createHash('sha256').update(data).digest();

/** A private RSA-2048 key on the card. */
export class CardKey {
  readonly name: string;
  readonly #load: () => KeyObject;
  #key: KeyObject | undefined;
  #modulus: Uint8Array | undefined;

  constructor(name: string, load: () => KeyObject) {
    this.name = name;
    this.#load = load;
  }

  get keyObject(): KeyObject {
    this.#key ??= this.#load();
    return this.#key;
  }

  /** RSASSA-PKCS1-v1_5 padding of the bytes as they stand. @see RFC 8017, 9.2 */
  signVerbatim(data: Uint8Array): Uint8Array {
    return privateEncrypt({ key: this.keyObject, padding: constants.RSA_PKCS1_PADDING }, data);
  }

  signDigestInfo(sha256Digest: Uint8Array): Uint8Array {
    return this.signVerbatim(digestInfo('sha256', sha256Digest));
  }

  /**
   * RSAES-OAEP with MGF1 of the same hash and no label; `undefined` when nothing comes out.
   * @see RFC 8017, 7.1.2
   */
  decryptOaep(cryptogram: Uint8Array, hash: 'sha256' | 'sha1'): Uint8Array | undefined {
    try {
      const options = { key: this.keyObject, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hash };
      return privateDecrypt(options, cryptogram);
    } catch {
      return undefined;
    }
  }

  /** 256 bytes. */
  get modulus(): Uint8Array {
    this.#modulus ??= Buffer.from(this.keyObject.export({ format: 'jwk' }).n ?? '', 'base64url');
    return this.#modulus;
  }

  /** RSASSA-PSS with SHA-256 and MGF1-SHA-256 over a hash that is already made. @see RFC 8017, 9.1.1 */
  signPss(hash: Uint8Array, random: (length: number) => Uint8Array): Uint8Array {
    return privateEncrypt(
      { key: this.keyObject, padding: constants.RSA_NO_PADDING },
      encodePss(hash, random(saltLength)),
    );
  }
}

/** EMSA-PSS-ENCODE to 2,047 bits. @see RFC 8017, 9.1.1 */
export function encodePss(hash: Uint8Array, salt: Uint8Array): Uint8Array {
  const h = sha256(concatBytes(new Uint8Array(8), hash, salt));
  const dbLength = modulusLength - hashLength - 1;
  const encoded = new Uint8Array(modulusLength);
  encoded[dbLength - salt.length - 1] = 0x01;
  encoded.set(salt, dbLength - salt.length);
  let counter = 0;
  for (let at = 0; at < dbLength; at += hashLength, counter++) {
    const mask = sha256(concatBytes(h, Uint8Array.of(0, 0, 0, counter)));
    for (let i = 0; i < hashLength && at + i < dbLength; i++) encoded[at + i]! ^= mask[i]!;
  }
  encoded[0]! &= 0x7f;
  encoded.set(h, dbLength);
  encoded[modulusLength - 1] = 0xbc;
  return encoded;
}
