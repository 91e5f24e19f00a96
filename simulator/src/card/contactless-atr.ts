import { concatBytes } from '../codec/hex.ts';
import { atrOfStorageCard, atrOfTypeA, atrOfTypeB } from './answer-to-reset.ts';
import type { ContactlessParameters } from './icc.ts';

/** Historical bytes of an answer to select: what follows TL, T0 and the interface bytes that T0 announces. */
function historicalOf(ats: Uint8Array): Uint8Array {
  if (ats.length < 2) return new Uint8Array(0);
  const t0 = ats[1]!;
  const interfaceBytes = [0x10, 0x20, 0x40].filter((bit) => (t0 & bit) !== 0).length;
  return ats.subarray(2 + interfaceBytes);
}

/**
 * The Answer to Reset that a contactless reader makes up for a card.
 * @see PC/SC part 3, 3.1.3.2.3: historical bytes of the ATS for type A; for type B application data, protocol info
 * and MBLI of the ATQB
 */
export function contactlessAtr(card: ContactlessParameters): Uint8Array {
  if (card.modulation === 'F') return atrOfStorageCard('F');
  if (card.modulation === 'A')
    return card.ats === undefined ? atrOfStorageCard('A') : atrOfTypeA(historicalOf(card.ats));
  const { applicationData, protocolInfo, mbli } = card;
  // Five bytes before them, 50 and the PUPI, are no part of it.
  const atqb = concatBytes(new Uint8Array(5), applicationData, protocolInfo);
  return atrOfTypeB('pcsc3', atqb, mbli << 4);
}
