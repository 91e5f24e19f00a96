import { constants, createCipheriv, createDecipheriv, createPublicKey, publicEncrypt } from 'node:crypto';
import { concatBytes, hex, toHex } from '../codec/hex.ts';
import { secrets, select, type TestSession, verify } from './test-card.ts';

/** What differs between a terminal that does right and one that does not. */
export interface TerminalOptions {
  readonly hash?: 'sha1' | 'sha256';
  /** Delivered to the card; its first half is the key that the terminal goes on with. */
  readonly message?: string;
}

const seed = Buffer.from('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 'hex');
export const deliveryMessage = `a0228020${seed.toString('hex')}`;

/** SET SESSION KEY with these bytes. */
export const setSessionKey = (cryptogram: string, p1p2 = '0000'): string =>
  `80ae${p1p2} 00${(cryptogram.length / 2).toString(16).padStart(4, '0')} ${cryptogram}`;

/** The terminal's side of secure messaging, after the reference and not after the simulator. */
export class TestTerminal {
  readonly #session: TestSession;
  readonly #key: Buffer;
  counter = 1;

  constructor(session: TestSession, key: Buffer = seed.subarray(0, 16)) {
    this.#session = session;
    this.#key = key;
  }

  /** Verifies the text PIN, reads the card's key and delivers a session key: the answer to SET SESSION KEY. */
  static deliver(session: TestSession, options: TerminalOptions = {}): string {
    session.send(select.text, verify(secrets.text, '91'));
    return session.send(setSessionKey(toHex(TestTerminal.cryptogram(session, options))));
  }

  /** A delivery message under the key of EF 0006, which has to be open. */
  static cryptogram(
    session: TestSession,
    { hash = 'sha256', message = deliveryMessage }: TerminalOptions = {},
  ) {
    // A1 82 0109 90 03 010001 91 82 0100 n
    const modulus = Buffer.from(session.data('00b08600 000000').subarray(13, 13 + 256));
    const key = createPublicKey({
      key: { kty: 'RSA', n: modulus.toString('base64url'), e: 'AQAB' },
      format: 'jwk',
    });
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    return publicEncrypt({ key, padding, oaepHash: hash }, hex(message));
  }

  /** An activation with a session open. */
  static open(session: TestSession): TestTerminal {
    const answer = TestTerminal.deliver(session);
    if (answer !== '9000') throw new Error(`SET SESSION KEY answered ${answer}`);
    return new TestTerminal(session);
  }

  #vector(counter: number): Buffer {
    const block = Buffer.alloc(16);
    block.writeUInt32BE(counter, 12);
    const cipher = createCipheriv('aes-128-cbc', this.#key, Buffer.alloc(16)).setAutoPadding(false);
    return cipher.update(block);
  }

  /** `86 L 01 cryptogram` of data that the terminal pads, or of whole blocks as they stand. */
  object(data: string, { padded = false, counter = this.counter } = {}): string {
    let plain = hex(data);
    if (!padded) plain = concatBytes(plain, Uint8Array.of(0x80), new Uint8Array(15 - (plain.length % 16)));
    const cipher = createCipheriv('aes-128-cbc', this.#key, this.#vector(counter)).setAutoPadding(false);
    const value = `01${toHex(cipher.update(plain))}`;
    return `86${(value.length / 2).toString(16).padStart(2, '0')}${value}`;
  }

  /** Sends a command with an object, and counts it. */
  send(header: string, object: string, le = ''): string {
    const answer = this.#session.send(
      `${header} ${(object.length / 2).toString(16).padStart(2, '0')} ${object}${le}`,
    );
    this.counter++;
    return answer;
  }

  verify(value: string, p2: string): string {
    return this.send(`082000${p2}`, this.object(Buffer.from(value).toString('hex')));
  }

  selectFile(identifier: string): string {
    return this.send('08a4020c', this.object(identifier));
  }

  /** What READ BINARY gives in the clear, or its status word. */
  read(length: number, p1p2 = '0000'): string {
    const le = length.toString(16).padStart(4, '0');
    const answer = this.#session.send(`08b0${p1p2} 000005 960300${le} 0000`);
    const opened = answer.length === 4 ? answer : this.decipher(answer, this.counter);
    this.counter++;
    return opened;
  }

  /** The plain text of an answer with `86 L 01 cryptogram 9000`. */
  decipher(answer: string, counter: number): string {
    const bytes = Buffer.from(answer, 'hex').subarray(0, -2);
    const lengths = { 129: 3, 130: 4 }[bytes[1]!] ?? 2;
    if (bytes[0] !== 0x86 || bytes[lengths] !== 0x01) throw new Error(`no object 86: ${answer}`);
    const cipher = createDecipheriv('aes-128-cbc', this.#key, this.#vector(counter)).setAutoPadding(false);
    const plain = toHex(cipher.update(bytes.subarray(lengths + 1)));
    if (!/80(?:00)*$/.test(plain)) throw new Error(`no padding: ${plain}`);
    return plain.replace(/80(?:00)*$/, '');
  }
}
