import { concatBytes } from '../codec/hex.ts';

/** How a contactless reader makes an ATR: as PC/SC part 3 says, or with the whole ATQB as some firmware does it. */
export type AtrBuilder = 'pcsc3' | 'acs-atqb12';

/** TD1 and TD2: T=0 and T=1 indicated, no interface bytes. */
const interfaceBytes = Uint8Array.of(0x80, 0x01);

/** `3B 8n 80 01`, the historical bytes, and the check byte over all but the first. */
function withHistorical(historical: Uint8Array): Uint8Array {
  const atr = concatBytes(
    Uint8Array.of(0x3b, 0x80 | historical.length),
    interfaceBytes,
    historical,
    Uint8Array.of(0),
  );
  atr[atr.length - 1] = atr.subarray(1).reduce((sum, byte) => sum ^ byte, 0);
  return atr;
}

/**
 * Of a card of type B, by the twelve bytes of its ATQB and the first of its answer to ATTRIB.
 * @see PC/SC part 3, 3.1.3.2.3.1; nfc-readers reference, section 7
 */
export function atrOfTypeB(builder: AtrBuilder, atqb: Uint8Array, attribAnswer: number): Uint8Array {
  return builder === 'acs-atqb12'
    ? withHistorical(atqb.subarray(0, 12))
    : withHistorical(concatBytes(atqb.subarray(5, 12), Uint8Array.of(attribAnswer & 0xf0)));
}

/** Of a card of type A, by the historical bytes of its ATS, of which fifteen at most fit. */
export const atrOfTypeA = (historical: Uint8Array): Uint8Array => withHistorical(historical.subarray(0, 15));

/** Registered identifier of the PC/SC workgroup. */
const workgroup = Uint8Array.of(0xa0, 0x00, 0x00, 0x03, 0x06);
/** Standard byte of a card that is no smart card. @see PC/SC part 3, supplemental document */
const storageStandards = { A: 0x03, B: 0x07, F: 0x11 } as const;

/** Of a card without ISO/IEC 14443-4: its standard, and that its name is not known. */
export function atrOfStorageCard(modulation: 'A' | 'B' | 'F', name = 0): Uint8Array {
  return withHistorical(
    concatBytes(
      Uint8Array.of(0x80, 0x4f, 0x0c),
      workgroup,
      Uint8Array.of(storageStandards[modulation], name >> 8, name & 0xff, 0, 0, 0, 0),
    ),
  );
}
