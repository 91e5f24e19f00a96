// tsx profiles/src/compile.ts [DIRECTORY] [--schemas]
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileProfiles } from './compile-profiles.ts';
import { ProfilesError } from './errors.ts';
import { type ProfileKind, profileJsonSchema, profileSchemas } from './json-schemas.ts';

const [directory = fileURLToPath(new URL('..', import.meta.url))] = process.argv
  .slice(2)
  .filter((argument) => !argument.startsWith('--'));
const kinds = Object.keys(profileSchemas) as ProfileKind[];

try {
  compileProfiles(directory);
  if (process.argv.includes('--schemas')) {
    mkdirSync(join(directory, 'schemas'), { recursive: true });
    for (const kind of kinds) {
      const text = `${JSON.stringify(profileJsonSchema(kind), null, 2)}\n`;
      writeFileSync(join(directory, 'schemas', `${kind}-profile.schema.json`), text);
    }
  }
} catch (error) {
  if (!(error instanceof ProfilesError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
