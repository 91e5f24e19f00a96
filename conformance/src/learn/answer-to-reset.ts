import type { CardProfile } from '@kazashi/profiles';
import { toHex } from '../bytes/hex.ts';

type Atqb = NonNullable<CardProfile['atqb']>;

const spaced = (bytes: Uint8Array): string => toHex(bytes).replace(/..(?=.)/g, '$& ');

/** What an Answer to Reset tells of how the card is reached. */
export interface Activation {
  readonly interface: CardProfile['interface'];
  readonly atr: string;
  /** Of a type B card on a contactless reader. */
  readonly atqb?: Atqb;
}

/**
 * PC/SC part 3, 3.1.3.2.3: a contactless reader makes up 3B 8n 80 01; for a type B card the eight bytes that follow
 * are those of its ATQB: application data 4, protocol info 3, MBLI in the high half of the last.
 */
export function activationOf(atr: Uint8Array): Activation {
  const contactless = atr[0] === 0x3b && (atr[1]! & 0xf0) === 0x80 && atr[2] === 0x80 && atr[3] === 0x01;
  if (!contactless) return { interface: 'contact', atr: spaced(atr) };
  const typeB = atr[1] === 0x88 && atr.length === 13 && (atr[11]! & 0x0f) === 0;
  return {
    interface: 'contactless',
    atr: spaced(atr),
    ...(typeB
      ? {
          atqb: {
            applicationData: spaced(atr.subarray(4, 8)),
            protocolInfo: spaced(atr.subarray(8, 11)),
            mbli: atr[11]! >> 4,
          },
        }
      : {}),
  };
}
