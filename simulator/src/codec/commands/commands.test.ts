import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CodecError } from '../codec-error.ts';
import { decodeCommandApdu } from '../command-apdu.ts';
import { hex, toHex } from '../hex.ts';
import { type Command, commandBytes } from './define-command.ts';
import { decodeFileReference, encodeFileReference, type FileReference } from './file-reference.ts';
import {
  CHANGE_KEY,
  CHANGE_REFERENCE_DATA,
  COMPUTE_DIGITAL_SIGNATURE,
  commands,
  GET_CHALLENGE,
  GET_DATA,
  INTERNAL_AUTHENTICATE,
  READ_BINARY,
  READ_RECORD,
  SELECT,
  SET_PUBLIC_IC_KEY,
  SET_SESSION_KEY,
  VERIFY,
} from './index.ts';

interface Vector {
  readonly name: string;
  readonly bytes: string;
  decoded(): unknown;
  encoded(): string;
}

function vector<P>(command: Command<P>, bytes: string, parameters: P): Vector {
  return {
    name: `${command.name} ${bytes}`,
    bytes,
    decoded: () => command.decode(decodeCommandApdu(hex(bytes))),
    encoded: () => toHex(commandBytes(command, parameters)),
  };
}

const jpki = hex('d392f000260100000001');
const current: FileReference = { kind: 'current' };
const byDefault: FileReference = { kind: 'default' };
const short = (identifier: number): FileReference => ({ kind: 'short', identifier });

/** Commands as clients send them, with what they mean. @see jpki-card reference, section 8 */
const meanings: readonly [Vector, unknown][] = [
  meaning(SELECT, '00a4040c 0a d392f000260100000001', {
    by: 'name',
    name: jpki,
    occurrence: 'first',
    answer: 'none',
  }),
  meaning(SELECT, '00a40400 0a d392f000260100000001 00', {
    by: 'name',
    name: jpki,
    occurrence: 'first',
    answer: 'fci',
  }),
  meaning(SELECT, '00a4040e 02 d392', { by: 'name', name: hex('d392'), occurrence: 'next', answer: 'none' }),
  meaning(SELECT, '00a40402 02 d392 00', {
    by: 'name',
    name: hex('d392'),
    occurrence: 'next',
    answer: 'fci',
  }),
  meaning(SELECT, '00a4020c 02 001b', { by: 'file', identifier: 0x001b, answer: 'none' }),
  meaning(SELECT, '00a40200 02 001b 00', { by: 'file', identifier: 0x001b, answer: 'fci' }),
  meaning(SELECT, '00a40000', { by: 'master-file', identifier: undefined }),
  meaning(SELECT, '00a40000 02 3f00', { by: 'master-file', identifier: 0x3f00 }),
  meaning(READ_BINARY, '00b00000 00', { shortIdentifier: undefined, offset: 0, ne: 256 }),
  meaning(READ_BINARY, '00b07fff 01', { shortIdentifier: undefined, offset: 0x7fff, ne: 1 }),
  meaning(READ_BINARY, '00b08a04 04', { shortIdentifier: 0x0a, offset: 4, ne: 4 }),
  meaning(READ_BINARY, '00b09e00 000000', { shortIdentifier: 30, offset: 0, ne: 65_536 }),
  meaning(READ_RECORD, '00b2010c 00', { record: 1, extent: 'one', shortIdentifier: 1, ne: 256 }),
  meaning(READ_RECORD, '00b20204 1e', { record: 2, extent: 'one', shortIdentifier: undefined, ne: 30 }),
  meaning(READ_RECORD, '00b20105 00', { record: 1, extent: 'to-last', shortIdentifier: undefined, ne: 256 }),
  meaning(VERIFY, '00200080', { reference: current, verificationData: hex('') }),
  meaning(VERIFY, '00200080 04 31323334', { reference: current, verificationData: hex('31323334') }),
  meaning(VERIFY, '00200098 04 31323334', { reference: short(0x18), verificationData: hex('31323334') }),
  meaning(CHANGE_REFERENCE_DATA, '00240180 04 34333231', {
    reference: current,
    newReferenceData: hex('34333231'),
  }),
  meaning(CHANGE_KEY, '80320080 04 34333231', { reference: current, newReferenceData: hex('34333231') }),
  meaning(CHANGE_KEY, '8032009c 04 34333231', { reference: short(0x1c), newReferenceData: hex('34333231') }),
  meaning(COMPUTE_DIGITAL_SIGNATURE, '802a0080 02 0102 00', {
    scheme: 0,
    key: current,
    input: hex('0102'),
    ne: 256,
  }),
  meaning(COMPUTE_DIGITAL_SIGNATURE, '802a0597 000001 ff 0000', {
    scheme: 5,
    key: short(0x17),
    input: hex('ff'),
    ne: 65_536,
  }),
  meaning(COMPUTE_DIGITAL_SIGNATURE, '802a0200 01 ff 00', {
    scheme: 2,
    key: byDefault,
    input: hex('ff'),
    ne: 256,
  }),
  meaning(INTERNAL_AUTHENTICATE, '00880099 02 0102 00', {
    key: short(0x19),
    challenge: hex('0102'),
    ne: 256,
  }),
  meaning(GET_CHALLENGE, '00840000 08', { ne: 8, extended: false }),
  meaning(GET_CHALLENGE, '00840000 000008', { ne: 8, extended: true }),
  meaning(GET_DATA, '00ca0042 00', { tag: 0x0042, ne: 256 }),
  meaning(GET_DATA, '00ca7f21 000000', { tag: 0x7f21, ne: 65_536 }),
  meaning(SET_SESSION_KEY, `80ae0000 000100 ${'5a'.repeat(256)}`, { cryptogram: hex('5a'.repeat(256)) }),
  meaning(SET_PUBLIC_IC_KEY, `80a200c1 000100 ${'00'.repeat(256)}`, { certificate: new Uint8Array(256) }),
];

function meaning<P>(command: Command<P>, bytes: string, parameters: P): [Vector, unknown] {
  return [vector(command, bytes, parameters), parameters];
}

test.each(meanings)('$name', ({ bytes, decoded, encoded }, parameters) => {
  expect(decoded()).toEqual(parameters);
  expect(encoded()).toBe(bytes.replaceAll(' ', ''));
});

test('each command of the table has a class and instruction of its own', () => {
  expect(new Set(commands.map(({ cla, ins }) => `${cla} ${ins}`)).size).toBe(commands.length);
  const named = new Set(meanings.map(([{ name }]) => name.replace(/ [0-9a-f ]+$/, '')));
  expect(named).toEqual(new Set(commands.map(({ name }) => name)));
});

describe('parameters that a command does not have are refused', () => {
  test.each([
    [SELECT, '00a4010c 02 0001', 'codec/p1-p2'],
    [SELECT, '00a40404 02 d392', 'codec/p1-p2'],
    [SELECT, '00a40204 02 0001', 'codec/p1-p2'],
    [SELECT, '00a40001', 'codec/p1-p2'],
    [SELECT, '00a4040c 11 0000000000000000000000000000000000', 'codec/data-length'],
    [SELECT, '00a4020c 01 01', 'codec/data-length'],
    [SELECT, '00a4020c', 'codec/data-length'],
    [SELECT, '00a40000 01 3f', 'codec/data-length'],
    [READ_BINARY, '00b08000 00', 'codec/p1-p2'],
    [READ_BINARY, '00b09f00 00', 'codec/p1-p2'],
    [READ_BINARY, '00b0a100 00', 'codec/p1-p2'],
    [READ_BINARY, '00b0c100 00', 'codec/p1-p2'],
    [READ_BINARY, '00b00000 01 00', 'codec/data-length'],
    [READ_RECORD, '00b20100 00', 'codec/p1-p2'],
    [READ_RECORD, '00b20106 00', 'codec/p1-p2'],
    [READ_RECORD, '00b201fc 00', 'codec/p1-p2'],
    [READ_RECORD, '00b20104 01 00', 'codec/data-length'],
    [VERIFY, '00200180', 'codec/p1-p2'],
    [VERIFY, '00200000', 'codec/p1-p2'],
    [VERIFY, '0020009f', 'codec/p1-p2'],
    [VERIFY, '00200001', 'codec/p1-p2'],
    [CHANGE_REFERENCE_DATA, '00240080 04 31323334', 'codec/p1-p2'],
    [CHANGE_REFERENCE_DATA, '00240100 04 31323334', 'codec/p1-p2'],
    [CHANGE_KEY, '80320180 04 31323334', 'codec/p1-p2'],
    [CHANGE_KEY, '80320000 04 31323334', 'codec/p1-p2'],
    [COMPUTE_DIGITAL_SIGNATURE, '802a009f 01 00 00', 'codec/p1-p2'],
    [INTERNAL_AUTHENTICATE, '00880199 01 00 00', 'codec/p1-p2'],
    [GET_CHALLENGE, '00840100 08', 'codec/p1-p2'],
    [GET_CHALLENGE, '00840001 08', 'codec/p1-p2'],
    [GET_CHALLENGE, '00840000 01 00 08', 'codec/data-length'],
    [GET_DATA, '00ca0042 01 00 00', 'codec/data-length'],
    [SET_SESSION_KEY, '80ae0001 01 00', 'codec/p1-p2'],
    [SET_PUBLIC_IC_KEY, '80a20000 01 00', 'codec/p1-p2'],
    [SET_PUBLIC_IC_KEY, '80a200ae 01 00', 'codec/p1-p2'],
  ] as const)('$name %s', (command, bytes, code) => {
    expect(() => command.decode(decodeCommandApdu(hex(bytes)))).toThrow(expect.objectContaining({ code }));
  });
});

test('P2 80 is the current EF, 81 to 9E a short identifier, 00 the default key, and nothing else a file', () => {
  const known: number[] = [];
  for (let p2 = 0; p2 < 256; p2++) {
    let reference: FileReference;
    try {
      reference = decodeFileReference(p2);
    } catch (error) {
      expect(error).toMatchObject({ code: 'codec/p1-p2' });
      continue;
    }
    expect(encodeFileReference(reference)).toBe(p2);
    known.push(p2);
  }
  expect(known).toEqual([0x00, ...Array.from({ length: 31 }, (_, i) => 0x80 + i)]);
});

test('any command decodes, or gives CodecError and no other; what decodes, decodes the same once encoded', () => {
  const byte = fc.nat(255);
  const parts = fc.record({
    p1: fc.oneof(byte, fc.constantFrom(0x00, 0x01, 0x02, 0x04)),
    p2: fc.oneof(byte, fc.constantFrom(0x00, 0x04, 0x0c, 0x80)),
    data: fc.uint8Array({ maxLength: 18 }),
    ne: fc.nat(256),
  });
  fc.assert(
    fc.property(
      fc.constantFrom(...(commands as readonly Command<unknown>[])),
      parts,
      (command, { p1, p2, data, ne }) => {
        const { cla, ins } = command;
        let parameters: unknown;
        try {
          parameters = command.decode({ cla, ins, p1, p2, data, ne, extended: false });
        } catch (error) {
          expect(error).toBeInstanceOf(CodecError);
          return;
        }
        expect(command.decode(decodeCommandApdu(commandBytes(command, parameters)))).toEqual(parameters);
      },
    ),
    { numRuns: 2000 },
  );
});
