import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const folders = ['simulator', 'conformance', 'profiles', 'reports', 'bin', 'test'];

test('no test replaces a module for its whole file: files share those that are loaded already', () => {
  const tests = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.test.ts') && !name.includes('node_modules'))
      .map((name) => join(folder, name)),
  );
  expect(tests.length).toBeGreaterThan(200);
  const replacing = tests.filter((name) => /\bvi\.mo[c]k\(/.test(readFileSync(join(root, name), 'utf8')));
  expect(replacing).toEqual([]);
});
