import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CodecError } from '../codec/codec-error.ts';
import { hex, toHex } from '../codec/hex.ts';
import { authority } from './authority.ts';
import { certId } from './cert-id.ts';
import {
  type CrlEntry,
  crlNumber,
  decodeCrl,
  encodeCrl,
  encodeCrlBody,
  encodeCrlEntries,
  numberOf,
} from './crl.ts';
import { DerReader } from './der-reader.ts';
import { decodeOcspRequest, encodeOcspRequest, nonceExtension, nonceOf } from './ocsp-request.ts';
import {
  type CertStatus,
  type CrlReason,
  crlReasons,
  decodeOcspResponse,
  encodeOcspError,
  encodeOcspResponse,
  encodeResponseData,
  encodeSingleResponse,
} from './ocsp-response.ts';
import { sha256WithRsa } from './signed-certificate.ts';

const id = certId('signature', 2, 0x0102_0304);
const instant = Date.parse('2026-11-20T09:00:00Z');

describe('an OCSP request', () => {
  test('names issuer and serial number', () => {
    const { keyIdentifier } = authority('signature', 2).key; // the SHA-1 of the key
    const request = encodeOcspRequest({ certificates: [id] });
    expect(request.length).toBe(0x47);
    // OCSPRequest { tbs { requestList { one { CertID { SHA-1, hash of the name
    const opening = '3045' + '3043' + '3041' + '303f' + '303d' + '300906052b0e03021a0500' + '0414';
    expect(toHex(request.subarray(0, 23))).toBe(opening);
    // hash of the key, serial number
    expect(toHex(request.subarray(-28))).toBe(`0414${toHex(keyIdentifier)}020401020304`);
  });

  test('comes back from its bytes', () => {
    const nonce = hex('0102030405060708');
    const request = decodeOcspRequest(
      encodeOcspRequest({ certificates: [id, id], extensions: [nonceExtension(nonce)] }),
    );
    expect(request.certificates.map(({ der, serial }) => [toHex(der), serial])).toEqual([
      [toHex(id), '01020304'],
      [toHex(id), '01020304'],
    ]);
    expect(toHex(nonceOf(request.extensions)!)).toBe(toHex(nonce));
    expect(request.version).toBe(0);
  });
});

const reasons = Object.keys(crlReasons) as CrlReason[];
const seconds = fc.integer({ min: 0, max: 4_000_000_000 }).map((value) => value * 1000);
const anyStatus: fc.Arbitrary<CertStatus> = fc.oneof(
  fc.constant({ status: 'good' as const }),
  fc.constant({ status: 'unknown' as const }),
  fc.record({
    status: fc.constant('revoked' as const),
    at: seconds,
    reason: fc.constantFrom(null, ...reasons),
  }),
);

const response = (certStatus: CertStatus, nextUpdate: number | null = null): Uint8Array =>
  encodeOcspResponse({
    data: encodeResponseData({
      responderKey: authority('signature', 2).key.keyIdentifier,
      producedAt: instant,
      responses: [encodeSingleResponse({ certId: id, certStatus, thisUpdate: instant, nextUpdate })],
      extensions: [nonceExtension(hex('aa'))],
    }),
    algorithm: sha256WithRsa,
    signature: new Uint8Array(256),
    certificates: [],
  });

describe('an OCSP response', () => {
  test('comes back from its bytes, whatever the status', () => {
    fc.assert(
      fc.property(anyStatus, fc.option(seconds), (certStatus, nextUpdate) => {
        const { basic } = decodeOcspResponse(response(certStatus, nextUpdate));
        expect(basic!.responses[0]).toMatchObject({ certStatus, thisUpdate: instant, nextUpdate });
        expect(basic!.producedAt).toBe(instant);
      }),
    );
  });

  test.each(['malformedRequest', 'internalError', 'tryLater', 'sigRequired', 'unauthorized'] as const)(
    '%s is a status alone',
    (status) => {
      expect(decodeOcspResponse(encodeOcspError(status))).toEqual({ status, basic: undefined });
    },
  );

  test('a successful status without a response is none', () => {
    expect(() => decodeOcspResponse(hex('3003 0a0100'))).toThrow(CodecError);
    expect(() => decodeOcspResponse(hex('3003 0a0104'))).toThrow(CodecError); // 4 is not used
  });
});

const list = (entries: readonly CrlEntry[]): Uint8Array => {
  const fields = {
    issuer: authority('signature', 2).name,
    thisUpdate: instant,
    nextUpdate: instant + 1000,
    extensions: [crlNumber(20_777)],
  };
  return encodeCrl(encodeCrlBody(fields, [encodeCrlEntries(entries)]), new Uint8Array(256));
};

describe('a revocation list', () => {
  test('an entry has serial number, date and reason', () => {
    const entry = { serial: 0x0102_0304, at: instant, reason: 'certificateHold' } as const;
    // SEQUENCE { serial, UTCTime, { { reasonCode, OCTET STRING { ENUMERATED 6 } } } }
    expect(toHex(encodeCrlEntries([entry]))).toBe(
      `3023 020401020304 170d${toHex(Buffer.from('261120090000Z'))} 300c300a0603551d1504030a0106`.replaceAll(
        ' ',
        '',
      ),
    );
  });

  test('comes back from its bytes; one without entries has no field for them', () => {
    const entry = fc.record({
      serial: fc.integer({ min: 0, max: 2 ** 40 }),
      at: seconds,
      reason: fc.constantFrom(null, ...reasons),
    });
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        const decoded = decodeCrl(list(entries));
        expect(decoded.entries).toEqual(entries.length === 0 ? null : entries);
        expect([decoded.version, decoded.thisUpdate, numberOf(decoded)]).toEqual([2, instant, 20_777]);
      }),
    );
  });
});

describe('bytes that were meddled with', () => {
  const whole = [
    [
      'request',
      encodeOcspRequest({ certificates: [id], extensions: [nonceExtension(hex('01'))] }),
      decodeOcspRequest,
    ],
    ['response', response({ status: 'revoked', at: instant, reason: 'superseded' }), decodeOcspResponse],
    ['list', list([{ serial: 1, at: instant, reason: 'superseded' }]), decodeCrl],
  ] as const;

  test.each(whole)('a %s is read or refused with CodecError', (_, bytes, decode) => {
    const anything = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)).map(([at, value]) => bytes.with(at, value)),
      fc.nat(bytes.length).map((end) => bytes.subarray(0, end)),
    );
    fc.assert(
      fc.property(anything, (changed) => {
        try {
          decode(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(CodecError);
        }
      }),
      { numRuns: 1500 },
    );
  });

  test.each([
    ['a length that is not the shortest', '02810101', 'codec/der-length'],
    ['an integer with a byte too many', '02020001', 'codec/der-integer'],
    ['an integer of nothing', '0200', 'codec/der-integer'],
  ])('%s is not DER', (_, bytes, code) => {
    expect(() => new DerReader(hex(bytes)).integerHex()).toThrow(expect.objectContaining({ code }));
  });
});
