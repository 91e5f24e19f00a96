import { constants, createCipheriv, createDecipheriv, publicEncrypt, randomBytes } from 'node:crypto';
import { concat, hex, toHex } from '../../bytes/hex.ts';
import { readObject } from '../../bytes/tlv.ts';
import type { CardUnderTest } from '../../engine/case-context.ts';
import { keyOfModulus, modulusOf } from './public-key.ts';

const seedLength = 32;
const keyLength = 16;

/** `A0 22 80 20` and the seed. */
export const deliveryMessage = (seed: Uint8Array): Uint8Array => concat(hex('a0 22 80 20'), seed);

/** A seed that nobody else knows: a real card's data travel under it. OAEP takes system randomness all the same. */
export const freshSeed = (): Uint8Array => randomBytes(seedLength);

/** RSAES-OAEP without label. */
export const encryptOaep = (modulus: Uint8Array, message: Uint8Array, hash = 'sha256'): Uint8Array =>
  publicEncrypt(
    { key: keyOfModulus(modulus), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: hash },
    message,
  );

/** SET SESSION KEY, extended Lc. */
export const setSessionKey = (cryptogram: Uint8Array, p1p2 = '00 00'): Uint8Array =>
  concat(
    hex(`80 ae ${p1p2} 00`),
    Uint8Array.of(cryptogram.length >> 8, cryptogram.length & 0xff),
    cryptogram,
  );

/** The public key that session keys are delivered to, from EF text/0006, which the PIN has opened. */
export async function deliveryModulus(card: CardUnderTest): Promise<Uint8Array> {
  const file = await card.readFile(0x0006);
  return modulusOf(readObject(file).value);
}

/**
 * Delivers a key and gives the terminal's side of the session; the same seed opens one that takes the same commands.
 * The text PIN is verified. Not judged.
 */
export async function openSession(card: CardUnderTest, seed = freshSeed()): Promise<SecureTerminal> {
  const cryptogram = encryptOaep(await deliveryModulus(card), deliveryMessage(seed));
  await card.require(setSessionKey(cryptogram), '9000');
  return new SecureTerminal(seed);
}

/**
 * The terminal's side of secure messaging: what it sends and how it opens what comes back. It sends nothing itself.
 * @see jpki-card reference, section 4.4
 */
export class SecureTerminal {
  /** Of the next command. */
  counter = 1;
  readonly seed: Uint8Array;
  readonly #key: Uint8Array;

  constructor(seed: Uint8Array) {
    this.seed = seed;
    this.#key = seed.subarray(0, keyLength);
  }

  #vector(counter: number): Uint8Array {
    const block = new Uint8Array(16);
    new DataView(block.buffer).setUint32(12, counter);
    return createCipheriv('aes-128-ecb', this.#key, null).setAutoPadding(false).update(block);
  }

  /** AES-128-CBC of whole blocks. */
  encrypt(plain: Uint8Array): Uint8Array {
    const cipher = createCipheriv('aes-128-cbc', this.#key, this.#vector(this.counter));
    return cipher.setAutoPadding(false).update(plain);
  }

  /** Object 86 with data under padding 80 00 …. */
  object(data: Uint8Array): Uint8Array {
    const padding = new Uint8Array(16 - (data.length % 16));
    padding[0] = 0x80;
    const cryptogram = this.encrypt(concat(data, padding));
    return concat(Uint8Array.of(0x86, cryptogram.length + 1, 0x01), cryptogram);
  }

  /** A command of class 08 around an object; the counter goes on. */
  command(header: string, object: Uint8Array, le = ''): Uint8Array {
    this.counter++;
    return concat(hex(header), Uint8Array.of(object.length), object, hex(le));
  }

  selectFile(file: number): Uint8Array {
    return this.command('08 a4 02 0c', this.object(Uint8Array.of(file >> 8, file & 0xff)));
  }

  verify(p2: number, value: Uint8Array): Uint8Array {
    return this.command(`08 20 00 ${toHex(Uint8Array.of(p2))}`, this.object(value));
  }

  /** READ BINARY of the current EF, or of one by short identifier; extended Le. */
  read(p1p2: string, length: number): Uint8Array {
    this.counter++;
    const object = Uint8Array.of(0x96, 0x03, 0x00, length >> 8, length & 0xff);
    return concat(hex(`08 b0 ${p1p2} 00 00 05`), object, hex('00 00'));
  }

  /** Response data to the command before: the plain text, or `undefined` when it is none of this session. */
  open(data: Uint8Array): Uint8Array | undefined {
    if (data[0] !== 0x86) return undefined;
    const { value, end } = readObject(data);
    if (end !== data.length || value[0] !== 0x01 || value.length < 17 || value.length % 16 !== 1)
      return undefined;
    const cipher = createDecipheriv('aes-128-cbc', this.#key, this.#vector(this.counter - 1));
    const plain = cipher.setAutoPadding(false).update(value.subarray(1));
    const last = plain.findLastIndex((byte) => byte !== 0x00);
    return plain[last] === 0x80 ? plain.subarray(0, last) : undefined;
  }
}
