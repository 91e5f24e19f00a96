import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ProfileError } from './errors.ts';
import { lifecycleSwitchesSchema } from './lifecycle-switches.ts';
import { type Profile, parseProfile } from './parse.ts';
import { readScenarios } from './scenario-compile.ts';

const folders = { readers: 'reader', cards: 'card', persons: 'person', phones: 'phone' } as const;
export type ProfileFolder = keyof typeof folders;
export const profileFolders: readonly ProfileFolder[] = ['readers', 'cards', 'persons', 'phones'];

/**
 * Every profile below `directory/folder`, in the order of their ids. A profile stands in the file that its id
 * names. Throws ProfileError for the first file that cannot be taken.
 */
export function readProfiles(directory: string, folder: ProfileFolder): Profile[] {
  const files = readdirSync(join(directory, folder), { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
  return files.map((id) => {
    const file = `${id}.yaml`;
    const profile = parseProfile(readFileSync(join(directory, folder, file), 'utf8'), `${folder}/${file}`);
    if (profile.kind !== folders[folder] || profile.id !== id) {
      const message = `${profile.kind} "${profile.id}" does not belong in ${folder}/${file}`;
      throw new ProfileError([
        { code: 'profile/id-path', file: `${folder}/${file}`, line: 1, column: 1, path: 'id', message },
      ]);
    }
    return profile;
  });
}

/**
 * Compiles the YAML of `directory` to `src/compiled/*.json`, and scenarios and the defaults of the lifecycle switches beside it;
 * the same YAML gives the same bytes.
 */
export function compileProfiles(directory: string): void {
  const target = join(directory, 'src', 'compiled');
  mkdirSync(target, { recursive: true });
  for (const folder of profileFolders) {
    const text = `${JSON.stringify(readProfiles(directory, folder))}\n`;
    writeFileSync(join(target, `${folder}.json`), text);
  }
  writeFileSync(join(target, 'scenarios.json'), `${JSON.stringify(readScenarios(directory))}\n`);
  const defaults = `${JSON.stringify(lifecycleSwitchesSchema.parse({}))}\n`;
  writeFileSync(join(target, 'lifecycle-switches.json'), defaults);
}
