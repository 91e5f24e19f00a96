import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProfileError, type ProfileProblem, parseProfile } from './parse.ts';
import { valueSources } from './value-sources.ts';

const reader = `schema: 1
kind: reader
id: test/reader
title: { en: Test, ja: テスト }
name: TEST Reader
interface: contact
protocols: [T0, T1]
exchangeLevel: tpdu
maxMessageLength: 271
features: [0x12]
escape: false
pseudoApdus: []
sources:
  name: chosen
  interface: chosen
  protocols: chosen
  exchangeLevel: chosen
  maxMessageLength: chosen
  features: chosen
  escape: chosen
  pseudoApdus: chosen
`;

function problems(text: string): readonly ProfileProblem[] {
  try {
    parseProfile(text, 'test.yaml');
  } catch (error) {
    if (error instanceof ProfileError) return error.problems;
    throw error;
  }
  throw new Error('the profile was taken');
}

const only = (text: string): ProfileProblem => {
  const found = problems(text);
  expect(found).toHaveLength(1);
  return found[0]!;
};

test('a profile whose every value has a source is taken', () => {
  expect(parseProfile(reader, 'test.yaml')).toMatchObject({
    kind: 'reader',
    id: 'test/reader',
    features: [0x12],
  });
});

test('the source * covers every value that has none nearer', () => {
  const text = reader.replace(/sources:[\s\S]*/, "sources: { '*': chosen, name: vendor manual }\n");
  const profile = parseProfile(text, 'test.yaml');
  const found = new Map(valueSources(profile).map(({ path, basis }) => [path, basis]));
  expect(found.get('name')).toBe('vendor');
  expect(found.get('escape')).toBe('chosen');
});

test('the person file of the README is taken', () => {
  const page = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const [, yaml] = /A person of your own\n+```yaml\n([\s\S]*?)```/.exec(page)!;
  expect(parseProfile(yaml!, 'taro.yaml')).toMatchObject({ kind: 'person', name: 'テスト　太郎' });
});

test('an unknown key is shown with file, line, column and the nearest known key', () => {
  const found = only(reader.replace('escape: false', 'escape: false\nprotocol: [T1]'));
  expect(found).toMatchObject({
    code: 'profile/unknown-key',
    file: 'test.yaml',
    line: 12,
    column: 1,
    path: 'protocol',
  });
  expect(found.message).toContain('"protocols"');
});

test('an unknown key inside a mapping is compared with the keys known there', () => {
  const found = only(
    reader.replace(
      'escape: false',
      'escape: false\nusb: { vendorId: 1, productId: 2, device: 3, devices: 4 }',
    ),
  );
  expect(found).toMatchObject({ code: 'profile/unknown-key', line: 12, column: 46, path: 'usb.devices' });
  expect(found.message).toContain('"device"');
});

test('a wrong word is shown at its key with the nearest known word', () => {
  const found = only(reader.replace('interface: contact\n', 'interface: contacts\n'));
  expect(found).toMatchObject({ code: 'profile/value', line: 6, column: 1, path: 'interface' });
  expect(found.message).toContain('"contact"');
});

test('a wrong item of a list is shown where it stands', () => {
  const found = only(reader.replace('[T0, T1]', '[T0, T2]'));
  expect(found).toMatchObject({ code: 'profile/value', line: 7, column: 17, path: 'protocols.1' });
});

test('a number where text belongs asks for quotes', () => {
  const found = only(reader.replace('name: TEST Reader', 'name: 123'));
  expect(found).toMatchObject({ code: 'profile/value', line: 5, column: 1, path: 'name' });
  expect(found.message).toContain('quotes');
});

test('a missing key is shown at the mapping that lacks it', () => {
  expect(only(reader.replace(/^escape: false\n/m, ''))).toMatchObject({
    code: 'profile/missing-key',
    line: 1,
    column: 1,
    path: 'escape',
  });
});

test('a value without source is refused', () => {
  expect(only(reader.replace('  features: chosen\n', ''))).toMatchObject({
    code: 'profile/no-source',
    line: 10,
    column: 1,
    path: 'features',
  });
});

test('a source covers what is below its path, and one below it needs no more', () => {
  const usb = reader.replace('escape: false', 'escape: false\nusb: { vendorId: 1, productId: 2, device: 3 }');
  expect(problems(usb).map(({ path }) => path)).toEqual(['usb.vendorId', 'usb.productId', 'usb.device']);
  expect(() => parseProfile(`${usb}  usb: chosen\n`, 'test.yaml')).not.toThrow();
  expect(() => parseProfile(`${usb}  usb: chosen\n  usb.device: inferred\n`, 'test.yaml')).not.toThrow();
});

test('a source of nothing is refused', () => {
  const found = only(`${reader}  maxMesageLength: chosen\n`);
  expect(found).toMatchObject({ code: 'profile/unused-source', line: 22, column: 3 });
  expect(found.message).toContain('"maxMessageLength"');
});

test('a source without one of the marks is refused', () => {
  expect(only(reader.replace('escape: chosen', 'escape: heard'))).toMatchObject({
    code: 'profile/value',
    line: 20,
    column: 3,
    path: 'sources.escape',
  });
});

test('an unknown kind is shown with the nearest kind', () => {
  const found = only(reader.replace('kind: reader', 'kind: raeder'));
  expect(found).toMatchObject({ code: 'profile/kind', line: 2, column: 1 });
  expect(found.message).toContain('"reader"');
});

test.each([
  ['an open bracket', 'a: [1\nb: 2', 'profile/yaml'],
  ['the same key twice', 'kind: reader\nkind: card', 'profile/yaml'],
  ['nothing', '', 'profile/kind'],
  ['a list', '- 1', 'profile/kind'],
  ['a key that every object inherits as kind', 'kind: toString', 'profile/kind'],
  ['an alias of nothing', 'kind: *reader', 'profile/yaml'],
  ['two documents', 'kind: reader\n---\nkind: card', 'profile/yaml'],
])('%s is refused with a place and no other error', (_, text, code) => {
  const [first] = problems(text);
  expect(first).toMatchObject({ code });
  expect(first!.line).toBeGreaterThan(0);
  expect(first!.column).toBeGreaterThan(0);
});

test('an alias bomb is refused as YAML', () => {
  const bomb = `a: &a [${'1,'.repeat(20)}]\n${[...'bcdefg'].map((name, i) => `${name}: &${name} [${`*${'abcdef'[i]},`.repeat(20)}]`).join('\n')}\n`;
  expect(problems(bomb)[0]).toMatchObject({ code: 'profile/yaml' });
});

test('whatever is done to a profile, it is taken or refused with a place', () => {
  const piece = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.constantFrom('{', '- ', ': ', '\n', '&a ', '*a', '__proto__: 1\n', '? ', '!!x '),
  );
  fc.assert(
    fc.property(fc.nat(reader.length), fc.nat(40), piece, (at, cut, text) => {
      try {
        parseProfile(reader.slice(0, at) + text + reader.slice(at + cut), 'test.yaml');
      } catch (error) {
        if (!(error instanceof ProfileError)) throw error;
        for (const { line, column } of error.problems) expect(Math.min(line, column)).toBeGreaterThan(0);
      }
    }),
    { numRuns: 2000 },
  );
});
