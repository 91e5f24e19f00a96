import type { CardSession, ContactlessParameters, Icc } from '../card/icc.ts';
import { hex } from '../codec/hex.ts';

/** A card of another kind that lies with, or in the place of, the one that is meant. */
interface Stranger {
  readonly text: { readonly en: string; readonly ja: string };
  /** What contactless readers make up for it. */
  readonly atr: string;
  readonly contactless: ContactlessParameters;
}

/** ATRs of cards without ISO/IEC 14443-4 as in PC/SC part 3, supplemental document; identifiers are made up. */
const strangers = {
  'stranger/felica': {
    text: { en: 'a FeliCa card, as for trains', ja: 'FeliCaカード(交通系など)' },
    atr: '3b8f8001804f0ca0000003061100000000000079',
    contactless: {
      modulation: 'F',
      idm: hex('01 14 54 45 53 54 00 01'),
      pmm: hex('01 20 22 04 27 67 4e ff'),
      systemCode: 0x0003,
    },
  },
  'stranger/type-a': {
    text: { en: 'a memory card of type A, as for doors', ja: 'Type Aのメモリーカード(入退室用など)' },
    atr: '3b8f8001804f0ca000000306030000000000006b',
    contactless: { modulation: 'A', uid: hex('54 45 53 54'), atqa: hex('04 00'), sak: 0x08 },
  },
  'stranger/payment': {
    text: {
      en: 'a payment card of type A with ISO/IEC 14443-4',
      ja: 'ISO/IEC 14443-4対応のType A決済カード',
    },
    atr: '3b80800101',
    contactless: {
      modulation: 'A',
      uid: 'random',
      atqa: hex('04 00'),
      sak: 0x20,
      ats: hex('05 78 80 70 02'),
    },
  },
  'stranger/licence': {
    text: { en: 'a driving licence, type B', ja: '運転免許証(Type B)' },
    atr: '3b888001000000009181c100d8',
    contactless: {
      modulation: 'B',
      applicationData: hex('00 00 00 00'),
      protocolInfo: hex('91 81 c1'),
      mbli: 0,
      pupi: 'random',
    },
  },
} as const satisfies Record<string, Stranger>;

export type StrangerName = keyof typeof strangers;
export const strangerNames = Object.keys(strangers) as StrangerName[];

const fileNotFound = Uint8Array.of(0x6a, 0x82);
const instructionNotSupported = Uint8Array.of(0x6d, 0x00);
const select = 0xa4;

/** It has none of the applications, and takes no other command. */
const session: CardSession = {
  execute: (command) => ({
    response: command[1] === select ? fileNotFound : instructionNotSupported,
    change: undefined,
    executionTimeMs: 0,
    cause: undefined,
  }),
  close: () => {},
};

/** The stranger of that name; `undefined` when it is none. The same object each time: there is one of each. */
export function strangerCard(name: string): Icc | undefined {
  return made.get(name);
}

const made: ReadonlyMap<string, Icc> = new Map(
  strangerNames.map((name): [string, Icc] => {
    const { text, atr, contactless } = strangers[name];
    return [
      name,
      {
        id: name,
        label: text.en,
        atr: hex(atr),
        contacts: false,
        contactless,
        open: () => session,
      },
    ];
  }),
);
