import { createPrivateKey } from 'node:crypto';
import { expect, test } from 'vitest';
import testKeys from '../keys/test-keys.json' with { type: 'json' };
import { FixtureError, testKey, testKeyNames } from './index.ts';

test('the file holds exactly the names that the list promises, in its order', () => {
  expect(Object.keys(testKeys.keys)).toEqual(testKeyNames);
  expect(testKeyNames).toHaveLength(41);
  expect(testKeyNames.at(-1)).toBe('ocsp-stranger');
});

test('the file says that its keys are TEST keys', () => {
  expect(testKeys.provenance).toMatch(/^TEST keys, public/);
});

test('every key is RSA-2048 with exponent 65537, and no two are one', () => {
  const moduli = testKeyNames.map((name) => {
    const key = createPrivateKey({ key: Buffer.from(testKey(name)), format: 'der', type: 'pkcs8' });
    expect(key.asymmetricKeyType).toBe('rsa');
    expect(key.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048, publicExponent: 65_537n });
    return key.export({ format: 'jwk' }).n;
  });
  expect(new Set(moduli).size).toBe(testKeyNames.length);
});

test.each(['leaf-24', '', 'toString', '__proto__'])('"%s" is no key', (name) => {
  expect(() => testKey(name)).toThrowError(FixtureError);
  expect(() => testKey(name)).toThrowError(expect.objectContaining({ code: 'fixture/unknown-key' }));
});

test('a caller who changes the bytes changes nobody else’s key', () => {
  testKey('leaf-00').fill(0);
  expect(testKey('leaf-00')[0]).toBe(0x30);
});
