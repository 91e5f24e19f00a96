import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hex } from '../../codec/hex.ts';
import { atrProtocols, negotiate } from './atr-protocols.ts';
import { Protocol, SCARD } from './scard.ts';

const { t0, t1, t15 } = Protocol;
const both = t0 | t1;
/** TD1 says T=0, TD2 says T=1. */
const contactless = hex('3b 88 80 01 00 00 05 e0 b3 81 a1 00 7f');

test.each([
  ['contactless: T=0 first, T=1 offered', '3b 88 80 01 00 00 05 e0 b3 81 a1 00 7f', both, t0],
  ['contact: TD1 and TD2 say T=1', '3b da 13 ff 81 31 fb 46 80 12 39 2f 31 c1 73 c6 01 c0 3b', t1, t1],
  ['no TD1: T=0', '3b 02 14 50', t0, t0],
  ['TA2 leaves only T=1', '3b f0 11 00 00 81 11 00', t1, t1],
  ['T=15 only names global bytes', '3b 80 80 1f 00', t0 | t15, t0],
  ['nothing at all', '', 0, 0],
  ['cut in the interface bytes', '3b f0 11', 0, 0],
  ['no TS', '00 80 01', 0, 0],
])('%s', (_, atr, available, first) => {
  expect(atrProtocols(hex(atr))).toEqual({ available, first });
});

test.each([
  ['both wanted, reader has T=1', both, t1, t1],
  ['both wanted, reader has both', both, both, t1],
  ['both wanted, reader has T=0 alone: the first one after all', both, t0, t0],
  ['the old spelling of both', Protocol.anyOld, t1, t1],
  ['T=0 wanted, reader has T=1 alone', t0, t1, SCARD.unresponsiveCard],
  ['nothing the card offers', t15, both, SCARD.protocolMismatch],
])('negotiate: %s', (_, preferred, reader, outcome) => {
  expect(negotiate(contactless, preferred, reader)).toBe(outcome);
});

test('a card of T=1 alone refuses T=0', () => {
  expect(negotiate(hex('3b 80 01'), t0, both)).toBe(SCARD.protocolMismatch);
});

test('any bytes are read to an end', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (atr) => atrProtocols(atr).available < 16));
});
