import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { characterCount } from './character-count.ts';
import { compileProfiles, profileFolders, readProfiles } from './compile-profiles.ts';
import { ProfileError } from './errors.ts';
import { birthDate, certificateText } from './holder.ts';
import { profileJsonSchema } from './json-schemas.ts';
import { type Profile, parseProfile } from './parse.ts';
import { individualNumberCheckDigit, type PersonProfile } from './person-profile.ts';
import { leafValues, valueSources } from './value-sources.ts';

const directory = fileURLToPath(new URL('..', import.meta.url));
const all: readonly Profile[] = profileFolders.flatMap((folder) => readProfiles(directory, folder));
const person = (id: string): PersonProfile => {
  const found = all.find((profile) => profile.id === id);
  if (found?.kind !== 'person') throw new Error(`no person ${id}`);
  return found;
};
const bytes = (text: string): number[] =>
  (text.match(/[0-9a-f]{2}/gi) ?? []).map((pair) => Number.parseInt(pair, 16));

const temporary = mkdtempSync(join(tmpdir(), 'kazashi-profiles-'));
afterAll(() => rmSync(temporary, { recursive: true }));

test.each(['reader', 'card', 'person'] as const)(
  'the JSON schema of %s profiles in the tree is fresh',
  (kind) => {
    const file = new URL(`../schemas/${kind}-profile.schema.json`, import.meta.url);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(profileJsonSchema(kind))),
    );
  },
);

test('every value of every profile has a basis, and whatever is inferred can be listed', () => {
  for (const profile of all) expect(valueSources(profile)).toHaveLength(leafValues(profile).length);
  const card = all.find(({ id }) => id === 'mynumber/contactless-05e0')!;
  const inferred = valueSources(card).filter(({ basis }) => basis === 'inferred');
  expect(inferred.map(({ path }) => path)).toContain('switches.reselectCurrent');
  expect(inferred.map(({ path }) => path)).not.toContain('atr');
});

test('compiling twice gives the same bytes, in the order of ids', () => {
  const outputs = ['first', 'second'].map((name) => {
    const target = join(temporary, name);
    for (const folder of profileFolders) mkdirSync(join(target, folder, 'test'), { recursive: true });
    for (const id of ['test/b', 'test/a']) {
      const text = readFileSync(join(directory, 'persons/test/adult.yaml'), 'utf8').replace(
        'id: test/adult',
        `id: ${id}`,
      );
      writeFileSync(join(target, 'persons', `${id}.yaml`), text);
    }
    compileProfiles(target);
    return readFileSync(join(target, 'src/compiled/persons.json'), 'utf8');
  });
  expect(outputs[0]).toBe(outputs[1]);
  const compiled: { id: string }[] = JSON.parse(outputs[0]!);
  expect(compiled.map(({ id }) => id)).toEqual(['test/a', 'test/b']);
});

test('a profile in a file of another name is refused', () => {
  const target = join(temporary, 'misplaced');
  mkdirSync(join(target, 'persons'), { recursive: true });
  writeFileSync(join(target, 'persons/other.yaml'), readFileSync(join(directory, 'persons/test/adult.yaml')));
  expect(() => readProfiles(target, 'persons')).toThrowError(
    expect.objectContaining({ code: 'profile/id-path' }),
  );
  expect(() => readProfiles(target, 'persons')).toThrowError(ProfileError);
});

describe('cards', () => {
  const cards = all.filter((profile) => profile.kind === 'card');

  test.each(cards.map((card) => [card.id, card] as const))(
    '%s: the check byte of the ATR is right',
    (_, card) => {
      const [ts, ...rest] = bytes(card.atr);
      expect(ts).toBe(0x3b);
      expect(rest.reduce((sum, byte) => sum ^ byte, 0)).toBe(0);
    },
  );

  test.each(cards.map((card) => [card.id, card] as const))(
    '%s: the ATR of a type B card repeats its ATQB',
    (_, card) => {
      expect(card.atqb !== undefined).toBe(card.interface === 'contactless');
      if (card.atqb === undefined) return;
      const { applicationData, protocolInfo, mbli } = card.atqb;
      expect(bytes(card.atr).slice(0, -1)).toEqual([
        0x3b,
        0x88,
        0x80,
        0x01,
        ...bytes(applicationData),
        ...bytes(protocolInfo),
        mbli << 4,
      ]);
    },
  );
});

describe('readers', () => {
  test('no two have one name, and each leaves room for the two numbers pcsc-lite adds', () => {
    const names = all.filter((profile) => profile.kind === 'reader').map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(Buffer.byteLength(`${name} 00 00`)).toBeLessThanOrEqual(127);
  });
});

describe('persons', () => {
  /** Bytes of EF 0002 of the text application: tag and length of five objects around the values. */
  const basicDataLength = ({ name, address }: PersonProfile): number =>
    2 + 8 + (3 + Buffer.byteLength(name)) + (3 + Buffer.byteLength(address)) + (3 + 8) + (3 + 1);

  test('the check digit of the sample number is 8, and a remainder of 0 or 1 gives 0', () => {
    expect(individualNumberCheckDigit('12345678901')).toBe(8);
    expect(individualNumberCheckDigit('00000000000')).toBe(0);
    expect(individualNumberCheckDigit('00000000006')).toBe(0); // 6 * 2 = 12, which leaves 1
  });

  test('a wrong check digit is refused at its key', () => {
    const text = readFileSync(join(directory, 'persons/test/adult.yaml'), 'utf8');
    const wrong = text.replace('123456789018', '123456789019');
    expect(() => parseProfile(wrong, 'adult.yaml')).toThrowError(
      /^adult\.yaml:\d+:1: "individualNumber".*check digit/,
    );
  });

  test.each([
    ['a name that does not say it is invented', 'name: テスト　花子', 'name: 山田　花子'],
    ['both birth and age', 'birth: "1985-04-12"', 'birth: "1985-04-12"\nageYears: 20'],
    ['neither birth nor age', 'birth: "1985-04-12"\n', ''],
    ['a day that is in no calendar', '1985-04-12', '1985-02-29'],
    ['a signature password without a letter', 'AB1234', '"123456"'],
    [
      'a substitute map of another length',
      'issuedDaysBefore',
      "substitutes: { name: '0', address: '0' }\nissuedDaysBefore",
    ],
  ])('%s is refused', (_, from, to) => {
    const text = readFileSync(join(directory, 'persons/test/adult.yaml'), 'utf8');
    expect(text).toContain(from);
    expect(() => parseProfile(text.replace(from, to), 'adult.yaml')).toThrowError(
      expect.objectContaining({ code: 'profile/value' }),
    );
  });

  test('the default secrets are those of the sample form', () => {
    expect(person('test/adult')).toMatchObject({
      individualNumber: '123456789018',
      secrets: { signature: 'AB1234', authentication: '1234', card: '5678', text: '9120' },
    });
  });

  test('no two have one number or one card serial', () => {
    const persons = all.filter((profile) => profile.kind === 'person');
    expect(new Set(persons.map(({ individualNumber }) => individualNumber)).size).toBe(persons.length);
    expect(new Set(persons.map(({ cardSerial }) => cardSerial)).size).toBe(persons.length);
  });

  test('basic data stands below 128 bytes, above 127 and above 255', () => {
    expect(basicDataLength(person('test/adult'))).toBeLessThan(128);
    expect(basicDataLength(person('test/long-basic-data'))).toBeGreaterThan(127);
    expect(basicDataLength(person('test/long-basic-data'))).toBeLessThan(256);
    expect(basicDataLength(person('test/very-long-basic-data'))).toBeGreaterThan(255);
  });

  test('a name with a surrogate pair and a variation selector is replaced character by character', () => {
    const holder = person('test/long-basic-data');
    expect(holder.name).toMatch(/𠮷.*髙.*\u{E0100}/u);
    const text = certificateText(holder);
    expect(text).toMatchObject({ name: '見本吉田　高葛太郎', nameSubstitutes: '001001100' });
    expect(text.addressSubstitutes).toHaveLength(characterCount(holder.address));
    expect(text.addressSubstitutes).toMatch(/^0+$/);
  });

  test.each([
    [
      { year: 2026, month: 11, day: 21 },
      { year: 2018, month: 5, day: 21 },
    ],
    [
      { year: 2026, month: 6, day: 30 },
      { year: 2017, month: 12, day: 28 },
    ],
    [
      { year: 2064, month: 8, day: 31 },
      { year: 2056, month: 2, day: 28 },
    ],
    [
      { year: 1999, month: 1, day: 1 },
      { year: 1990, month: 7, day: 1 },
    ],
  ])(
    'a child of eight when the calendar starts on %o was born half a year before its birthday there',
    (start, birth) => {
      expect(birthDate(person('test/child'), start)).toEqual(birth);
    },
  );

  test('a given date of birth does not move with the calendar', () => {
    expect(birthDate(person('test/adult'), { year: 2050, month: 1, day: 1 })).toEqual({
      year: 1985,
      month: 4,
      day: 12,
    });
  });
});
