import { tlv } from './ber-tlv.ts';
import { CodecError } from './codec-error.ts';
import { concatBytes, hex } from './hex.ts';
import { digitsOf, objectValues, textObject, valueOfLength } from './template.ts';

/** EF 0003 of the visual application: what it says of itself. */
export interface VisualInformation {
  /** Four bytes that tell the layout. */
  readonly layout: Uint8Array;
  /** 16 bytes. What key it names is not established; it is not the one that EF 0004 certifies. */
  readonly keyIdentifier: Uint8Array;
  readonly version: number;
  /** Five digits. */
  readonly municipalityCode: string;
  /** 16 bytes: whose key the sealed number is for. */
  readonly sealKeyIdentifier: Uint8Array;
  /** 256 bytes: a verification number (照合番号) encrypted to the issuer. unverified: which, and how. */
  readonly sealedNumber: Uint8Array;
}

/** DF31 of the cards seen. */
export const visualLayout = hex('06 03 0e 01');

const template = 0xff30;
const tag = { layout: 0xdf31, keyIdentifier: 0xdf32, version: 0xdf33, municipality: 0xdf34, sealed: 0xdf35 };
const identifierLength = 16;

/**
 * `FF30 { DF31 04 ; DF32 10 key-id ; DF33 01 version ; DF34 05 municipality ; DF35 820110 key-id ‖ sealed }`
 * @see jpki-card reference, section 2.3
 */
export const encodeVisualInformation = (information: VisualInformation): Uint8Array =>
  tlv(
    template,
    tlv(tag.layout, information.layout),
    tlv(tag.keyIdentifier, information.keyIdentifier),
    tlv(tag.version, Uint8Array.of(information.version)),
    textObject(tag.municipality, information.municipalityCode),
    tlv(tag.sealed, concatBytes(information.sealKeyIdentifier, information.sealedNumber)),
  );

/** Throws CodecError. */
export function decodeVisualInformation(bytes: Uint8Array): VisualInformation {
  const [layout, keyIdentifier, version, municipality, sealed] = objectValues(
    bytes,
    template,
    Object.values(tag),
  );
  if (sealed!.length !== identifierLength + 256)
    throw new CodecError('codec/value-length', 'DF35 has 272 bytes', sealed!.length);
  return {
    layout: valueOfLength(layout!, 4),
    keyIdentifier: valueOfLength(keyIdentifier!, identifierLength),
    version: valueOfLength(version!, 1)[0]!,
    municipalityCode: digitsOf(municipality!, 5),
    sealKeyIdentifier: sealed!.slice(0, identifierLength),
    sealedNumber: sealed!.slice(identifierLength),
  };
}
