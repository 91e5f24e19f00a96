import type { ReaderProfile } from '@kazashi/profiles';
import { SimulatorError } from '../errors.ts';

export type ReaderErrorCode =
  | 'reader/no-card'
  | 'reader/card-removed'
  | 'reader/card-mute'
  | 'reader/card-in-use'
  | 'reader/communication'
  | 'reader/contactless-only'
  | 'reader/unplugged'
  | 'reader/duplicate-name'
  | 'reader/no-stack'
  | 'reader/unknown';

export class ReaderError extends SimulatorError {
  declare readonly code: ReaderErrorCode;
  constructor(code: ReaderErrorCode, message: string) {
    super(code, message);
  }
}

/**
 * One activation of the card in a reader by one endpoint: from power-up to power-down, reset or removal.
 * It wraps one card session, so what is selected and verified in it is seen by nobody else.
 */
export interface CardContact {
  /** Answer to Reset; empty when the card is mute. */
  readonly atr: Uint8Array;
  /**
   * Carries a command APDU to the card, or to the reader itself when it is a pseudo-APDU (class FF), and gives
   * back the response APDU with its status word, once what the command changed is durable.
   * Returns the bytes themselves when nothing has to be waited for: the hot path of every endpoint.
   * Fails (throws or rejects) with ReaderError `reader/card-removed`, `reader/card-mute`, `reader/unplugged`, or
   * `reader/communication` when the answer was lost on its way: whether the command was executed is not known then.
   */
  transmit(command: Uint8Array): Uint8Array | Promise<Uint8Array>;
  /** Powers the card down. Calling it again does nothing. */
  close(): void;
}

export type CardPresence = 'absent' | 'present' | 'mute';

/** A reader with one slot, as an endpoint sees it. Everything it shows comes from its profile. */
export interface Reader {
  readonly id: string;
  /** PC/SC name, at most 127 bytes of UTF-8, such as `Kazashi TEST Reader 00 00`. */
  readonly name: string;
  readonly profile: ReaderProfile;
  readonly presence: CardPresence;
  /**
   * Powers the card up in a new session for `holder` (an endpoint's address). Throws ReaderError
   * `reader/no-card`, or `reader/card-in-use` when placement is single and somebody else holds the card.
   */
  activate(holder: string): CardContact;
  /** What the reader itself answers to an escape command; undefined when it does not take it. Throws nothing. */
  escape?(command: Uint8Array): Uint8Array | undefined | Promise<Uint8Array>;
}

export type ReaderEvent =
  | { readonly type: 'reader.added'; readonly reader: Reader }
  | { readonly type: 'reader.removed'; readonly reader: Reader }
  | { readonly type: 'card.inserted'; readonly reader: Reader }
  | { readonly type: 'card.removed'; readonly reader: Reader }
  /** What lies there lies otherwise, or with others: where nobody uses the card, it is looked for anew. */
  | { readonly type: 'card.moved'; readonly reader: Reader };

/** The readers there are. They come and go while clients wait; listeners are told after the fact, in order. */
export interface ReaderRegistry {
  readonly readers: readonly Reader[];
  subscribe(listener: (event: ReaderEvent) => void): () => void;
}
