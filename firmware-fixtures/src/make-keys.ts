// tsx firmware-fixtures/src/make-keys.ts [FILE] [--anew] makes the keys that FILE lacks, or every key anew: then the
// certificates and vectors made from the keys in the tree change with them.
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { testKeyNames } from './test-key-names.ts';

const [file = fileURLToPath(new URL('../keys/test-keys.json', import.meta.url))] = process.argv
  .slice(2)
  .filter((argument) => !argument.startsWith('--'));
const anew = process.argv.includes('--anew') || !existsSync(file);
const known: Readonly<Record<string, string>> = anew ? {} : JSON.parse(readFileSync(file, 'utf8')).keys;

const keys = Object.fromEntries(
  testKeyNames.map((name) => {
    const made = known[name];
    if (made !== undefined) return [name, made];
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
