import type { ChipWord } from '../bytes/pn532-frame.ts';

/** A frame as it is on the air. Lengths and CRC are the harness's own. */
export interface AirFrame {
  readonly modulation: 'A' | 'B' | 'F';
  /** kbit/s; 106 when absent. */
  readonly bitRate?: 106 | 212 | 424 | 847;
  /** With its CRC, where it has one. */
  readonly bytes: Uint8Array;
  /** Bits of the last byte that are sent; 8 when absent. */
  readonly lastBits?: number;
}

/** What came back, with its CRC, and after how long. */
export interface AirAnswer {
  readonly bytes: Uint8Array;
  readonly afterMs: number;
  /** Several answered at once, of type A the same up to so many bits; of type B nothing can be told. */
  readonly collision?: number;
}

/** What the bench can lay into the field. Byte strings are hex digits. */
export type BenchCard =
  | {
      readonly modulation: 'B';
      /** As the card under test tells it, where absent. */
      readonly protocolInfo?: string;
      readonly pupi?: string;
      readonly afi?: number;
      /** Time that each command takes. */
      readonly executionTimeMs?: number;
    }
  | {
      readonly modulation: 'A';
      readonly uid: string | 'random';
      readonly sak: number;
      /** From TL on; a card without has no block protocol. */
      readonly ats?: string;
      readonly executionTimeMs?: number;
    }
  | { readonly modulation: 'F'; readonly idm: string; readonly systemCode: number };

/** A card in a field that the harness makes. */
export interface FieldUnderTest {
  power(on: boolean): Promise<void>;
  /** Sends a frame and listens for `timeoutMs`; undefined when nothing begins by then. */
  exchange(frame: AirFrame, timeoutMs: number): Promise<AirAnswer | undefined>;
  /** Where the bench has other cards: lays these in the place of what lies there, each with the applications of a card. */
  lay?(cards: readonly BenchCard[]): Promise<void>;
}

/** A frame that a reader sent to a card that the harness plays. */
export interface ReaderFrame {
  readonly modulation: 'A' | 'B' | 'F';
  readonly bitRate: number;
  /** Without CRC, which the antenna makes. */
  readonly bytes: Uint8Array;
  readonly lastBits: number;
  /** How long the reader will listen. */
  readonly timeoutMs: number;
}

/** What the played card does: sends a frame, stays silent, spoils its frame, or answers together with another one. */
export type PlayedAnswer = Uint8Array | 'silence' | 'damaged' | 'collision';

/** The card that the harness plays. */
export type PlayedCard = (frame: ReaderFrame) => PlayedAnswer;

/** A reader of cards whose antenna meets a card that the harness plays. */
export interface AntennaUnderTest {
  play(card: PlayedCard): void;
  /** Finds and activates a card; what stands for its ATR, empty without one. */
  powerOn(): Promise<Uint8Array>;
  /** A command of the host; undefined when the reader gave up. */
  transmit(command: Uint8Array): Promise<Uint8Array | undefined>;
  /** Asks whether the card is still there, where a host can ask that. */
  present?(): Promise<boolean>;
  powerOff(): Promise<void>;
  /** Whether there is a field. */
  fieldIsOn(): boolean;
}

/** A frame that a chip put on the air as its host told it to. */
export interface ChipFrame extends ReaderFrame {
  /** All that was on the air, with a CRC or without. */
  readonly air: Uint8Array;
}

/** A reader chip behind a pair of pipes, and its antenna. */
export interface ChipUnderTest {
  write(transfer: Uint8Array): Promise<void>;
  /** The next transfer; undefined when none comes. */
  read(): Promise<Uint8Array | undefined>;
  /** Has a card played; frames that it answers get their CRC on the way. */
  play(card: (frame: ChipFrame) => PlayedAnswer): void;
  /** From now on the played card answers only when `release` is called. */
  hold(): { release(): void };
  /** Whether there is a field. */
  fieldIsOn(): boolean;
}

/** A PN532 at the other end of a serial line, at the level of its frames. */
export interface SerialChipUnderTest {
  /** As far as it can be had, the state in which the chip has just got power; judges nothing. */
  begin(): Promise<void>;
  /** Sends bytes as they are. */
  write(bytes: Uint8Array): Promise<void>;
  /** What comes next; `silence` after the limit. */
  next(limitMs?: number): Promise<ChipWord>;
  /** The host's end at another baud rate. */
  setBaudRate(baudRate: number): Promise<void>;
  /** The card that lies there, or a second one, is put there or taken away; where the bench can do that. */
  put?(which: 'first' | 'second', there: boolean): void;
  /** Has a card played in the place of those that lie there; where the bench can do that. */
  play?(card: PlayedCard): void;
}

/** What a subject below the level of commands is. */
export type FramesUnderTest =
  | { readonly kind: 'field'; readonly field: FieldUnderTest }
  | { readonly kind: 'antenna'; readonly antenna: AntennaUnderTest }
  | { readonly kind: 'chip'; readonly chip: ChipUnderTest }
  | { readonly kind: 'serial'; readonly serial: SerialChipUnderTest };
