import 'reflect-metadata';
import { X509Certificate as NodeCertificate } from 'node:crypto';
import {
  AuthorityInfoAccessExtension,
  AuthorityKeyIdentifierExtension,
  CertificatePolicyExtension,
  X509Certificate,
} from '@peculiar/x509';
import { describe, expect, test } from 'vitest';
import { fromJst } from '../clock/calendar.ts';
import { decodeTlv, decodeTlvs } from '../codec/ber-tlv.ts';
import { toHex, utf8Text } from '../codec/hex.ts';
import { authority, authorityCertificate, authorityValidity, generationFor } from './authority.ts';
import {
  type AuthenticationCertificateRequest,
  type CertificateRequest,
  issueCertificate,
  type SignatureCertificateRequest,
} from './certificate.ts';
import type { CertificateKind, Generation } from './certificate-profile.ts';

const start = fromJst(2026, 11, 21, 12);
const leaf = {
  generation: 2,
  serial: 0x0102_0304,
  subjectCommonName: 'TESTABCDEFGHIJ99001WXYZ',
  notBefore: fromJst(2026, 5, 5, 10, 20, 30),
  notAfter: fromJst(2031, 4, 12, 23, 59, 59),
  municipality: { prefecture: 'Mihon-ken', name: 'Test-shi' },
  ocspUrl: 'http://127.0.0.1:8888/ocsp',
} as const;
const authentication: AuthenticationCertificateRequest = {
  kind: 'authentication',
  keyName: 'leaf-01',
  ...leaf,
};
const signature: SignatureCertificateRequest = {
  kind: 'signature',
  keyName: 'leaf-00',
  ...leaf,
  holder: {
    name: 'テスト　花子',
    nameSubstitutes: '000000',
    birth: { year: 1985, month: 4, day: 12 },
    sex: '2',
    address: '見本県テスト市見本町１丁目２番３号',
    addressSubstitutes: '0'.repeat(17),
  },
};
const requests: Readonly<Record<CertificateKind, CertificateRequest>> = { authentication, signature };
const kinds = ['signature', 'authentication'] as const;
const generations = [1, 2] as const;
const each = kinds.flatMap((kind) =>
  generations.map((generation): [CertificateKind, Generation] => [kind, generation]),
);

const read = (der: Uint8Array): X509Certificate => new X509Certificate(Uint8Array.from(der));
const extensions = (der: Uint8Array): string[] =>
  read(der).extensions.map(({ type, critical }) => (critical ? `${type} critical` : type));
const extensionValue = (der: Uint8Array, type: string): Uint8Array =>
  new Uint8Array(read(der).getExtension(type)!.value);

/** Attributes of a Name in order: last arc of the type, tag of the string, text. */
const attributes = (name: Uint8Array): [arc: number, tag: number, text: string][] =>
  decodeTlvs(decodeTlv(name).value).map((set) => {
    const [type, text] = decodeTlvs(decodeTlv(set.value).value);
    return [type!.value.at(-1)!, text!.tag, utf8Text(text!.value)];
  });
const PRINTABLE = 0x13;
const UTF8 = 0x0c;
const [C, O, OU, CN] = [6, 10, 11, 3] as const;

describe.each(each)('CA for %s, generation %i', (kind, generation) => {
  const der = authorityCertificate(kind, generation, start);
  const certificate = read(der);

  test('extensions stand in the order of the real one, with its criticality', () => {
    expect(extensions(der)).toEqual([
      '2.5.29.15 critical', // keyUsage
      '2.5.29.17', // subjectAltName
      '2.5.29.19 critical', // basicConstraints
      '2.5.29.31', // cRLDistributionPoints
      '2.5.29.14', // subjectKeyIdentifier
    ]);
    expect(toHex(extensionValue(der, '2.5.29.15'))).toBe('03020106'); // keyCertSign, cRLSign
    expect(toHex(extensionValue(der, '2.5.29.19'))).toBe('30030101ff'); // a CA, no path length
  });

  test('it is self-signed, version 3, RSA-2048 with SHA-256', async () => {
    expect(new NodeCertificate(der).verify(new NodeCertificate(der).publicKey)).toBe(true);
    expect(certificate.issuer).toBe(certificate.subject);
    expect(certificate.signatureAlgorithm).toMatchObject({
      name: 'RSASSA-PKCS1-v1_5',
      hash: { name: 'SHA-256' },
    });
    expect(certificate.publicKey.algorithm).toMatchObject({ modulusLength: 2048 });
  });

  test('the name is our own, says TEST, and has the string types of the real one', () => {
    const purpose = kind === 'signature' ? 'digital signature' : 'user authentication';
    expect(attributes(new Uint8Array(certificate.subjectName.toArrayBuffer()))).toEqual([
      [C, PRINTABLE, 'JP'],
      [O, UTF8, 'KAZASHI TEST JPKI'],
      [OU, UTF8, `KAZASHI TEST JPKI for ${purpose}`],
      [OU, UTF8, 'KAZASHI TEST Agency'],
    ]);
  });

  test('the alternative name is the same in Japanese, and the CRL has the CA name', () => {
    const [name] = decodeTlvs(decodeTlv(extensionValue(der, '2.5.29.17')).value);
    expect(name!.tag).toBe(0xa4);
    expect(attributes(name!.value).map(([type, tag]) => [type, tag])).toEqual([
      [C, PRINTABLE],
      [O, UTF8],
      [OU, UTF8],
      [OU, UTF8],
    ]);
    expect(attributes(name!.value)[2]![2]).toContain(kind === 'signature' ? '署名用' : '利用者証明用');
    expect(toHex(extensionValue(der, '2.5.29.31'))).toContain(toHex(authority(kind, generation).name));
  });

  test('it ends with the last second of a year in Japan', () => {
    expect(certificate.notAfter.toISOString()).toMatch(/-12-31T14:59:59\.000Z$/);
  });
});

test.each(kinds)(
  'two generations of the CA for %s have one name and are told apart by key identifier',
  (kind) => {
    const [first, second] = generations.map(
      (generation) => new NodeCertificate(authorityCertificate(kind, generation, start)),
    );
    const issued = new NodeCertificate(issueCertificate(requests[kind]));
    expect(first!.subject).toBe(second!.subject);
    expect(issued.issuer).toBe(first!.subject);
    expect(issued.checkIssued(first!)).toBe(false); // OpenSSL compares key identifier and serial number
    expect(issued.checkIssued(second!)).toBe(true);
    expect(issued.verify(first!.publicKey)).toBe(false);
    expect(issued.verify(second!.publicKey)).toBe(true);
  },
);

test('the leaf names key identifier, name and serial number of the certificate that issued it', () => {
  for (const [kind, generation] of each) {
    const der = issueCertificate({ ...requests[kind], generation });
    const issuer = read(authorityCertificate(kind, generation, start));
    const identifier = read(der).getExtension(AuthorityKeyIdentifierExtension)!;
    expect(toHex(extensionValue(authorityCertificate(kind, generation, start), '2.5.29.14'))).toBe(
      `0414${toHex(authority(kind, generation).key.keyIdentifier)}`,
    );
    expect(identifier.certId?.serialNumber).toBe(issuer.serialNumber);
    expect(toHex(extensionValue(der, '2.5.29.35'))).toContain(
      `8014${toHex(authority(kind, generation).key.keyIdentifier)}`,
    );
  }
});

describe('authentication leaf', () => {
  const der = issueCertificate(authentication);

  test('extensions stand in the order of the real one, with its criticality, and none names the holder', () => {
    expect(extensions(der)).toEqual([
      '2.5.29.15 critical', // keyUsage
      '2.5.29.37', // extKeyUsage
      '2.5.29.32 critical', // certificatePolicies
      '2.5.29.18', // issuerAltName
      '2.5.29.31', // cRLDistributionPoints
      '1.3.6.1.5.5.7.1.1', // authorityInfoAccess
      '2.5.29.35', // authorityKeyIdentifier
      '2.5.29.14', // subjectKeyIdentifier
    ]);
    expect(toHex(extensionValue(der, '2.5.29.15'))).toBe('03020780'); // digitalSignature
    expect(toHex(extensionValue(der, '2.5.29.37'))).toBe('300a06082b06010505070302'); // clientAuth
  });

  test('the policy is not a production one', () => {
    expect(read(der).getExtension(CertificatePolicyExtension)!.policies).toEqual([
      '1.2.392.200149.8.5.1.0.30',
    ]);
  });
});

describe('signature leaf', () => {
  const der = issueCertificate(signature);

  test('extensions stand in the order of the real one, with its criticality, without extended key usage', () => {
    expect(extensions(der)).toEqual([
      '2.5.29.15 critical', // keyUsage
      '2.5.29.32 critical', // certificatePolicies
      '2.5.29.17', // subjectAltName
      '2.5.29.18', // issuerAltName
      '2.5.29.31', // cRLDistributionPoints
      '1.3.6.1.5.5.7.1.1', // authorityInfoAccess
      '2.5.29.35', // authorityKeyIdentifier
      '2.5.29.14', // subjectKeyIdentifier
    ]);
    expect(toHex(extensionValue(der, '2.5.29.15'))).toBe('030206c0'); // digitalSignature, nonRepudiation
  });

  test('extended key usage can be switched on', () => {
    const switched = issueCertificate({ ...signature, extendedKeyUsage: 'emailProtection' });
    expect(extensions(switched)[1]).toBe('2.5.29.37');
    expect(toHex(extensionValue(switched, '2.5.29.37'))).toBe('300a06082b06010505070304');
  });

  test('the policy is that of the test environment', () => {
    expect(read(der).getExtension(CertificatePolicyExtension)!.policies).toEqual([
      '1.2.392.200149.8.5.1.0.20',
    ]);
  });

  const otherNames = (bytes: Uint8Array): [oid: string, tag: number, text: string][] =>
    decodeTlvs(decodeTlv(extensionValue(bytes, '2.5.29.17')).value).map(({ tag, value }) => {
      expect(tag).toBe(0xa0); // otherName
      const [oid, wrapped] = decodeTlvs(value);
      const text = decodeTlv(wrapped!.value);
      return [toHex(oid!.value), text.tag, utf8Text(text.value)];
    });

  test('the holder stands in six otherNames, in the order .1 .4 .3 .5 .2 .6', () => {
    const arc = '2a83088c9b55080505';
    expect(otherNames(der)).toEqual([
      [`${arc}01`, UTF8, 'テスト　花子'],
      [`${arc}04`, UTF8, '319850412'],
      [`${arc}03`, UTF8, '2'],
      [`${arc}05`, UTF8, '見本県テスト市見本町１丁目２番３号'],
      [`${arc}02`, UTF8, '000000'],
      [`${arc}06`, UTF8, '00000000000000000'],
    ]);
  });

  test.each([
    ['1', '1'],
    ['2', '2'],
    ['0', '3'],
    ['9', '3'],
  ] as const)('sex %s of the card is %s in the certificate', (sex, expected) => {
    const names = otherNames(issueCertificate({ ...signature, holder: { ...signature.holder, sex } }));
    expect(names[2]![2]).toBe(expected);
  });
});

describe.each(kinds)('leaf for %s', (kind) => {
  const request = requests[kind];
  const der = issueCertificate(request);
  const certificate = read(der);

  test('it begins 30 82 and is the same for the same request', () => {
    expect(toHex(der.subarray(0, 2))).toBe('3082'); // OpenSC takes the size from bytes 2 and 3
    expect(decodeTlv(der).end).toBe(der.length);
    expect(issueCertificate(request)).toEqual(der);
  });

  test('serial number of four bytes, opaque subject, validity as asked', () => {
    expect(certificate.serialNumber).toBe('01020304');
    expect(attributes(new Uint8Array(certificate.subjectName.toArrayBuffer()))).toEqual([
      [C, PRINTABLE, 'JP'],
      [CN, UTF8, 'TESTABCDEFGHIJ99001WXYZ'],
    ]);
    expect(certificate.notBefore.toISOString()).toBe('2026-05-05T01:20:30.000Z');
    expect(certificate.notAfter.toISOString()).toBe('2031-04-12T14:59:59.000Z');
    expect(toHex(der)).toContain(`170d${toHex(Buffer.from('310412145959Z'))}`); // UTCTime
  });

  test.each([0, 0x00ff_ffff, 0x8000_0000, 0x0100_0000 + 0.5])('serial number %d is refused', (serial) => {
    expect(() => issueCertificate({ ...request, serial })).toThrowError(
      expect.objectContaining({ code: 'pki/value' }),
    );
  });

  test('the CRL is named after prefecture and municipality; a URL can stand beside the name', () => {
    // { [0] { [0] { [4] Name } } }
    const names = (bytes: Uint8Array) =>
      decodeTlvs(
        decodeTlv(decodeTlv(decodeTlv(decodeTlv(extensionValue(bytes, '2.5.29.31')).value).value).value)
          .value,
      );
    const [name, ...others] = names(der);
    expect(others).toEqual([]);
    expect(attributes(name!.value).slice(3)).toEqual([
      [OU, UTF8, 'CRL Distribution Points'],
      [OU, UTF8, 'Mihon-ken'],
      [CN, UTF8, 'Test-shi CRLDP'],
    ]);
    const [, url] = names(issueCertificate({ ...request, crlUrl: 'http://127.0.0.1/crl' }));
    expect([url!.tag, utf8Text(url!.value)]).toEqual([0x86, 'http://127.0.0.1/crl']);
  });

  test('OCSP is asked where the request says', () => {
    const access = certificate.getExtension(AuthorityInfoAccessExtension)!;
    expect(access.ocsp.map(({ value }) => value)).toEqual(['http://127.0.0.1:8888/ocsp']);
  });

  test('no name, policy or address of the production service is in it', () => {
    const text = Buffer.from(der).toString('utf8');
    expect(text).not.toMatch(/jpki\.go\.jp|Japan Agency|地方公共団体|O=JPKI/);
    expect(text).toContain('KAZASHI TEST JPKI');
    const issuer = attributes(new Uint8Array(certificate.issuerName.toArrayBuffer()));
    expect(issuer[1]![2]).not.toBe('JPKI');
  });
});

describe('generations', () => {
  const days = (count: number): number => start + count * 86_400_000;

  test('the certificates of a CA are the same for every start in one year of Japan, and not in the next', () => {
    const first = authorityCertificate('signature', 1, fromJst(2026, 1, 1));
    expect(authorityCertificate('signature', 1, fromJst(2026, 12, 31, 23, 59, 59))).toEqual(first);
    expect(authorityCertificate('signature', 1, fromJst(2027, 1, 1))).not.toEqual(first);
  });

  test.each([
    [-200, 2],
    [-3700, 1],
    [0, 2],
    [3000, 2],
  ])('a leaf issued %i days from the start comes from generation %i and ends before it', (day, expected) => {
    const validity = { notBefore: days(day), notAfter: days(day + 5 * 366) };
    expect(generationFor(validity, start)).toBe(expected);
    expect(validity.notAfter).toBeLessThan(authorityValidity(expected === 1 ? 1 : 2, start).notAfter);
  });

  test('whatever is issued up to the start fits the first generation too', () => {
    const lastDay = fromJst(2026, 12, 31);
    expect(fromJst(2031, 12, 31, 23, 59, 59)).toBeLessThanOrEqual(authorityValidity(1, lastDay).notAfter);
  });

  test.each([-17 * 366, 17 * 366])('a leaf %i days from the start is refused', (day) => {
    expect(() => generationFor({ notBefore: days(day), notAfter: days(day + 5 * 366) }, start)).toThrowError(
      expect.objectContaining({ code: 'pki/outside-authority' }),
    );
  });
});
