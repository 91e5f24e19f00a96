import { expect, test } from 'vitest';
import { toHex } from '../../codec/hex.ts';
import { testAtr, testProfile } from '../test-registry.ts';
import { Attribute, type AttributeSource, attribute, control } from './reader-control.ts';
import { SCARD } from './scard.ts';

const bytes = (answer: Uint8Array | number): string =>
  typeof answer === 'number' ? answer.toString(16) : toHex(answer);

test('the list of features gives each one its control code in big endian', () => {
  expect(bytes(control(testProfile, 0x4200_0d48))).toBe('120442330012');
  expect(bytes(control({ ...testProfile, features: [0x12, 0x13] }, 0x4200_0d48))).toBe(
    '120442330012130442000001',
  );
  expect(bytes(control(testProfile, 0x0031_3520))).toBe('120442330012'); // the same, as Windows numbers it
});

test('the properties are little endian: no display, no time-out, vendor, product, longest APDU data', () => {
  expect(bytes(control(testProfile, 0x4233_0012))).toBe(
    ['01020000', '030100', '090100', '0b020912', '0c020100', '0a0400000100'].join(''),
  );
});

test('a reader of short APDUs names no size, and one without USB no vendor', () => {
  const { usb: _, ...serial } = testProfile;
  expect(bytes(control({ ...serial, exchangeLevel: 'short-apdu' }, 0x4233_0012))).toBe(
    ['01020000', '030100', '090100', '0a0400000000'].join(''),
  );
});

test.each([
  ['an unknown code', 0x4200_1234, SCARD.unsupportedFeature],
  ['PIN verification on the reader', 0x4233_0006, SCARD.unsupportedFeature],
  ['an escape that is not allowed', 0x4200_0001, SCARD.notTransacted],
])('%s is refused', (_, code, rv) => {
  expect(control(testProfile, code)).toBe(rv);
});

const source: AttributeSource = {
  name: 'Kazashi TEST Reader 00 00',
  profile: testProfile,
  atr: testAtr,
  present: true,
  powered: false,
};
const nul = (text: string): string => toHex(new TextEncoder().encode(`${text}\0`));

test.each([
  ['vendor name', Attribute.vendorName, nul('Kazashi TEST')],
  ['version', Attribute.vendorIfdVersion, '00000001'],
  ['serial number', Attribute.vendorIfdSerialNumber, nul('TEST0001')],
  ['channel', Attribute.channelId, '01012000'],
  ['presence', Attribute.iccPresence, '02'],
  ['contact', Attribute.iccInterfaceStatus, '00'],
  ['ATR', Attribute.atrString, toHex(testAtr)],
  ['longest input', Attribute.maxInput, '0c000100'],
  ['friendly name', Attribute.friendlyName, nul('Kazashi TEST Reader 00 00')],
  ['system name', Attribute.systemName, nul('Kazashi TEST Reader 00 00')],
])('attribute: %s', (_, id, expected) => {
  expect(toHex(attribute(source, id) ?? new Uint8Array(0))).toBe(expected);
});

test('what the profile does not name, and every other attribute, is not there', () => {
  const { vendorName: _, ...nameless } = testProfile;
  expect(attribute({ ...source, profile: nameless }, Attribute.vendorName)).toBeUndefined();
  expect(attribute(source, 0x7fff_0005)).toBeUndefined();
});
