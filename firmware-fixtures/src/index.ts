import photo from '../images/photo.json' with { type: 'json' };
import testKeys from '../keys/test-keys.json' with { type: 'json' };
import { testKeyNames } from './test-key-names.ts';

export { testKeyNames } from './test-key-names.ts';

const keys: Readonly<Record<string, string>> = testKeys.keys;

/** No TEST key has this name. */
export class FixtureError extends Error {
  readonly code: 'fixture/unknown-key';
  constructor(code: 'fixture/unknown-key', message: string) {
    super(message);
    this.name = 'FixtureError';
    this.code = code;
  }
}

/** A TEST private key, RSA-2048 with e=65537, as PKCS#8 DER. Throws FixtureError for a name that is not in `testKeyNames`. */
export function testKey(name: string): Uint8Array {
  const text = Object.hasOwn(keys, name) ? keys[name] : undefined;
  if (text === undefined) {
    throw new FixtureError(
      'fixture/unknown-key',
      `no TEST key "${name}"; there are ${testKeyNames.join(', ')}`,
    );
  }
  return Uint8Array.from(Buffer.from(text, 'base64'));
}

/** The TEST photo: the silhouette of nobody, a grey JPEG 2000 file (JP2) of 240 by 300 pixels. */
export const testPhoto = (): Uint8Array => Uint8Array.from(Buffer.from(photo.base64, 'base64'));
