import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readProfiles } from './compile-profiles.ts';
import { phoneProfiles } from './index.ts';
import { profileJsonSchema } from './json-schemas.ts';
import { parseProfile } from './parse.ts';
import type { PhoneProfile } from './phone-profile.ts';

const directory = fileURLToPath(new URL('..', import.meta.url));
const phones = readProfiles(directory, 'phones').filter((profile) => profile.kind === 'phone');
const phone = (id: string): PhoneProfile => {
  const found = phones.find((profile) => profile.id === id);
  if (found === undefined) throw new Error(`no phone ${id}`);
  return found;
};
const yaml = (id: string): string => readFileSync(`${directory}/phones/${id}.yaml`, 'utf8');
const steps = (id: string): string[] => phone(id).steps.map((step) => `${step.rule} ${step.id}`);

test('the phones are those of the folder, and compiled ones are the same', () => {
  expect(phones.map(({ id }) => id)).toEqual([
    'android/biometric',
    'android/supported',
    'android/unsupported',
    'iphone/before-xs',
    'iphone/outdated-ios',
    'iphone/xs-ios-18-5',
  ]);
  expect([...phoneProfiles.values()]).toEqual(phones);
});

test('the JSON schema of phone profiles in the tree is fresh', () => {
  const file = new URL('../schemas/phone-profile.schema.json', import.meta.url);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(
    JSON.parse(JSON.stringify(profileJsonSchema('phone'))),
  );
});

test('every model says TEST and no two are called the same', () => {
  const models = phones.map(({ model }) => model);
  for (const model of models) expect(model).toMatch(/^TEST /);
  expect(new Set(models).size).toBe(models.length);
});

test('an Android phone sets the password before the PIN, and registers after the notice', () => {
  for (const id of ['android/supported', 'android/unsupported', 'android/biometric']) {
    expect(steps(id)).toEqual([
      'L-10 enterSignaturePassword',
      'L-11 chooseCertificates',
      'L-12 acknowledge',
      'L-13 readCard',
      'L-14 setSignaturePassword',
      'L-15 setAuthenticationPin',
    ]);
    expect(phone(id)).toMatchObject({
      afterNotice: 'register',
      tokenLabel: 'JPKIAPGPSETOKEN',
      attributeProof: false,
      secureElementSurvivesReset: true,
      preVerifiedByBiometrics: false,
    });
  }
});

test('an iPhone sets the PIN before the password, and warms up after the notice', () => {
  for (const id of ['iphone/xs-ios-18-5', 'iphone/outdated-ios', 'iphone/before-xs']) {
    expect(steps(id)).toEqual([
      'L-20 acceptTerms',
      'L-21 captureFace',
      'L-22 enterTextPin',
      'L-23 enterSignaturePassword',
      'L-24 readCard',
      'L-25 setAuthenticationPin',
      'L-26 setSignaturePassword',
      'L-27 addToWallet',
    ]);
    expect(phone(id)).toMatchObject({
      afterNotice: 'warmUp',
      tokenLabel: 'JPKIAPIOSTOKEN',
      attributeProof: true,
      secureElementSurvivesReset: false,
      preVerifiedByBiometrics: true,
    });
  }
});

/** Keys in which two phones differ, besides what says which phone it is. */
const difference = (a: PhoneProfile, b: PhoneProfile): string[] =>
  (Object.keys(a) as (keyof PhoneProfile)[]).filter(
    (key) =>
      !['id', 'title', 'model', 'sources'].includes(key) && JSON.stringify(a[key]) !== JSON.stringify(b[key]),
  );

test.each([
  ['android/unsupported', 'android/supported', ['supported']],
  ['iphone/before-xs', 'iphone/xs-ios-18-5', ['supported']],
  ['iphone/outdated-ios', 'iphone/xs-ios-18-5', ['osVersion']],
  ['android/biometric', 'android/supported', ['contactless', 'biometrics']],
])('%s differs from %s in nothing else than %o', (a, b, keys) => {
  expect(difference(phone(a), phone(b))).toEqual(keys);
});

describe('refused', () => {
  test.each([
    ['a model that does not say TEST', 'model: TEST Android phone', 'model: Android phone'],
    ['a version that is no number', 'osVersion: "15"', 'osVersion: "15b"'],
    ['an Android phone without browser', 'browserVersion: 130\n', ''],
    ['a verified PIN without biometrics', 'preVerifiedByBiometrics: false', 'preVerifiedByBiometrics: true'],
    ['biometrics that sign', 'biometrics: none', 'biometrics: signature'],
    ['an unknown step', 'id: acknowledge', 'id: aknowledge'],
    ['a step that stands twice', 'id: acknowledge', 'id: readCard'],
    ['an enrolment without reading the card', '  - { id: readCard, rule: L-13 }\n', ''],
    ['a step without the number of a rule', 'rule: L-12', 'rule: E-12'],
    ['sixteen tries', 'signature: 5', 'signature: 16'],
    ['three bytes of application data', '00 00 00 00', '00 00 00'],
  ])('%s', (_, from, to) => {
    const text = yaml('android/supported');
    expect(text).toContain(from);
    expect(() => parseProfile(text.replace(from, to), 'phone.yaml')).toThrowError(
      expect.objectContaining({ code: 'profile/value' }),
    );
  });

  test('an iPhone with the version of a browser', () => {
    const text = yaml('iphone/xs-ios-18-5').replace(
      'supported: true',
      'browserVersion: 130\nsupported: true',
    );
    expect(() => parseProfile(text, 'phone.yaml')).toThrowError(/an iPhone has none/);
  });

  test('an answer to select in type B', () => {
    const text = yaml('android/supported').replace('mbli: 0', 'mbli: 0\n  ats: 05 78 80 70 02');
    expect(() => parseProfile(text, 'phone.yaml')).toThrowError(
      /^phone\.yaml:20:3: key "ats" does not go with the others/,
    );
  });

  test('an answer to select whose first byte is not its length', () => {
    const text = yaml('android/biometric').replace('ats: 05 78', 'ats: 06 78');
    expect(() => parseProfile(text, 'phone.yaml')).toThrowError(/its length/);
  });

  test('an unknown step names the nearest one, at its line', () => {
    const text = yaml('android/supported').replace('id: acknowledge', 'id: aknowledge');
    expect(() => parseProfile(text, 'phone.yaml')).toThrowError(
      /^phone\.yaml:47:7: .*nearest known value "acknowledge"/,
    );
  });
});
