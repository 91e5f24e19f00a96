import { defaultLifecycleSwitches, type LifecycleSwitches, lifecycleSwitchInfo } from '@kazashi/profiles';
import { expect, test } from 'vitest';
import {
  android,
  androidSteps,
  before,
  begin,
  changeSteps,
  iphone,
  iphoneSteps,
  type Setting,
  type Story,
} from '../test-story.ts';

type Key = keyof LifecycleSwitches;

/** Played twice: as the switch stands by default, and as it is set here. */
type SwitchStory = Pick<Setting, 'phones' | 'clock' | 'persons'> & {
  readonly key: Key;
  readonly set: Partial<LifecycleSwitches>;
  readonly play: (story: Story) => Promise<string>;
  readonly asDefault: string;
  readonly asSet: string;
};

const account = (story: Story): Promise<string> =>
  story.walks([
    ['facilityApplicant.applyAccount', { platform: 'android', password: 'first-TEST' }],
    ['facilityApp.logIn', { password: 'first-TEST' }],
    ['facilityApp.registerDevice'],
    ['facilityApp.setPasscode', { value: '2468' }],
  ]);
const wrongPasswords = async (story: Story, count: number): Promise<string> => {
  let told = '';
  for (let time = 0; time < count; time++) told = await story.does('facilityApp.logIn', { password: 'no' });
  return told;
};
const ofCard = (story: Story): string =>
  story.state.cards[0]!.certificates.map(({ state }) => state).join(' ');
const due = (story: Story, phone = '1'): string =>
  `${story.phone(phone).enrolment} ${story.phone(phone).due}`;
/** A change from phone 1 to phone 2, up to the application. */
const changes = async (story: Story): Promise<string> => {
  await story.enrols('1');
  return await story.walks(changeSteps('2', '1'));
};
const noSignature = {
  'portal.chooseCertificates': { kinds: 'authentication' },
  'portal.setSignaturePassword': null,
} as const;
const lost = [['holder.losePhone'], ['callCentre.holdPhone'], ['holder.findPhone']] as const;
const wrongTimes = async (story: Story, count: number, value: string): Promise<string> => {
  let told = '';
  for (let time = 0; time < count; time++)
    told = await story.does('holder.usePhone', { purpose: 'portal-login', value });
  return told;
};

const stories: readonly SwitchStory[] = [
  {
    key: 'accountPasswordMax',
    set: { accountPasswordMax: 3 },
    async play(story) {
      await story.does('facilityApplicant.applyAccount', { platform: 'ios', password: 'first-TEST' });
      return await wrongPasswords(story, 3);
    },
    asDefault: 'mismatch L-101',
    asSet: 'blocked L-102',
  },
  {
    key: 'iphonePasswordFolding',
    set: { iphonePasswordFolding: 'refuse' },
    phones: [iphone],
    play: (story) =>
      story.walks([
        ...before('portal.setSignaturePassword', iphoneSteps()),
        ['portal.setSignaturePassword', { value: 'phone1', again: 'phone1' }],
      ]),
    asDefault: 'taken',
    asSet: 'L-26',
  },
  {
    key: 'iphonePasswordFolding',
    set: { iphonePasswordFolding: 'keep' },
    phones: [iphone],
    async play(story) {
      await story.enrols('1', { 'portal.setSignaturePassword': { value: 'phone1', again: 'phone1' } });
      return await story.does('portal.delete', { with: 'phone', password: 'PHONE1' });
    },
    asDefault: 'taken',
    asSet: 'mismatch L-62',
  },
  {
    key: 'typedPasswordFolding',
    set: { typedPasswordFolding: 'fold' },
    phones: [android],
    play: (story) =>
      story.walks(androidSteps('1', { 'portal.enterSignaturePassword': { value: 'ab1234' } }).slice(0, 5)),
    asDefault: 'mismatch L-03',
    asSet: 'taken',
  },
  {
    key: 'newPasswordMixed',
    set: { newPasswordMixed: false },
    phones: [android],
    async play(story) {
      const counter = await story.does('counter.resetSecret', { secret: 'jpki/signature', value: 'ABCDEF' });
      const password = counter === 'taken' ? 'ABCDEF' : 'AB1234';
      const phone = await story.walks([
        ...before(
          'portal.setSignaturePassword',
          androidSteps('1', { 'portal.enterSignaturePassword': { value: password } }),
        ),
        ['portal.setSignaturePassword', { value: '123456', again: '123456' }],
      ]);
      return `${counter} ${phone}`;
    },
    asDefault: 'L-06 L-14',
    asSet: 'taken taken',
  },
  {
    key: 'deviceChange',
    set: { deviceChange: 'removeFirst' },
    phones: [android, android],
    play: changes,
    asDefault: 'taken',
    asSet: 'L-16',
  },
  {
    key: 'stopEffects',
    set: { stopEffects: 'byName' },
    phones: [iphone],
    async play(story) {
      await story.enrols();
      await story.does('portal.delete', { with: 'phone', password: 'PHONE1' });
      return `${story.certificates()} ${story.phone().contents.length}`;
    },
    asDefault: 'revoked revoked 0',
    asSet: 'valid valid 0',
  },
  {
    key: 'stopEffects',
    set: { stopEffects: 'byName' },
    phones: [android],
    async play(story) {
      await story.enrols();
      await story.does('portal.revoke', { with: 'phone', password: 'PHONE1' });
      return `${story.certificates()} ${story.phone().contents.length}`;
    },
    asDefault: 'revoked revoked 0',
    asSet: 'revoked revoked 2',
  },
  {
    key: 'beforeOpening',
    set: { beforeOpening: 'nextDay' },
    phones: [android],
    clock: '2026-11-21T01:00:00+09:00',
    async play(story) {
      await story.walks(androidSteps());
      return due(story);
    },
    asDefault: 'submitted 2026-11-21T08:00:00+09:00',
    asSet: 'submitted 2026-11-22T08:00:00+09:00',
  },
  {
    key: 'atClosing',
    set: { atClosing: 'inside' },
    phones: [android],
    clock: '2026-11-20T19:30:00+09:00',
    async play(story) {
      await story.walks(androidSteps());
      return story.phone().enrolment;
    },
    asDefault: 'submitted',
    asSet: 'queued',
  },
  {
    key: 'registerStepPlatforms',
    set: { registerStepPlatforms: 'all' },
    phones: [iphone],
    async play(story) {
      await story.enrols();
      return `${story.phone().enrolment} ${await story.does('portal.register')}`;
    },
    asDefault: 'done L-28',
    asSet: 'notified taken',
  },
  {
    key: 'certificateChoiceMinimum',
    set: { certificateChoiceMinimum: 2 },
    phones: [android],
    play: (story) =>
      story.walks(androidSteps('1', { 'portal.chooseCertificates': { kinds: 'signature' } }).slice(0, 3)),
    asDefault: 'taken',
    asSet: 'L-11',
  },
  {
    key: 'revokeWithoutSignature',
    set: { revokeWithoutSignature: 'plasticCardOrPin' },
    phones: [android],
    async play(story) {
      await story.enrols('1', noSignature);
      return await story.does('portal.revoke', { with: 'pin', password: '4321' });
    },
    asDefault: 'L-61',
    asSet: 'taken',
  },
  {
    key: 'remoteDeletePlatforms',
    set: { remoteDeletePlatforms: 'all' },
    phones: [android, iphone],
    async play(story) {
      await story.enrols('1');
      return await story.does('portal.remoteDelete', { phone: '2', target: '1', password: 'AB1234' });
    },
    asDefault: 'L-63',
    asSet: 'taken',
  },
  {
    key: 'phoneResume',
    set: { phoneResume: 'liftHold' },
    phones: [iphone],
    async play(story) {
      await story.enrols();
      await story.walks([...lost, ['portal.resume']]);
      return `${story.certificates()} ${story.usable('portal-login')} ${story.usable('age-proof')}`;
    },
    asDefault: 'revoked revoked L-74 L-80',
    asSet: 'valid valid yes yes',
  },
  {
    key: 'parentRevocation',
    set: { parentRevocation: 'cascade' },
    phones: [android],
    async play(story) {
      await story.enrols();
      await story.does('callCentre.holdCard');
      const first = story.certificates();
      await story.does('counter.revokeCertificate', { certificate: 'signature' });
      return `${first}, ${story.certificates()}`;
    },
    asDefault: 'valid valid, valid valid',
    asSet: 'held held, revoked held',
  },
  {
    key: 'noticeDelayMs',
    set: { noticeDelayMs: 600_000 },
    phones: [android],
    async play(story) {
      await story.walks(androidSteps());
      return due(story);
    },
    asDefault: 'queued 2026-11-20T18:03:00+09:00',
    asSet: 'queued 2026-11-20T18:10:00+09:00',
  },
  {
    key: 'warmUpMs',
    set: { warmUpMs: 60_000 },
    phones: [iphone],
    async play(story) {
      await story.walks(iphoneSteps());
      await story.simulator.nextDeadline();
      return due(story);
    },
    asDefault: 'warmingUp 2026-11-20T18:08:00+09:00',
    asSet: 'warmingUp 2026-11-20T18:04:00+09:00',
  },
  {
    key: 'deviceLockNeeded',
    set: { deviceLockNeeded: 'nothing' },
    phones: [iphone],
    play: (story) => story.walks([['holder.setLock', { lock: 'screenLock' }], ['portal.startEnrolment']]),
    asDefault: 'L-05',
    asSet: 'taken',
  },
  {
    key: 'deviceLockNeeded',
    set: { deviceLockNeeded: 'anyScreenLock' },
    phones: [android],
    play: (story) => story.walks([['holder.setLock', { lock: 'none' }], ['portal.startEnrolment']]),
    asDefault: 'taken',
    asSet: 'L-05',
  },
  {
    key: 'passwordCounterReset',
    set: { passwordCounterReset: 'unlock' },
    async play(story) {
      await story.does('facilityApplicant.applyAccount', { platform: 'ios', password: 'first-TEST' });
      await wrongPasswords(story, 2);
      await story.does('facilityApp.logIn', { password: 'first-TEST' });
      return String(story.state.accounts[0]!.secrets.password.triesLeft);
    },
    asDefault: '5',
    asSet: '3',
  },
  {
    key: 'passwordCounterReset',
    set: { passwordCounterReset: 'success' },
    async play(story) {
      await story.does('facilityApplicant.applyAccount', { platform: 'ios', password: 'first-TEST' });
      await wrongPasswords(story, 5);
      await story.settles();
      return String(story.state.accounts[0]!.secrets.password.triesLeft);
    },
    asDefault: '5',
    asSet: '1',
  },
  {
    key: 'passcodeCounterShared',
    set: { passcodeCounterShared: true },
    async play(story) {
      await account(story);
      await story.does('facilityApp.launch', { passcode: '0000' });
      return String(story.state.accounts[0]!.secrets.password.triesLeft);
    },
    asDefault: '5',
    asSet: '4',
  },
  {
    key: 'typedSecretsSpend',
    set: { typedSecretsSpend: 'nothing' },
    phones: [android],
    async play(story) {
      const over = { 'portal.enterSignaturePassword': { value: 'ZZ9999' } };
      const told = await story.walks(androidSteps('1', over).slice(0, 5));
      return `${told} ${story.state.cards[0]!.secrets['jpki/signature']!.triesLeft}`;
    },
    asDefault: 'mismatch L-03 4',
    asSet: 'mismatch L-03 5',
  },
  {
    key: 'deleteMethods',
    set: { deleteMethods: 'plasticCard' },
    phones: [iphone],
    async play(story) {
      await story.enrols();
      return await story.tells(
        ['portal.delete', { with: 'phone', password: 'PHONE9' }],
        ['portal.delete', { with: 'card', password: 'AB1234' }],
      );
    },
    asDefault: 'mismatch L-62, taken',
    asSet: 'L-62, taken',
  },
  {
    key: 'deviceChangeKinds',
    set: { deviceChangeKinds: 'chosen' },
    phones: [android, android],
    play: changes,
    asDefault: 'taken',
    asSet: 'L-11',
  },
  {
    key: 'deviceChangeHours',
    set: { deviceChangeHours: 'atOnce' },
    phones: [android, android],
    async play(story) {
      await story.enrols('1');
      await story.clock('2026-11-20T22:00:00+09:00');
      await story.walks(changeSteps('2', '1'));
      return due(story, '2');
    },
    asDefault: 'submitted 2026-11-21T08:00:00+09:00',
    asSet: 'queued 2026-11-20T22:00:00+09:00',
  },
  {
    key: 'phoneCertificateEnd',
    set: { phoneCertificateEnd: 'sameKind' },
    phones: [android],
    async play(story) {
      await story.clock('2031-02-01T18:00:00+09:00');
      await story.does('counter.issueCertificate', { certificate: 'authentication' });
      await story.enrols();
      const [signature, authentication] = story.phone().certificates;
      return String(signature!.notAfter === authentication!.notAfter);
    },
    asDefault: 'true',
    asSet: 'false',
  },
  {
    key: 'deregistrationMs',
    set: { deregistrationMs: 7_200_000 },
    async play(story) {
      await account(story);
      await story.does('facilityApp.deregister');
      return String(story.state.accounts[0]!.due);
    },
    asDefault: '2026-11-20T19:00:00+09:00',
    asSet: '2026-11-20T20:00:00+09:00',
  },
  {
    key: 'revokeWhileHeld',
    set: { revokeWhileHeld: 'accepted' },
    phones: [android],
    async play(story) {
      await story.enrols();
      return await story.walks([...lost, ['portal.revoke', { with: 'phone', password: 'PHONE1' }]]);
    },
    asDefault: 'L-60',
    asSet: 'taken',
  },
  {
    key: 'lostPhoneTouchesCard',
    set: { lostPhoneTouchesCard: true },
    phones: [android],
    async play(story) {
      await story.enrols();
      await story.does('callCentre.holdPhone');
      return ofCard(story);
    },
    asDefault: 'valid valid',
    asSet: 'held held',
  },
  {
    key: 'unknownSecretEnds',
    set: { unknownSecretEnds: false },
    phones: [iphone],
    async play(story) {
      await story.walks([['portal.startEnrolment'], ['portal.unknownSecret']]);
      return story.phone().enrolment;
    },
    asDefault: 'failed',
    asSet: 'collecting',
  },
  {
    key: 'pinModeCardUse',
    set: { pinModeCardUse: 'readCertificate' },
    async play(story) {
      await account(story);
      await story.does('facilityApp.setSight', { sight: 'off' });
      return await story.does('facilityApp.checkCard', { pin: '0000' });
    },
    asDefault: 'mismatch L-106',
    asSet: 'taken',
  },
  {
    key: 'sightModeCardUse',
    set: { sightModeCardUse: 'nothing' },
    async play(story) {
      await account(story);
      return await story.walks([
        ['facilityApp.setSight', { sight: 'on' }],
        ['counter.revokeCertificate', { certificate: 'authentication' }],
        ['facilityApp.checkCard'],
      ]);
    },
    asDefault: 'L-81',
    asSet: 'taken',
  },
  {
    key: 'outdatedOs',
    set: { outdatedOs: 'appMissing' },
    phones: ['iphone/outdated-ios'],
    play: async (story) => String(story.phone().portalMenu?.en ?? 'no app'),
    asDefault: 'Not on this phone',
    asSet: 'no app',
  },
  {
    key: 'kioskResets',
    set: { kioskResets: 'signature' },
    play: (story) =>
      story.does('portal.prepareKioskReset', { secret: 'jpki/authentication', other: 'AB1234' }),
    asDefault: 'taken',
    asSet: 'E-02',
  },
  {
    key: 'kioskOpensMs',
    set: { kioskOpensMs: 0 },
    clock: '2026-11-20T05:00:00+09:00',
    play: (story) =>
      story.walks([
        ['portal.prepareKioskReset', { secret: 'jpki/signature', other: '1234' }],
        ['kiosk.resetSecret', { secret: 'jpki/signature' }],
      ]),
    asDefault: 'desk/kiosk-hours',
    asSet: 'taken',
  },
  {
    key: 'kioskClosesMs',
    set: { kioskClosesMs: 64_800_000 },
    play: (story) =>
      story.walks([
        ['portal.prepareKioskReset', { secret: 'jpki/signature', other: '1234' }],
        ['kiosk.resetSecret', { secret: 'jpki/signature' }],
      ]),
    asDefault: 'taken',
    asSet: 'desk/kiosk-hours',
  },
  {
    key: 'kioskWindowMs',
    set: { kioskWindowMs: 3_600_000 },
    async play(story) {
      await story.does('portal.prepareKioskReset', { secret: 'jpki/signature', other: '1234' });
      await story.clock('2026-11-20T19:30:00+09:00');
      return await story.does('kiosk.resetSecret', { secret: 'jpki/signature' });
    },
    asDefault: 'taken',
    asSet: 'E-02',
  },
  {
    key: 'phoneSecretInit',
    set: { phoneSecretInit: true },
    phones: [android],
    async play(story) {
      await story.enrols();
      const blocked = await wrongTimes(story, 3, '0000');
      const reset = await story.does('portal.initialiseSecret', {
        secret: 'authentication',
        password: 'PHONE1',
        value: '1357',
        again: '1357',
      });
      return `${blocked}, ${reset}, ${await story.does('holder.usePhone', { purpose: 'portal-login', value: '1357' })}`;
    },
    asDefault: 'blocked L-61, L-61, L-61',
    asSet: 'blocked L-61, taken, taken',
  },
  {
    key: 'factoryResetClearsSecureElement',
    set: { factoryResetClearsSecureElement: 'always' },
    phones: [android],
    async play(story) {
      await story.enrols();
      await story.does('holder.erasePhone');
      return story.phone().contents.join(' ');
    },
    asDefault: 'signature-certificate authentication-certificate',
    asSet: '',
  },
  {
    key: 'secondPhoneSupersedes',
    set: { secondPhoneSupersedes: true },
    phones: [android, iphone],
    async play(story) {
      await story.enrols('1');
      await story.enrols('2');
      const { phone, binding } = story.state.persons[0]!;
      return `${phone} ${binding} ${story.certificates('1')} ${story.phone('1').contents.length}`;
    },
    asDefault: '1 bound valid valid 2',
    asSet: '2 bound revoked revoked 0',
  },
  {
    key: 'basicChangeEndsPhoneSignature',
    set: { basicChangeEndsPhoneSignature: false },
    phones: [android],
    async play(story) {
      await story.enrols();
      await story.does('counter.changeBasicData', { address: 'テスト県テスト市9-9' });
      return `${ofCard(story)}, ${story.certificates()}`;
    },
    asDefault: 'revoked valid, revoked valid',
    asSet: 'revoked valid, valid valid',
  },
  {
    key: 'revokeLostFromOtherPhone',
    set: { revokeLostFromOtherPhone: true },
    phones: [android, android],
    async play(story) {
      await story.enrols('1');
      await story.does('holder.losePhone', { phone: '1' });
      return await story.does('portal.remoteDelete', { phone: '2', target: '1', password: 'AB1234' });
    },
    asDefault: 'L-63',
    asSet: 'taken',
  },
  {
    key: 'holdReason',
    set: { holdReason: 'irreversibleOnly' },
    async play(story) {
      await story.does('callCentre.holdCard');
      return story.state.cards[0]!.certificates.map(({ reason }) => String(reason)).join(' ');
    },
    asDefault: 'certificateHold certificateHold',
    asSet: 'certificateHold null',
  },
];

test.each(
  stories.map((story) => [`${story.key} ${JSON.stringify(Object.values(story.set)[0])}`, story] as const),
)('%s', async (_, story) => {
  const { play, set, asDefault, asSet, ...setting } = story;
  expect(await play(await begin(setting))).toBe(asDefault);
  expect(await play(await begin({ ...setting, switches: set }))).toBe(asSet);
  expect(asSet).not.toBe(asDefault);
});

/** Those of the status services are played where these are: status/switches.test.ts. */
const ofServices: readonly string[] = lifecycleSwitchInfo
  .filter(({ id }) => id.startsWith('S-'))
  .map(({ key }) => key);

test('every switch changes something', () => {
  const here = Object.keys(defaultLifecycleSwitches).filter((key) => !ofServices.includes(key));
  expect(new Set(stories.map(({ key }) => key))).toEqual(new Set(here));
});
