import { createPublicKey, type KeyObject } from 'node:crypto';
import { readObject, readObjects } from '../../bytes/tlv.ts';

/** An RSA public key by its modulus, exponent 65537. */
export function keyOfModulus(modulus: Uint8Array): KeyObject {
  const n = Buffer.from(modulus).toString('base64url');
  return createPublicKey({ key: { kty: 'RSA', n, e: 'AQAB' }, format: 'jwk' });
}

/** Modulus in `90 03 010001 ‖ 91 820100 n`, wherever the two objects stand in these bytes. */
export const modulusOf = (objects: Uint8Array): Uint8Array =>
  readObjects(objects).find(({ tag }) => tag === 0x91)?.value ?? new Uint8Array(0);

/** Modulus that a card-verifiable certificate certifies: two key identifiers of 16 bytes stand before it. */
export function certifiedModulus(certificate: Uint8Array): Uint8Array {
  const body = readObjects(readObject(certificate).value).find(({ tag }) => tag === 0x5f4e);
  return modulusOf(body?.value.subarray(32) ?? new Uint8Array(0));
}
