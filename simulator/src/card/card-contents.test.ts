import { createHash, createPublicKey, verify as verifySignature, X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { decodeTlv, decodeTlvs } from '../codec/ber-tlv.ts';
import { asciiText, hex, toHex } from '../codec/hex.ts';
import {
  activate,
  contentOf,
  file,
  secrets,
  select,
  type TestSession,
  testCard,
  verify,
} from './test-card.ts';

const wholeFile = (session: TestSession, application: string, identifier: string): Uint8Array =>
  session.data(application, file(identifier), '00b00000 000000');
const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** Checks RSASSA-PKCS1-v1_5 with SHA-256 against a bare modulus. */
function signedBy(modulus: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const n = Buffer.from(modulus).toString('base64url');
  return verifySignature(
    'sha256',
    message,
    createPublicKey({ key: { kty: 'RSA', n, e: 'AQAB' }, format: 'jwk' }),
    signature,
  );
}
const item = (objects: Uint8Array, tag: number): Uint8Array =>
  decodeTlvs(objects).find((object) => object.tag === tag)!.value;

describe('JPKI', () => {
  test('holds two certificates, each beside the CA certificate that signed it', () => {
    const session = activate();
    session.send(select.jpki, verify(secrets.signature, '9b'));
    for (const [leaf, authority] of [
      ['8100', '8200'],
      ['8a00', '8b00'],
    ]) {
      const certificate = new X509Certificate(session.data(`00b0${leaf} 000000`));
      const issuer = new X509Certificate(session.data(`00b0${authority} 000000`));
      expect(certificate.checkIssued(issuer)).toBe(true);
      expect(certificate.verify(issuer.publicKey)).toBe(true);
      expect(issuer.ca).toBe(true);
      expect(certificate.subject).not.toMatch(/テスト|花子/);
      expect(issuer.subject).toMatch(/TEST/);
    }
  });

  test('begins its certificates with 30 82, where clients look for the length', () => {
    const card = testCard();
    for (const identifier of [0x01, 0x02, 0x0a, 0x0b]) {
      const der = contentOf(card, 'jpki', identifier);
      expect(toHex(der.subarray(0, 2))).toBe('3082');
      expect(((der[2]! << 8) | der[3]!) + 4).toBe(der.length);
    }
  });

  test('says in EF 0008 that both certificates are there', () => {
    expect(activate().send(select.jpki, '00b08800 00')).toBe('8f8f00' + '9000');
  });

  test('says in EF 0006 that it is JPKIAPICCTOKEN2, in 160 bytes', () => {
    const session = activate();
    const token = wholeFile(session, select.jpki, '0006');
    expect(token).toHaveLength(160);
    expect(asciiText(token.subarray(0, 32))).toBe('JPKIAPICCTOKEN2'.padEnd(32, ' '));
    expect(asciiText(token.subarray(80, 96))).toBe('0990000000000017');
  });

  test('guards the signature certificate alone', () => {
    const session = activate();
    session.send(select.jpki);
    const answers = ['81', '82', '86', '88', '8a', '8b'].map((sfi) =>
      session.send(`00b0${sfi}00 01`).slice(-4),
    );
    expect(answers).toEqual(['6982', '9000', '9000', '9000', '9000', '9000']);
  });
});

describe('text', () => {
  const number = 'ff100c' + '313233343536373839303138' + 'ffff';

  test('has the individual number in 17 bytes behind PIN or number A', () => {
    const session = activate();
    session.send(select.text);
    expect(session.send('00b08100 00')).toBe('6982');
    expect(session.send(verify(secrets.text, '91'), '00b08100 11')).toBe(`${number}9000`);
    expect(activate().send(select.text, verify(secrets.numberA, '94'), '00b08100 00')).toBe(`${number}9000`);
    expect(activate().send(select.text, verify(secrets.numberB, '95'), '00b08100 00')).toBe('6982');
  });

  test('has the basic data behind PIN or number B', () => {
    const session = activate();
    session.send(select.text);
    expect(session.send('00b08200 00')).toBe('6982');
    expect(session.send(verify(secrets.numberA, '94'), '00b08200 00')).toBe('6982');
    const data = session.data(verify(secrets.text, '91'), '00b08200 00');
    expect(activate().data(select.text, verify(secrets.numberB, '95'), '00b08200 00')).toEqual(data);
    const template = decodeTlv(data);
    expect(template).toMatchObject({ tag: 0xff20, end: data.length });
    const text = (tag: number): string => Buffer.from(item(template.value, tag)).toString('utf8');
    expect([text(0xdf22), text(0xdf23), text(0xdf24), text(0xdf25)]).toEqual([
      'テスト\u3000花子',
      '見本県テスト市見本町１丁目２番３号',
      '19850412',
      '2',
    ]);
  });

  test('signs in EF 0003 the hash of the number with filler and of the basic data without offsets', () => {
    const session = activate();
    session.send(select.text, verify(secrets.text, '91'));
    const record = decodeTlv(session.data('00b08300 000000'));
    expect(record).toMatchObject({ tag: 0xff30, end: 0x14b + 5 });
    const basic = session.data('00b08200 000000');
    expect(toHex(item(record.value, 0xdf31))).toBe(sha256(hex(number)));
    expect(toHex(item(record.value, 0xdf32))).toBe(sha256(decodeTlv(basic).value.subarray(3 + 8)));
    const certificate = session.data('00b08400 000000');
    const body = item(decodeTlv(certificate).value, 0x5f4e);
    const n = item(body.subarray(32), 0x91);
    const signed = record.value.subarray(0, 2 * (3 + 32));
    expect(signedBy(n, signed, item(record.value, 0xdf33))).toBe(true);
  });

  test.each([
    ['0003', ['91', '94', '95']],
    ['0006', ['91', '94', '95']],
    ['0007', ['91', '94', '95']],
  ])('EF %s opens with PIN, A or B', (identifier, by) => {
    const values: Readonly<Record<string, string>> = {
      '91': secrets.text,
      '94': secrets.numberA,
      '95': secrets.numberB,
    };
    expect(activate().send(select.text, file(identifier), '00b00000 01')).toBe('6982');
    for (const p2 of by) {
      expect(activate().send(select.text, verify(values[p2]!, p2), file(identifier), '00b00000 01')).toMatch(
        /9000$/,
      );
    }
  });

  test('has a free card-verifiable certificate and application information', () => {
    const session = activate();
    const certificate = wholeFile(session, select.text, '0004');
    expect(toHex(certificate.subarray(0, 10))).toBe('7f21820233' + '5f4e820129');
    expect(certificate).toHaveLength(5 + 0x233);
    const information = wholeFile(session, select.text, '0005');
    const { tag, value } = decodeTlv(information);
    expect(tag).toBe(0xff40);
    expect(toHex(item(value, 0xdf41))).toBe('01030e01');
    expect(item(value, 0xdf42)).toHaveLength(16);
    expect(item(value, 0xdf43)).toHaveLength(0x80);
    expect(session.send(file('0008'), '00b00000 00')).toBe(`${'ff'.repeat(16)}9000`);
  });

  test('has an RSA session key and the signed public key of its record key', () => {
    const session = activate();
    session.send(select.text, verify(secrets.text, '91'));
    expect(toHex(session.data('00b08600 000000').subarray(0, 13))).toBe('a182010990030100' + '0191820100');
    const signed = decodeTlv(session.data('00b08700 000000'));
    expect(signed).toMatchObject({ tag: 0xff50, end: 5 + 0x213 });
  });
});

describe('the card of a child', () => {
  const child = (): TestSession => activate({ person: 'test/child' });

  test('has no signature certificate, says so, and keeps its password reference', () => {
    const session = child();
    expect(session.send(select.jpki, file('0001'))).toBe('6a82');
    expect(session.send('00b08100 00')).toBe('6a82');
    expect(session.send('00b08800 00')).toBe('008f00' + '9000');
    expect(session.send(file('001b'), '00200080')).toBe('63c5');
  });

  test('takes no password and signs with no signature key, though a desk sets a password', () => {
    const session = child();
    session.send(select.jpki, file('001b'));
    for (const left of ['63c4', '63c3', '63c2', '63c1', '63c0', '6984'])
      expect(session.send(verify('AB1234'))).toBe(left);
    const secret = session.card.secrets.get('jpki/signature')!;
    secret.counter.send({ type: 'secret.reset', by: 'counter' });
    secret.value = hex('41 42 31 32 33 34');
    expect(session.send(verify('AB1234'))).toBe('9000');
    expect(session.send('802a009a 01 5a 00')).toBe('6982');
  });

  test('authenticates its holder as any other', () => {
    const session = child();
    session.send(select.jpki, verify('1234', '98'));
    const key = new X509Certificate(session.data('00b08a00 000000')).publicKey;
    const signature = session.data('802a0397 04 54455354 00');
    expect(verifySignature('sha256', Buffer.from('TEST'), key, signature)).toBe(true);
  });
});

describe('basic data', () => {
  test.each([
    ['test/adult', 'ff20', 1],
    ['test/long-basic-data', 'ff2081', 2],
    ['test/very-long-basic-data', 'ff2082', 3],
  ])('of %s begin with %s: a length of %d bytes', (person, beginning, lengthBytes) => {
    const session = activate({ person });
    const data = session.data(select.text, verify('9120', '91'), '00b08200 000000');
    expect(toHex(data)).toMatch(new RegExp(`^${beginning}`));
    const template = decodeTlv(data);
    expect(template.end - template.value.length).toBe(2 + lengthBytes);
    const offsets = item(template.value, 0xdf21);
    for (let n = 0; n < 4; n++) {
      const at = (offsets[2 * n]! << 8) | offsets[2 * n + 1]!;
      expect(toHex(data.subarray(at, at + 2))).toBe(`df2${n + 2}`);
    }
    expect(Buffer.from(item(template.value, 0xdf22)).toString('utf8')).toBe(
      session.card.facts.personProfile.name,
    );
  });
});

test('the integrity record is right also where a byte of the length looks like the first of a tag', () => {
  const session = activate({
    holder: { address: '見本県テスト市見本町１丁目２番３号'.padEnd(17 + 121, 'A') },
  });
  session.send(select.text, verify(secrets.text, '91'));
  const basic = session.data('00b08200 000000');
  expect(toHex(basic.subarray(0, 6))).toBe('ff2081df' + 'df21');
  const record = decodeTlv(session.data('00b08300 000000')).value;
  expect(toHex(item(record, 0xdf32))).toBe(sha256(basic.subarray(4 + 3 + 8)));
});

test.each([
  ['mynumber/contactless-05e0', '3b8880010000' + '05e0b381a1007f'],
  ['mynumber/contactless-41e0', '3b8880010000' + '41e0b381a1003b'],
  ['mynumber/contact-da13', '3bda13ff8131fb46801239' + '2f31c173c601c03b'],
  ['mynumber/contact-c5', '3bc5ff8131fb458073c6010000'],
  ['mynumber/contact-3be0', '3be000ff8131fe4514'],
])('%s answers to reset with %s and holds the same applications', (card, atr) => {
  const session = activate({ card });
  expect(toHex(session.card.atr)).toBe(atr);
  for (const name of ['jpki', 'text', 'common', 'juki'] as const)
    expect(session.send(select[name])).toBe('9000');
});

test('a card made twice from the same facts has the same bytes', () => {
  const [one, other] = [testCard(), testCard()];
  for (const identifier of [0x01, 0x02, 0x06, 0x0a, 0x0b]) {
    expect(toHex(contentOf(one, 'jpki', identifier))).toBe(toHex(contentOf(other, 'jpki', identifier)));
  }
});
