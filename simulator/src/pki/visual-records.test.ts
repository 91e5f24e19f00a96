import { constants, createPublicKey, privateDecrypt, publicDecrypt } from 'node:crypto';
import { expect, test } from 'vitest';
import { cardFaceSegments } from '../codec/card-face.ts';
import { concatBytes, toHex } from '../codec/hex.ts';
import { rsaKey, sha256, verifySha256 } from './rsa-key.ts';
import { sealNumber, signAgeRecord, signCardFace, signNumberImage } from './visual-records.ts';

const key = rsaKey('record-signer-visual');
const publicKey = { modulus: rsaKey('visual-1').modulus };
const keyObjects = (tag: string): Uint8Array =>
  concatBytes(Buffer.from(`${tag}820109 9003010001 91820100`.replaceAll(' ', ''), 'hex'), publicKey.modulus);

test('the signature of an age record covers birth and key as objects', () => {
  const { signature } = signAgeRecord({ birth: '19850412', publicKey }, key);
  const signed = concatBytes(Buffer.from('df1108', 'hex'), Buffer.from('19850412'), keyObjects('df12'));
  expect(verifySha256(key.modulus, signed, signature)).toBe(true);
  expect(verifySha256(publicKey.modulus, signed, signature)).toBe(false);
});

test('the signature of a number image covers picture and key as objects', () => {
  const { signature } = signNumberImage({ image: Uint8Array.of(1, 2, 3), publicKey }, key);
  const signed = concatBytes(Buffer.from('df4103010203', 'hex'), keyObjects('df42'));
  expect(verifySha256(key.modulus, signed, signature)).toBe(true);
});

test('the signature of a card face opens to a DigestInfo with three digests', () => {
  const face = {
    birth: '19850412',
    sex: '2',
    publicKey,
    nameImage: Uint8Array.of(1),
    addressImage: Uint8Array.of(2),
    photo: Uint8Array.of(3),
    expiry: '20360412',
    securityCodeImage: Uint8Array.of(4),
  };
  const opened = publicDecrypt(
    { key: createPublicKey(key.privateKey), padding: constants.RSA_PKCS1_PADDING },
    signCardFace(face, key).signature,
  );
  const digests = cardFaceSegments(face).map((segment) => toHex(sha256(segment)));
  expect(toHex(opened)).toBe(`3071300d060960864801650304020105000460${digests.join('')}`);
});

test('a sealed number opens with the issuer’s key, and is the same each time', () => {
  const issuer = rsaKey('cvc-root-visual');
  const sealed = sealNumber('60041220364821', issuer);
  expect(sealed).toEqual(sealNumber('60041220364821', issuer));
  const block = privateDecrypt({ key: issuer.privateKey, padding: constants.RSA_NO_PADDING }, sealed);
  expect(toHex(block.subarray(0, 2))).toBe('0002');
  expect(block.indexOf(0, 2)).toBe(256 - 15);
  expect(block.subarray(-14).toString('latin1')).toBe('60041220364821');
});
