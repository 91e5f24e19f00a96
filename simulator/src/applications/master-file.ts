import { asciiBytes, hex } from '../codec/hex.ts';

export interface MasterFileFacts {
  /** 16 bytes, the key identifier of the issuer. */
  readonly issuerKeyIdentifier: Uint8Array;
  readonly intermediateKeyIdentifier: Uint8Array;
  readonly cardIdentifier: string;
  readonly municipalityCode: string;
  /** YYYYMMDD. */
  readonly expiry: string;
  /** Answer to Reset of the contact side, with TS. */
  readonly contactAtr: Uint8Array;
  /** Card-verifiable certificates without their 7F21 wrapper. */
  readonly issuerCertificate: () => Uint8Array;
  readonly intermediateCertificate: () => Uint8Array;
}

/** GlobalPlatform card recognition data: the framework's object identifier alone. unverified: real content. */
const cardRecognitionData = hex('66 0d 73 0b 06 09 2a 86 48 86 fc 6b 02 02 01').subarray(2);

/** Objects that GET DATA gives with no application selected. @see jpki-card reference, section 2.5 */
export function masterFileObjects(facts: MasterFileFacts): ReadonlyMap<number, () => Uint8Array> {
  const fixed = (bytes: Uint8Array) => () => bytes;
  return new Map<number, () => Uint8Array>([
    [0x0042, fixed(facts.issuerKeyIdentifier)],
    [0x0045, fixed(asciiBytes(facts.cardIdentifier))],
    [0x0066, fixed(cardRecognitionData)],
    [0x00f0, fixed(asciiBytes(facts.municipalityCode))],
    [0x00f2, fixed(asciiBytes(facts.expiry))],
    [0x00f7, fixed(facts.intermediateKeyIdentifier)],
    [0x00f8, facts.issuerCertificate],
    [0x7f21, facts.intermediateCertificate],
    [0x5f51, fixed(facts.contactAtr.subarray(1))],
  ]);
}
