import { expect, test } from 'vitest';
import { defaultLifecycleSwitches, lifecycleSwitchInfo } from './index.ts';
import { lifecycleSwitchesSchema } from './lifecycle-switches.ts';

test('the compiled defaults are those of the schema, and hold in it', () => {
  expect(defaultLifecycleSwitches).toEqual(lifecycleSwitchesSchema.parse({}));
  expect(lifecycleSwitchesSchema.parse(defaultLifecycleSwitches)).toEqual(defaultLifecycleSwitches);
});

test('every default is the one that the reference gives', () => {
  expect(defaultLifecycleSwitches).toEqual({
    accountPasswordMax: 5,
    iphonePasswordFolding: 'fold',
    typedPasswordFolding: 'asTyped',
    newPasswordMixed: true,
    deviceChange: 'implicitRevocation',
    stopEffects: 'revokeAndErase',
    beforeOpening: 'sameDay',
    atClosing: 'outside',
    registerStepPlatforms: 'android',
    certificateChoiceMinimum: 1,
    revokeWithoutSignature: 'plasticCard',
    remoteDeletePlatforms: 'iphone',
    phoneResume: 'reissue',
    parentRevocation: 'independent',
    noticeDelayMs: 3 * 60_000,
    warmUpMs: 5 * 60_000,
    deviceLockNeeded: 'iphoneBiometrics',
    passwordCounterReset: 'successOrUnlock',
    passcodeCounterShared: false,
    typedSecretsSpend: 'plasticCard',
    deleteMethods: 'either',
    deviceChangeKinds: 'sameAsOld',
    deviceChangeHours: 'asApplication',
    phoneCertificateEnd: 'signature',
    deregistrationMs: 60 * 60_000,
    revokeWhileHeld: 'refused',
    lostPhoneTouchesCard: false,
    unknownSecretEnds: true,
    pinModeCardUse: 'verify',
    sightModeCardUse: 'readCertificate',
    outdatedOs: 'enrolmentRefused',
    kioskResets: 'both',
    kioskOpensMs: (6 * 60 + 30) * 60_000,
    kioskClosesMs: 23 * 60 * 60_000,
    kioskWindowMs: 24 * 60 * 60_000,
    phoneSecretInit: false,
    factoryResetClearsSecureElement: 'asProfile',
    secondPhoneSupersedes: false,
    basicChangeEndsPhoneSignature: true,
    revokeLostFromOtherPhone: false,
    holdReason: 'everyHold',
    crlPublicationMs: 0,
    crlWindowMs: 5 * 60_000,
    ocspValidityMs: 10 * 60_000,
    ocspNonceMaximum: 32,
  });
});

test('every contradiction but the editorial ones, and every refinement that is a switch, is settled by one', () => {
  const editorial = [4, 9, 10];
  const contradictions = Array.from({ length: 29 }, (_, n) => n + 1)
    .filter((n) => !editorial.includes(n))
    .map((n) => `C-${String(n).padStart(2, '0')}`);
  const refinements = ['E-02', 'E-03', 'E-04', 'E-06', 'E-07', 'E-10', 'E-12'];
  const services = ['S-01', 'S-02', 'S-03', 'S-04'];
  const settled = [...new Set(lifecycleSwitchInfo.map(({ id }) => id))];
  expect(settled).toEqual([...contradictions, ...refinements, ...services]);
});

test('every switch is explained once, in the order of the schema, in both languages', () => {
  expect(lifecycleSwitchInfo.map(({ key }) => key)).toEqual(Object.keys(lifecycleSwitchesSchema.shape));
  for (const { text } of lifecycleSwitchInfo) {
    expect(text.ja).toMatch(/[\u3041-\u30ff]/);
    expect(text.en).toMatch(/^[\x20-\x7e]+$/);
  }
});

test('the first of several words is the default, which is how the comments read', () => {
  for (const [key, field] of Object.entries(lifecycleSwitchesSchema.shape)) {
    const inner = field.unwrap();
    if ('options' in inner) expect([key, field.parse(undefined)]).toEqual([key, inner.options[0]]);
  }
});

test.each([
  ['an unknown switch', { phoneResumes: 'reissue' }],
  ['an unknown word', { phoneResume: 'reissued' }],
  ['no tries at all', { accountPasswordMax: 0 }],
  ['three certificates of two', { certificateChoiceMinimum: 3 }],
  ['half a millisecond', { warmUpMs: 0.5 }],
  ['a time before midnight', { kioskOpensMs: -1 }],
  ['a publication at the midnight after', { crlPublicationMs: 86_400_000 }],
  ['OCSP answers that never count', { ocspValidityMs: 0 }],
])('%s is refused', (_, switches) => {
  expect(lifecycleSwitchesSchema.safeParse(switches).success).toBe(false);
});

test.each([
  ['three wrong passwords lock, as the table of contents has it', { accountPasswordMax: 3 }],
  ['two hours to deregister, read one after the other', { deregistrationMs: 7_200_000 }],
  ['a service that lifts the hold', { phoneResume: 'liftHold' }],
])('%s is taken, with the defaults for the others', (_, switches) => {
  expect(lifecycleSwitchesSchema.parse(switches)).toEqual({ ...defaultLifecycleSwitches, ...switches });
});
