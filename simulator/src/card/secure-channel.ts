import { createCipheriv, createDecipheriv } from 'node:crypto';
import { blockLength, pad } from '../codec/secure-messaging.ts';

/** How a card makes its initial vectors. */
export interface ChannelOptions {
  readonly firstCounter: number;
  readonly encryptsCounter: boolean;
}

/**
 * A session of secure messaging: AES-128-CBC under one key, with an initial vector from a counter that both sides
 * keep. There is no checksum: it hides, and proves nothing.
 * @see jpki-card reference, section 4.4
 */
export class SecureChannel {
  readonly #key: Uint8Array;
  readonly #encryptsCounter: boolean;
  /** Of the next command. */
  counter: number;

  constructor(key: Uint8Array, { firstCounter, encryptsCounter }: ChannelOptions) {
    this.#key = key;
    this.counter = firstCounter;
    this.#encryptsCounter = encryptsCounter;
  }

  #initialVector(counter: number): Uint8Array {
    const block = Buffer.alloc(blockLength);
    block.writeUInt32BE(counter, blockLength - 4);
    if (!this.#encryptsCounter) return block;
    return createCipheriv('aes-128-ecb', this.#key, null).setAutoPadding(false).update(block);
  }

  /** The plain text with its padding, of whole blocks. */
  decipher(cryptogram: Uint8Array, counter: number): Uint8Array {
    const cipher = createDecipheriv('aes-128-cbc', this.#key, this.#initialVector(counter));
    return cipher.setAutoPadding(false).update(cryptogram);
  }

  /** Pads and enciphers. */
  encipher(data: Uint8Array, counter: number): Uint8Array {
    const cipher = createCipheriv('aes-128-cbc', this.#key, this.#initialVector(counter));
    return cipher.setAutoPadding(false).update(pad(data));
  }
}
