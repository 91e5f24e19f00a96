import type { CardBlocks } from '@kazashi/profiles';
import type { Execution } from './execution.ts';

/**
 * One activation of a card, from power-up to power-off: what is selected and what is verified.
 * Sessions of one card share its non-volatile state and nothing else.
 */
export interface CardSession {
  /** Synchronous; whatever bytes come in, there is an answer. */
  execute(command: Uint8Array): Execution;
  close(): void;
}

/** What a card tells of itself in a field before it is activated. Every length is that of the standard. */
export type ContactlessParameters =
  | {
      readonly modulation: 'B';
      /** 4 bytes of the ATQB. @see ISO/IEC 14443-3, 7.9 */
      readonly applicationData: Uint8Array;
      /** 3 bytes of the ATQB: bit rates, frame size and protocol, FWI and options. */
      readonly protocolInfo: Uint8Array;
      /** Maximum buffer length index of the answer to ATTRIB. */
      readonly mbli: number;
      /** 4 bytes, or drawn anew whenever the field comes up. */
      readonly pupi: Uint8Array | 'random';
      /** Family and subfamily that it answers to besides AFI 00; absent: none. @see ISO/IEC 14443-3, 7.7.3 */
      readonly afi?: number | 'any';
      /** How it plays the block protocol; absent: as a card that nobody measured. */
      readonly blocks?: CardBlocks;
    }
  | {
      readonly modulation: 'A';
      /** 4 or 7 bytes, or four drawn anew (first byte 08) whenever the field comes up. @see ISO/IEC 14443-3, 6.5.4 */
      readonly uid: Uint8Array | 'random';
      /** ATQA as it is sent, low byte first. */
      readonly atqa: Uint8Array;
      readonly sak: number;
      /** Answer to select from TL on, without CRC; absent: it has no block protocol. @see ISO/IEC 14443-4, 5.2 */
      readonly ats?: Uint8Array;
      /** As of type B. */
      readonly blocks?: CardBlocks;
    }
  | {
      readonly modulation: 'F';
      /** Manufacture id, 8 bytes. @see JIS X 6319-4 */
      readonly idm: Uint8Array;
      /** Manufacture parameters, 8 bytes. */
      readonly pmm: Uint8Array;
      readonly systemCode: number;
    };

/** What is put into a slot or held to a reader: a plastic card, or a phone that carries its functions. */
export interface Icc {
  readonly id: string;
  /** Make and holder, for people. */
  readonly label: string;
  /** Answer to Reset: that of the contacts, or what a contactless reader makes up (PC/SC part 3, 3.1.3.2.3). */
  readonly atr: Uint8Array;
  /** Whether it fits into a contact slot and has contacts. */
  readonly contacts: boolean;
  /** Absent: a field does not see it. */
  readonly contactless: ContactlessParameters | undefined;
  /** Whether it answers no reader just then, as a locked phone; absent: it always answers. */
  readonly mute?: boolean;
  /** Powers it up: nothing selected, nothing verified. */
  open(): CardSession;
}
