import {
  constants,
  createHash,
  createPublicKey,
  publicDecrypt,
  verify as verifySignature,
} from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { decodeAgeRecord } from '../codec/age-record.ts';
import { decodeTlv, decodeTlvs } from '../codec/ber-tlv.ts';
import { decodeCardFace } from '../codec/card-face.ts';
import { asciiText, toHex } from '../codec/hex.ts';
import { decodeNumberImage } from '../codec/number-image.ts';
import { decodeVisualInformation } from '../codec/visual-information.ts';
import {
  activate,
  changeKey,
  changeReferenceData,
  contentOf,
  file,
  query,
  secrets,
  select,
  type TestCardOptions,
  type TestSession,
  testCard,
  verify,
} from './test-card.ts';

const references = { birth: '91', numberB: '92', numberA: '93' } as const;
type Secret = keyof typeof references;

/** An activation in which these secrets are verified. */
function visual(names: readonly Secret[] = [], options: TestCardOptions = {}): TestSession {
  const session = activate(options);
  session.send(select.visual, ...names.map((name) => verify(secrets[name], references[name])));
  return session;
}
const publicKey = (modulus: Uint8Array) => {
  const n = Buffer.from(modulus).toString('base64url');
  return createPublicKey({ key: { kty: 'RSA', n, e: 'AQAB' }, format: 'jwk' });
};
const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
/** Modulus that EF 0004 certifies, read without our own decoder: the last 256 bytes of the body. */
const certified = (card = testCard()): Uint8Array =>
  decodeTlv(decodeTlv(contentOf(card, 'visual', 0x04)).value).value.subarray(-256);
/** Bytes of objects as they stand, header and all. */
const objectBytes = (template: Uint8Array, ...tags: number[]): Uint8Array => {
  const { value } = decodeTlv(template);
  return Buffer.concat(
    decodeTlvs(value)
      .filter(({ tag }) => tags.includes(tag))
      .map(({ offset, end }) => value.subarray(offset, end)),
  );
};

describe('each secret opens so much and no more', () => {
  const opens: Readonly<Record<Secret | 'nothing', string>> = {
    nothing: '6982 6982 9000 9000 6982 9000',
    birth: '9000 6982 9000 9000 6982 9000',
    numberB: '6982 9000 9000 9000 6982 9000',
    numberA: '6982 9000 9000 9000 9000 9000',
  };
  test.each(Object.entries(opens))('%s', (name, answers) => {
    const session = visual(name === 'nothing' ? [] : [name as Secret]);
    const read = ['81', '82', '83', '84', '85', '86'].map((sfi) => session.send(`00b0${sfi}00 01`).slice(-4));
    expect(read.join(' ')).toBe(answers);
  });
});

describe('the age record', () => {
  test('holds birth and card key, signed by the certified key over both objects', () => {
    const bytes = visual(['birth']).data('00b08100 000000');
    const record = decodeAgeRecord(bytes);
    expect(record.birth).toBe('19850412');
    const signed = objectBytes(bytes, 0xdf11, 0xdf12);
    expect(verifySignature('sha256', signed, publicKey(certified()), record.signature)).toBe(true);
    expect(verifySignature('sha256', signed, publicKey(record.publicKey.modulus), record.signature)).toBe(
      false,
    );
  });
});

describe('the card face', () => {
  const bytes = contentOf(testCard(), 'visual', 0x02);
  const face = decodeCardFace(bytes);

  test('says who the holder is, without the name as text', () => {
    expect([face.birth, face.sex, face.expiry]).toEqual(['19850412', '2', '20360412']);
    expect(bytes.length).toBeGreaterThan(0x0fff);
    expect(Buffer.from(bytes).includes('花子')).toBe(false);
  });

  test('is signed as three digests in one DigestInfo; expiry and security code are not covered', () => {
    const digests = [[0xdf22, 0xdf23, 0xdf24], [0xdf25, 0xdf26], [0xdf27]].map((tags) =>
      sha256(objectBytes(bytes, ...tags)),
    );
    const opened = publicDecrypt(
      { key: publicKey(certified()), padding: constants.RSA_PKCS1_PADDING },
      face.signature,
    );
    expect(toHex(opened)).toBe(`3071300d060960864801650304020105000460${digests.join('')}`);
  });

  test('is read in pieces at 15-bit offsets like any file', () => {
    const session = visual(['numberB']);
    session.send(file('0002'));
    expect(toHex(session.data('00b01000 10'))).toBe(toHex(bytes.subarray(0x1000, 0x1010)));
  });
});

test('the number image holds the same key as the other records, signed by the certified key', () => {
  const card = testCard();
  const bytes = contentOf(card, 'visual', 0x05);
  const record = decodeNumberImage(bytes);
  expect(
    verifySignature('sha256', objectBytes(bytes, 0xdf41, 0xdf42), publicKey(certified()), record.signature),
  ).toBe(true);
  expect(record.publicKey).toEqual(decodeCardFace(contentOf(card, 'visual', 0x02)).publicKey);
  expect(record.publicKey).toEqual(decodeAgeRecord(contentOf(card, 'visual', 0x01)).publicKey);
});

test('the key in the records signs challenges without any secret, by default and by short identifier', () => {
  const session = visual();
  const { modulus } = decodeAgeRecord(contentOf(session.card, 'visual', 0x01)).publicKey;
  for (const p2 of ['00', '9a']) {
    const signature = session.data(`802a03${p2} 04 54455354 00`);
    expect(verifySignature('sha256', Buffer.from('TEST'), publicKey(modulus), signature)).toBe(true);
  }
  expect(session.send('0088009a 04 54455354 00')).toBe('6985');
  expect(session.cause).toBe('visual/authenticate-refused');
});

test('EF 0003 names the municipality, and another key than EF 0004', () => {
  const session = visual();
  const information = decodeVisualInformation(session.data('00b08300 000000'));
  expect([toHex(information.layout), information.version, information.municipalityCode]).toEqual([
    '06030e01',
    0,
    '99001',
  ]);
  const body = decodeTlv(decodeTlv(session.data('00b08400 000000')).value).value;
  const [issuer, subject] = [body.subarray(0, 16), body.subarray(16, 32)].map((id) =>
    asciiText(id.subarray(0, 7)),
  );
  expect([issuer, subject]).toEqual(['6990023', '9900121']);
  expect(asciiText(information.keyIdentifier.subarray(0, 7))).toBe('6990024');
});

test('EF 0006 is sixteen FF', () => {
  expect(visual().send('00b08600 00')).toBe(`${'ff'.repeat(16)}9000`);
});

describe('secrets', () => {
  test.each([
    ['0011', '63ca'],
    ['0012', '63ca'],
    ['0013', '63ca'],
    ['0014', '63c3'],
    ['0015', '63c3'],
  ])('%s has its tries: %s', (identifier, answer) => {
    expect(visual().send(file(identifier), query)).toBe(answer);
  });

  test('count apart from each other and from the text application', () => {
    const session = visual();
    expect(session.send(verify('000000000000', '93'))).toBe('63c9');
    expect(session.send(file('0012'), query)).toBe('63ca');
    expect(session.send(select.text, file('0014'), query)).toBe('63ca');
    session.send(verify('000000000000', '94'), verify('000000000000', '94'));
    expect(session.send(select.visual, file('0013'), query)).toBe('63c9');
  });

  test('have as many tries as the profile says', () => {
    const session = visual([], { tries: { visualBirth: 2, visualNumberA: 3, visualNumberB: 4 } });
    expect(['0011', '0013', '0012'].map((id) => session.send(file(id), query))).toEqual([
      '63c2',
      '63c3',
      '63c4',
    ]);
    expect(session.send(verify('000000', '91'), verify('000000', '91'))).toBe('63c0');
    expect(session.send(verify(secrets.birth, '91'))).toBe('6984');
  });

  test('are blocked for good on 0014, where no value is right', () => {
    const session = visual();
    const answers = [1, 2, 3, 4].map(() => session.send(verify('1234', '94')));
    expect(answers).toEqual(['63c2', '63c1', '63c0', '6984']);
  });

  test('cannot be changed', () => {
    const session = visual(['numberA']);
    expect(session.send(changeReferenceData('000000000000', '93'))).toBe('6d00');
    expect(session.send(changeKey('000000000000', '93'))).toBe('6d00');
    expect(session.send(verify(secrets.numberA, '93'))).toBe('9000');
  });

  test('of a child born in Heisei have the year of Heisei', () => {
    const session = visual([], { person: 'test/child' });
    const { year, month, day } = session.card.facts.birth;
    const digits = [year - 1988, month, day].map((part) => String(part).padStart(2, '0')).join('');
    expect(session.send(verify(digits, '91'))).toBe('9000');
  });
});

test.each(['0010', '001c', '001e'])('EF %s is selectable and unreadable', (identifier) => {
  expect(visual().send(file(identifier), '00b00000 00')).toBe('6981');
});

test('a card without files of unknown purpose has none of them here', () => {
  const session = visual([], { switches: { unidentifiedFiles: 'absent' } });
  for (const identifier of ['0010', '0014', '0015', '001c', '001e'])
    expect(session.send(file(identifier))).toBe('6a82');
});

test('cards of two persons differ, and each is the same each time they are made', () => {
  const again = contentOf(testCard(), 'visual', 0x02);
  expect(toHex(again)).toBe(toHex(contentOf(testCard(), 'visual', 0x02)));
  const child = decodeCardFace(contentOf(testCard({ person: 'test/child' }), 'visual', 0x02));
  expect(child.birth).not.toBe(decodeCardFace(again).birth);
});
