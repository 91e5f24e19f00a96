import { expect, test } from 'vitest';
import { fromJst } from '../clock/calendar.ts';
import { encodeBasicData } from '../codec/basic-data.ts';
import { asciiBytes, concatBytes, hex, toHex } from '../codec/hex.ts';
import {
  authorityCertificate,
  encodeCardVerifiableCertificate,
  issueCardVerifiableCertificate,
  issueCertificate,
  rsaKey,
  testKeyIds,
} from './index.ts';
import { encodeRecordSignature, signRecords } from './record-signature.ts';

// `vitest run … -u` writes the files anew; without it a byte that moved fails.
const vectors = '../../../firmware-fixtures/vectors';
const json = (content: object): string =>
  `${JSON.stringify({ provenance: 'TEST, invented; made by simulator/src/pki/vectors.test.ts from keys/test-keys.json', ...content }, null, 2)}\n`;

test('certificates come out as in the vectors', async () => {
  const start = fromJst(2026, 11, 21);
  const leaf = {
    generation: 2,
    subjectCommonName: 'TESTABCDEFGHIJ99001WXYZ',
    notBefore: fromJst(2026, 5, 5, 10, 20, 30),
    notAfter: fromJst(2031, 4, 12, 23, 59, 59),
    municipality: { prefecture: 'Mihon-ken', name: 'Test-shi' },
    ocspUrl: 'http://127.0.0.1:8888/',
  } as const;
  const holder = {
    name: '見本吉田　高葛太郎',
    nameSubstitutes: '001001100',
    birth: { year: 1972, month: 2, day: 29 },
    sex: '1',
    address: '見本県テスト市見本町１丁目２番３号',
    addressSubstitutes: '0'.repeat(17),
  } as const;
  const signature = issueCertificate({
    kind: 'signature',
    serial: 0x0102_0304,
    keyName: 'leaf-00',
    holder,
    ...leaf,
  });
  const authentication = issueCertificate({
    kind: 'authentication',
    serial: 0x0102_0305,
    keyName: 'leaf-01',
    ...leaf,
  });
  await expect(
    json({
      calendarStart: '2026-11-21T00:00:00+09:00',
      'ca-signature-1': toHex(authorityCertificate('signature', 1, start)),
      'ca-signature-2': toHex(authorityCertificate('signature', 2, start)),
      'ca-authentication-1': toHex(authorityCertificate('authentication', 1, start)),
      'ca-authentication-2': toHex(authorityCertificate('authentication', 2, start)),
      signature: toHex(signature),
      authentication: toHex(authentication),
    }),
  ).toMatchFileSnapshot(`${vectors}/certificates.json`);
});

test('the records of the text application come out as in the vectors', async () => {
  const key = rsaKey('leaf-02');
  const ef0001 = concatBytes(hex('ff 10 0c'), asciiBytes('123456789018'), hex('ff ff'));
  const ef0002 = encodeBasicData({
    name: 'テスト　花子',
    address: '見本県テスト市見本町１丁目２番３号',
    birth: '19850412',
    sex: '2',
  });
  const certificate = issueCardVerifiableCertificate(
    { issuerKeyId: testKeyIds.rootText, subjectKeyId: testKeyIds.text, modulus: key.modulus },
    rsaKey('cvc-root-text'),
  );
  await expect(
    json({
      rootModulus: toHex(rsaKey('cvc-root-text').modulus),
      ef0001: toHex(ef0001),
      ef0002: toHex(ef0002),
      ef0003: toHex(encodeRecordSignature(signRecords(ef0001, ef0002, key))),
      ef0004: toHex(encodeCardVerifiableCertificate(certificate)),
    }),
  ).toMatchFileSnapshot(`${vectors}/text-application.json`);
});
