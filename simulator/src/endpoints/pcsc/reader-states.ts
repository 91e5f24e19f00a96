import { CardState, fixedReaders, maxAtr, maxReaderName, Sharing } from './scard.ts';
import { bytesOf, defineStruct, i32, textOf, u32, type Values } from './struct.ts';

const fields = {
  readerName: textOf(maxReaderName),
  eventCounter: u32,
  readerState: u32,
  readerSharing: i32,
  cardAtr: bytesOf(maxAtr),
  // Three pad bytes lie here, as the compiler puts them.
  cardAtrLength: u32,
  cardProtocol: u32,
};

/** One reader as every client sees it, 184 bytes. @see pcsc reference, 1.2 */
export const READER_STATE = defineStruct(fields);
export type ReaderState = Values<typeof fields>;

export const absentState: Omit<ReaderState, 'readerName'> = {
  eventCounter: 0,
  readerState: CardState.absent,
  readerSharing: Sharing.none,
  cardAtr: new Uint8Array(0),
  cardAtrLength: 0,
  cardProtocol: 0,
};

/**
 * The READER_STATE array, kept in the form it is sent in. Each reader keeps its place while it is there; an
 * empty place is all zeros. The count never shrinks, because a 4:6 client takes that for an error.
 */
export class ReaderStates {
  #bytes = new Uint8Array(fixedReaders * READER_STATE.size);
  readonly #taken: boolean[] = [];

  get count(): number {
    return this.#bytes.length / READER_STATE.size;
  }

  /** Takes the first free place. */
  take(): number {
    let index = this.#taken.indexOf(false);
    if (index < 0) index = this.#taken.length;
    this.#taken[index] = true;
    if (index >= this.count) {
      const bigger = new Uint8Array((index + 1) * READER_STATE.size);
      bigger.set(this.#bytes);
      this.#bytes = bigger;
    }
    return index;
  }

  write(index: number, state: Partial<ReaderState>): void {
    READER_STATE.patch(this.#bytes, index * READER_STATE.size, state);
  }

  free(index: number): void {
    this.#taken[index] = false;
    this.#bytes.fill(0, index * READER_STATE.size, (index + 1) * READER_STATE.size);
  }

  /** A copy of the first `count` places; what is sent may lie in a queue while the states go on. */
  copy(count: number): Uint8Array {
    return this.#bytes.slice(0, count * READER_STATE.size);
  }
}
