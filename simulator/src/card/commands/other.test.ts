import { constants, createHash, publicDecrypt } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../codec/hex.ts';
import { rsaKey } from '../../pki/index.ts';
import { activate, file, select, verify } from '../test-card.ts';

describe('GET CHALLENGE', () => {
  test.each([1, 2, 8, 16, 255, 256])(
    'gives %d bytes for a Le that says so, with no application too',
    (length) => {
      const session = activate();
      const command = `00840000 ${toHex(Uint8Array.of(length))}`;
      expect(session.data(command)).toHaveLength(length);
      expect(session.data(select.jpki, command)).toHaveLength(length);
    },
  );

  test('gives other bytes each time', () => {
    const session = activate();
    const challenges = Array.from({ length: 50 }, () => session.send('00840000 10'));
    expect(new Set(challenges).size).toBe(50);
  });

  test('of extended length is answered 6985, without Le or with data 6700, with P1 or P2 6A86', () => {
    const session = activate();
    expect(session.send('00840000 000008')).toBe('6985');
    expect(session.cause).toBe('other/challenge-short-only');
    expect(session.send('00840000 000000')).toBe('6985');
    expect(session.send('00840000')).toBe('6700');
    expect(session.send('00840000 01 00 08')).toBe('6700');
    expect(session.send('00840100 08')).toBe('6a86');
    expect(session.send('00840080 08')).toBe('6a86');
  });

  test('leaves what is selected', () => {
    const session = activate();
    expect(session.send(select.jpki, file('0018'), '00840000 08', '00200080')).toBe('63c3');
  });
});

describe('INTERNAL AUTHENTICATE', () => {
  const challenge = '000102030405060708090a0b0c0d0e0f';

  test('in common signs DigestInfo of the SHA-256 of the challenge, without PIN, the same each time', () => {
    const session = activate();
    session.send(select.common);
    const signature = session.data(`00880099 10 ${challenge} 00`);
    const key = rsaKey('card-common-internal').privateKey;
    const info = publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature);
    const hash = createHash('sha256').update(Buffer.from(challenge, 'hex')).digest('hex');
    expect(toHex(info)).toBe(`3031300d060960864801650304020105000420${hash}`);
    expect(toHex(session.data(`00880099 10 ${challenge} 00`))).toBe(toHex(signature));
    expect(toHex(session.data(file('0019'), `00880080 10 ${challenge} 00`))).toBe(toHex(signature));
  });

  test.each([
    [
      'JPKI, where keys need their PIN',
      select.jpki,
      '97',
      '6982',
      'other/authenticate-not-with-signature-keys',
    ],
    ['JPKI, the signature key', select.jpki, '9a', '6982', 'other/authenticate-not-with-signature-keys'],
    ['text', select.text, '93', '6985', 'other/authenticate-not-with-record-keys'],
    ['text, its default key', select.text, '00', '6985', 'other/authenticate-not-with-record-keys'],
  ])('is refused on keys of %s', (_what, application, p2, sw, rule) => {
    const session = activate();
    expect(session.send(application, `008800${p2} 10 ${challenge} 00`)).toBe(sw);
    expect(session.cause).toBe(rule);
    session.send(
      verify(application === select.jpki ? '1234' : '9120', application === select.jpki ? '98' : '91'),
    );
    expect(session.send(`008800${p2} 10 ${challenge} 00`)).toBe(sw);
  });

  test('with no key is answered 6A88, with P1 6A86, without challenge or room for the answer 6700', () => {
    const session = activate();
    expect(session.send(`00880099 10 ${challenge} 00`)).toBe('6a88');
    expect(session.send(select.common, `00880080 10 ${challenge} 00`)).toBe('6a88');
    expect(session.send(`0088009c 10 ${challenge} 00`)).toBe('6a88');
    expect(session.send(`00880199 10 ${challenge} 00`)).toBe('6a86');
    expect(session.send('00880099 00')).toBe('6700');
    expect(session.send(`00880099 10 ${challenge}`)).toBe('6700');
  });
});

describe('GET DATA', () => {
  test('gives the objects of the card with no application selected', () => {
    const session = activate();
    const ascii = (tag: string): string => Buffer.from(session.data(`00ca${tag} 00`)).toString('latin1');
    expect(session.data('00ca0042 00')).toHaveLength(16);
    expect(ascii('0045')).toBe('TEST00000001');
    expect(ascii('00f0')).toBe('99001');
    expect(ascii('00f2')).toBe('20360412');
    expect(session.data('00ca00f7 00')).toHaveLength(16);
    expect(session.send('00ca0066 00')).toBe('730b06092a864886fc6b020201' + '9000');
  });

  test('gives the contact ATR without TS, also inside an application', () => {
    const atr = 'da13ff8131fb46801239' + '2f31c173c601c03b';
    const session = activate();
    expect(session.send('00ca5f51 00')).toBe(`${atr}9000`);
    expect(session.send(select.jpki, '00ca5f51 00')).toBe(`${atr}9000`);
    expect(activate({ card: 'mynumber/contact-3be0' }).send('00ca5f51 00')).toBe('e000ff8131fe4514' + '9000');
  });

  test('inside an application or of an unknown object is answered 6A88', () => {
    const session = activate();
    for (const tag of ['0000', '0043', '00f1', '9f7f', 'df30', 'ffff']) {
      expect(session.send(`00ca${tag} 00`)).toBe('6a88');
      expect(session.cause).toBe('other/data-unknown');
    }
    for (const tag of ['0042', '0045', '0066', '00f0', '00f2', '00f7', '00f8', '7f21']) {
      expect(session.send(select.jpki, `00ca${tag} 000000`)).toBe('6a88');
      expect(session.cause).toBe('other/data-at-master-file-only');
    }
    expect(session.send(select.domain, '00ca00f0 05')).toBe('39393030319000');
  });

  test('of a large object refuses a short Le with 6700 and gives it without its 7F21 wrapper at extended Le', () => {
    const session = activate();
    for (const tag of ['00f8', '7f21']) {
      expect(session.send(`00ca${tag} 00`)).toBe('6700');
      expect(session.cause).toBe('other/data-large-needs-extended');
      const object = session.data(`00ca${tag} 000000`);
      expect(object).toHaveLength(0x233);
      expect(toHex(object.subarray(0, 5))).toBe('5f4e820129');
      expect(toHex(object.subarray(0x12e, 0x12e + 5))).toBe('5f37820100');
    }
    expect(session.send('00ca00f0 04')).toBe('6700');
    expect(session.send('00ca00f0')).toBe('6700');
  });
});
