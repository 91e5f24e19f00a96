// tsx firmware-fixtures/src/make-keys.ts [FILE] makes every key anew. Certificates and vectors made from the keys
// in the tree change with them.
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { testKeyNames } from './test-key-names.ts';

const [file = fileURLToPath(new URL('../keys/test-keys.json', import.meta.url))] = process.argv.slice(2);

const keys = Object.fromEntries(
  testKeyNames.map((name) => {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicExponent: 0x10001,
      privateKeyEncoding: { type: 'pkcs8', format: 'der' },
      publicKeyEncoding: { type: 'spki', format: 'der' },
    });
    return [name, privateKey.toString('base64')];
  }),
);
const provenance =
  'TEST keys, public, invented for kazashi by firmware-fixtures/src/make-keys.ts with node:crypto. They protect nothing.';
writeFileSync(
  file,
  `${JSON.stringify({ provenance, algorithm: 'RSA-2048, e=65537, PKCS#8 DER in base64', keys }, null, 2)}\n`,
);
