import { concatBytes } from '../codec/hex.ts';
import type { ContactlessParameters } from './icc.ts';

/** The interface bytes TD1 and TD2: T=0 told first, T=1 last. */
const noHistorical = Uint8Array.of(0x80, 0x01);

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
  const historical =
    card.modulation === 'A'
      ? historicalOf(card.ats)
      : concatBytes(card.applicationData, card.protocolInfo, Uint8Array.of(card.mbli << 4));
  const body = concatBytes(Uint8Array.of(0x80 | historical.length), noHistorical, historical);
  return concatBytes(Uint8Array.of(0x3b), body, Uint8Array.of(body.reduce((check, byte) => check ^ byte, 0)));
}
