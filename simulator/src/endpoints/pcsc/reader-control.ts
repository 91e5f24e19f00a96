import type { ReaderProfile } from '@kazashi/profiles';
import { concatBytes, utf8Bytes } from '../../codec/hex.ts';
import { SCARD } from './scard.ts';
import { writeU32 } from './struct.ts';

/** SCardControl codes: 0x42000000 + n; the last is the same request as Windows numbers it. */
export const ControlCode = {
  getFeatureRequest: 0x4200_0d48,
  getFeatureRequestWindows: 0x0031_3520,
  getTlvProperties: 0x4233_0012,
  escape: 0x4200_0001,
} as const;

export const Attribute = {
  vendorName: 0x0001_0100,
  vendorIfdVersion: 0x0001_0102,
  vendorIfdSerialNumber: 0x0001_0103,
  channelId: 0x0002_0110,
  iccPresence: 0x0009_0300,
  iccInterfaceStatus: 0x0009_0301,
  atrString: 0x0009_0303,
  maxInput: 0x0007_a007,
  friendlyName: 0x7fff_0003,
  systemName: 0x7fff_0004,
} as const;

const featureGetTlvProperties = 0x12;
const featureEscape = 0x13;
const ccidHeaderLength = 10;

const littleEndian = (value: number, length: number): number[] =>
  Array.from({ length }, (_, i) => (value >>> (8 * i)) & 0xff);

/** PC/SC part 10: tag, length 4, control code in big endian, whatever the host is. */
function features(profile: ReaderProfile): Uint8Array {
  const list = profile.features.flatMap((tag) => {
    const code = tag === featureEscape ? ControlCode.escape : 0x4233_0000 + tag;
    return [tag, 4, ...littleEndian(code, 4).reverse()];
  });
  return Uint8Array.from(list);
}

/** What libccid tells of a reader without display and pinpad; values in little endian. @see pcsc reference, 1.6 */
function tlvProperties(profile: ReaderProfile): Uint8Array {
  const property = (tag: number, value: number, length: number): number[] => [
    tag,
    length,
    ...littleEndian(value, length),
  ];
  const { usb } = profile;
  return Uint8Array.from([
    ...property(1, 0, 2), // wLcdLayout
    ...property(3, 0, 1), // bTimeOut2
    ...property(9, profile.escape ? 1 : 0, 1), // bPPDUSupport
    ...(usb === undefined ? [] : [...property(11, usb.vendorId, 2), ...property(12, usb.productId, 2)]),
    ...property(10, profile.exchangeLevel === 'short-apdu' ? 0 : 0x1_0000, 4), // dwMaxAPDUDataSize
  ]);
}

/** What the reader answers to SCardControl: bytes, or a return code. */
export function control(profile: ReaderProfile, code: number): Uint8Array | number {
  switch (code) {
    case ControlCode.getFeatureRequest:
    case ControlCode.getFeatureRequestWindows:
      return features(profile);
    case ControlCode.getTlvProperties:
      return profile.features.includes(featureGetTlvProperties)
        ? tlvProperties(profile)
        : SCARD.unsupportedFeature;
    case ControlCode.escape:
      // libccid gives the same code for an escape that is not allowed and for one the reader does not know.
      return SCARD.notTransacted;
    default:
      return SCARD.unsupportedFeature;
  }
}

const u32 = (value: number): Uint8Array => {
  const bytes = new Uint8Array(4);
  writeU32(bytes, 0, value);
  return bytes;
};
const text = (value: string): Uint8Array => concatBytes(utf8Bytes(value), Uint8Array.of(0));

export interface AttributeSource {
  readonly name: string;
  readonly profile: ReaderProfile;
  readonly atr: Uint8Array;
  readonly present: boolean;
  readonly powered: boolean;
}

/** An attribute's value, or undefined when the reader does not have it. @see pcsc reference, 1.7 */
export function attribute(source: AttributeSource, id: number): Uint8Array | undefined {
  const { profile } = source;
  switch (id) {
    case Attribute.vendorName:
      return profile.vendorName === undefined ? undefined : text(profile.vendorName);
    case Attribute.vendorIfdVersion:
      return profile.usb === undefined ? undefined : u32(profile.usb.device << 16);
    case Attribute.vendorIfdSerialNumber:
      return profile.serialNumber === undefined ? undefined : text(profile.serialNumber);
    case Attribute.channelId:
      return profile.channelId === undefined ? undefined : u32(profile.channelId);
    case Attribute.iccPresence:
      return Uint8Array.of(source.present ? 2 : 0);
    case Attribute.iccInterfaceStatus:
      return Uint8Array.of(source.powered ? 1 : 0);
    case Attribute.atrString:
      return source.atr;
    case Attribute.maxInput:
      return u32(profile.maxMessageLength - ccidHeaderLength);
    case Attribute.friendlyName:
    case Attribute.systemName:
      return text(source.name);
    default:
      return undefined;
  }
}
