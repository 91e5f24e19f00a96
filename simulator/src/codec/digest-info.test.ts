import { constants, createHash, generateKeyPairSync, privateEncrypt, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { digestInfo, digestInfoOfSha256Digests, digestInfoPrefix } from './digest-info.ts';
import { hex, toHex } from './hex.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
const message = Buffer.from('TEST');

test.each(Object.keys(digestInfoPrefix) as (keyof typeof digestInfoPrefix)[])(
  'DigestInfo of %s is the one that node:crypto puts under its signatures',
  (hash) => {
    const info = digestInfo(hash, createHash(hash).update(message).digest());
    const signature = privateEncrypt({ key: privateKey, padding: constants.RSA_PKCS1_PADDING }, info);
    expect(verify(hash, message, publicKey, signature)).toBe(true);
  },
);

test('the prefixes are the ones that clients of the card send', () => {
  expect(toHex(digestInfoPrefix.sha1)).toBe('3021300906052b0e03021a05000414');
  expect(toHex(digestInfoPrefix.sha256)).toBe('3031300d060960864801650304020105000420');
});

test('three digests stand in one DigestInfo of 115 bytes', () => {
  const info = digestInfoOfSha256Digests(...['aa', 'bb', 'cc'].map((byte) => hex(byte.repeat(32))));
  expect(toHex(info)).toBe(
    `3071300d060960864801650304020105000460${'aa'.repeat(32)}${'bb'.repeat(32)}${'cc'.repeat(32)}`,
  );
});

test('one digest gives the usual DigestInfo', () => {
  const digest = createHash('sha256').update(message).digest();
  expect(toHex(digestInfoOfSha256Digests(digest))).toBe(toHex(digestInfo('sha256', digest)));
});
