import {
  constants,
  createHash,
  createPublicKey,
  type KeyObject,
  publicDecrypt,
  verify as verifySignature,
  X509Certificate,
} from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { hex, toHex } from '../../codec/hex.ts';
import { activate, file, secrets, select, type TestSession, verify } from '../test-card.ts';

const message = Buffer.from('TEST message to be signed');
const sha256 = (data: Uint8Array): Buffer => createHash('sha256').update(data).digest();
const hash = sha256(message);
const prefixes = {
  sha1: '3021300906052b0e03021a05000414',
  sha256: '3031300d060960864801650304020105000420',
  sha384: '3041300d060960864801650304020205000430',
  sha512: '3051300d060960864801650304020305000440',
};

/** Reads a certificate as a client does and takes its public key. */
function publicKeyOf(session: TestSession, identifier: string): KeyObject {
  return new X509Certificate(session.data(file(identifier), '00b00000 000000')).publicKey;
}

/** What PKCS#1 v1.5 padding holds, got back with the public key. */
const padded = (key: KeyObject, signature: Uint8Array): string =>
  toHex(publicDecrypt({ key, padding: constants.RSA_PKCS1_PADDING }, signature));

const sign = (scheme: string, data: Uint8Array, p2 = '80'): string => {
  const lc = toHex(Uint8Array.of(data.length));
  return `802a${scheme}${p2} ${lc} ${toHex(data)} 00`;
};

const keys = [
  {
    name: 'user authentication',
    pin: '0018',
    value: secrets.authentication,
    key: '0017',
    short: '97',
    certificate: '000a',
  },
  { name: 'signature', pin: '001b', value: secrets.signature, key: '001a', short: '9a', certificate: '0001' },
] as const;

describe.each(keys)(
  'COMPUTE DIGITAL SIGNATURE with the $name key',
  ({ pin, value, key, short, certificate }) => {
    function ready(): { session: TestSession; publicKey: KeyObject } {
      const session = activate();
      session.send(select.jpki, file(pin), verify(value));
      const publicKey = publicKeyOf(session, certificate);
      session.send(file(key));
      return { session, publicKey };
    }

    test.each(Object.entries(prefixes))(
      'P1=00 over a DigestInfo of %s verifies with its certificate',
      (name, prefix) => {
        const { session, publicKey } = ready();
        const info = Buffer.concat([hex(prefix), createHash(name).update(message).digest()]);
        const signature = session.data(sign('00', info));
        expect(signature).toHaveLength(256);
        expect(verifySignature(name, message, publicKey, signature)).toBe(true);
      },
    );

    test('P1=00 pads 1 to 245 bytes as they stand', () => {
      const { session, publicKey } = ready();
      for (const length of [1, 2, 244, 245]) {
        const data = new Uint8Array(length).fill(length);
        expect(padded(publicKey, session.data(sign('00', data)))).toBe(toHex(data));
      }
      expect(session.send(sign('00', new Uint8Array(246)))).toBe('6700');
      expect(session.cause).toBe('sign/verbatim-length');
      expect(session.send('802a0080 00')).toBe('6700');
    });

    test('P1=01 signs the bare hash of the data', () => {
      const { session, publicKey } = ready();
      expect(padded(publicKey, session.data(sign('01', message)))).toBe(toHex(hash));
    });

    test('P1=02 wraps a hash in DigestInfo', () => {
      const { session, publicKey } = ready();
      expect(verifySignature('sha256', message, publicKey, session.data(sign('02', hash)))).toBe(true);
      for (const length of [1, 31, 33, 64]) {
        expect(session.send(sign('02', new Uint8Array(length)))).toBe('6700');
        expect(session.cause).toBe('sign/hash-length');
      }
    });

    test('P1=03 hashes and wraps, also more data than fit in a short command', () => {
      const { session, publicKey } = ready();
      expect(verifySignature('sha256', message, publicKey, session.data(sign('03', message)))).toBe(true);
      const long = Buffer.alloc(1000, 0x5a);
      const signature = session.data(`802a0380 0003e8 ${toHex(long)} 0000`);
      expect(verifySignature('sha256', long, publicKey, signature)).toBe(true);
    });

    const pss = (
      publicKey: KeyObject,
      data: Uint8Array,
      signature: Uint8Array,
      saltLength: number,
    ): boolean =>
      verifySignature(
        'sha256',
        data,
        { key: publicKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength },
        signature,
      );

    test('P1=04 makes RSASSA-PSS over the hash given, P1=05 over the hash of the data; each with another salt', () => {
      const { session, publicKey } = ready();
      for (const [scheme, data] of [
        ['04', hash],
        ['05', message],
      ] as const) {
        const signatures = Array.from({ length: 4 }, () => session.data(sign(scheme, data)));
        for (const signature of signatures) {
          expect(pss(publicKey, message, signature, 32)).toBe(true);
          expect(pss(publicKey, message, signature, constants.RSA_PSS_SALTLEN_AUTO)).toBe(true);
          expect(pss(publicKey, Buffer.from('another message'), signature, 32)).toBe(false);
        }
        expect(new Set(signatures.map((signature) => toHex(signature))).size).toBe(4);
      }
      expect(session.send(sign('04', message))).toBe('6700');
    });

    test.each(['06', '07', '7f', '80', 'ff', '9e'])('P1=%s is answered 6A86', (scheme) => {
      const { session } = ready();
      expect(session.send(sign(scheme, hash))).toBe('6a86');
      expect(session.cause).toBe('sign/scheme-known');
    });

    test('is named by short identifier with the same result, and is current afterwards', () => {
      const { session } = ready();
      const signature = session.send(sign('00', hash));
      expect(session.send(file('0006'), sign('00', hash, short))).toBe(signature);
      expect(session.send(sign('00', hash))).toBe(signature);
    });

    test('without VERIFY is answered 6982, whatever the input', () => {
      const session = activate();
      session.send(select.jpki, file(key));
      for (const command of [sign('00', hash), sign('05', message), sign('ff', hash), '802a0080 00']) {
        expect(session.send(command)).toBe('6982');
        expect(session.cause).toBe('sign/needs-verified');
      }
    });

    test('signs many times after one VERIFY, with reads and selections between', () => {
      const { session, publicKey } = ready();
      for (let n = 0; n < 5; n++) {
        const data = Uint8Array.of(n);
        expect(padded(publicKey, session.data(sign('00', data)))).toBe(toHex(data));
        session.send(file('000a'), '00b00000 00', file(key));
      }
    });

    test('without room for 256 bytes in Le is answered 6700', () => {
      const { session } = ready();
      expect(session.send('802a0080 01 5a')).toBe('6700');
      expect(session.send('802a0080 01 5a ff')).toBe('6700');
    });
  },
);

describe('COMPUTE DIGITAL SIGNATURE', () => {
  const after = (...before: string[]): [string, string | undefined] => {
    const session = activate();
    const answer = session.send(...before, sign('00', hash));
    return [answer, session.cause];
  };

  test('with no key current is answered 6986', () => {
    expect(after()).toEqual(['6986', 'sign/key-needed']);
    expect(after(select.jpki)).toEqual(['6986', 'sign/key-needed']);
    expect(after(select.jpki, file('0018'), verify('1234'))).toEqual(['6986', 'sign/key-needed']);
  });

  test('by a short identifier that is no key is answered 6A88', () => {
    const session = activate();
    session.send(select.jpki, verify('1234', '98'));
    for (const p2 of ['98', '8a', '83']) {
      expect(session.send(sign('00', hash, p2))).toBe('6a88');
      expect(session.cause).toBe('sign/key-by-short-identifier');
    }
    expect(activate().send(sign('00', hash, '97'))).toBe('6a88');
  });

  test('of class 00 is answered 6D00', () => {
    const session = activate();
    session.send(select.jpki, verify('1234', '98'), file('0017'));
    expect(session.send('002a0080 01 5a 00')).toBe('6d00');
    expect(session.send('002a9e9a 01 5a 00')).toBe('6d00');
  });

  test('with P2=00 signs with the key of the text application, without a PIN, and only there', () => {
    const session = activate();
    session.send(select.text);
    const signature = session.data(sign('00', hash, '00'));
    const modulus = session.data(verify(secrets.text, '91'), '00b08700 000000');
    // FF50 { DF51 { 90 03 010001 ; 91 820100 n } … }
    expect(toHex(modulus.subarray(0, 19))).toBe('ff50820213' + 'df51820109' + '9003010001' + '91820100');
    const n = Buffer.from(modulus.subarray(19, 19 + 256)).toString('base64url');
    const text = { key: { kty: 'RSA', n, e: 'AQAB' }, format: 'jwk' } as const;
    expect(padded(createPublicKey(text), signature)).toBe(toHex(hash));
    expect(session.send(select.jpki, sign('00', hash, '00'))).toBe('6a88');
    expect(session.cause).toBe('sign/default-key');
    expect(session.send(select.domain, sign('00', hash, '00'))).toBe('6a88');
  });

  test('signs in text with all P1 that AOKI sends, 256 bytes without PIN', () => {
    const session = activate();
    session.send(select.text);
    expect(session.data(sign('05', hash, '00'))).toHaveLength(256);
    expect(session.data(sign('00', hash, '00'))).toHaveLength(256);
    expect(session.data(sign('00', hash, '93'))).toHaveLength(256);
  });

  test('uses two different keys for the two certificates', () => {
    const session = activate();
    session.send(select.jpki, verify('1234', '98'), verify('AB1234', '9b'));
    expect(session.send(sign('00', hash, '97'))).not.toBe(session.send(sign('00', hash, '9a')));
    const [authentication, signature] = ['000a', '0001'].map((identifier) =>
      publicKeyOf(session, identifier),
    );
    expect(authentication!.equals(signature!)).toBe(false);
  });
});
