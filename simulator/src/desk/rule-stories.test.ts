import { expect, test } from 'vitest';
import { type GuideRuleId, guideRules } from '../rules/guide/guide-rules.ts';
import { ruleTests } from '../rules/rule-tests.ts';
import {
  android,
  androidSteps,
  before,
  begin,
  biometric,
  changeSteps,
  iphone,
  iphoneSteps,
  type Setting,
  type Story,
} from '../test-story.ts';

/** Something played with a world that ends in words: `whole` where every rule holds, `broken` where this one does not. */
interface RuleStory extends Setting {
  readonly rule: GuideRuleId;
  readonly title: string;
  readonly play: (story: Story) => Promise<string>;
  readonly whole: string;
  readonly broken: string;
}

/** An account that is registered on a device and ready. */
const account = async (story: Story, platform = 'android', phones = 'yes'): Promise<void> => {
  await story.walks([
    ['facilityApplicant.applyAccount', { platform, password: 'first-TEST', phones }],
    ['facilityApp.logIn', { password: 'first-TEST' }],
    ['facilityApp.registerDevice'],
    ['facilityApp.setPasscode', { value: '2468' }],
  ]);
};
const times = async (count: number, step: () => Promise<string>): Promise<string> => {
  let told = '';
  for (let time = 0; time < count; time++) told = await step();
  return told;
};
const held: readonly (readonly [string])[] = [
  ['holder.losePhone'],
  ['callCentre.holdPhone'],
  ['holder.findPhone'],
];

const stories: readonly RuleStory[] = [
  {
    rule: 'L-01',
    title: 'an Android phone never carries the proof of attributes',
    phones: [android],
    async play(story) {
      await story.enrols();
      return `${story.phone().contents.length} ${story.usable('age-proof')}`;
    },
    whole: '2 L-01',
    broken: '3 yes',
  },
  {
    rule: 'L-02',
    title: 'no enrolment begins without a good signature certificate on the card',
    phones: [android],
    async play(story) {
      await story.does('counter.revokeCertificate', { certificate: 'signature' });
      return `${await story.enrols()} ${story.phone().enrolment}`;
    },
    whole: 'L-16 idle',
    broken: 'taken done',
  },
  {
    rule: 'L-03',
    title: 'a wrong signature password of the card is found out when Android reads the card',
    phones: [android],
    async play(story) {
      const told = await story.walks(
        androidSteps('1', { 'portal.enterSignaturePassword': { value: 'ZZ9999' } }).slice(0, 5),
      );
      return `${told} ${story.phone().step} ${story.state.cards[0]!.secrets['jpki/signature']!.triesLeft}`;
    },
    whole: 'mismatch L-03 enterSignaturePassword 4',
    broken: 'taken setSignaturePassword 5',
  },
  {
    rule: 'L-04',
    title: 'an iPhone takes the PIN of the text application too',
    phones: [iphone],
    async play(story) {
      const told = await story.walks(
        iphoneSteps('1', { 'portal.enterTextPin': { value: '0000' } }).slice(0, 6),
      );
      return `${told} ${story.phone().step} ${story.state.cards[0]!.secrets['text/pin']!.triesLeft}`;
    },
    whole: 'mismatch L-04 enterTextPin 2',
    broken: 'taken setAuthenticationPin 3',
  },
  {
    rule: 'L-05',
    title: 'neither old iOS, nor an unlisted Android, nor an old app begins an enrolment',
    phones: ['iphone/outdated-ios', 'android/unsupported', android],
    async play(story) {
      await story.does('holder.setApp', { phone: '3', app: 'outdated' });
      return await story.tells(
        ['portal.startEnrolment', { phone: '1' }],
        ['portal.cancelEnrolment', { phone: '1' }],
        ['portal.startEnrolment', { phone: '2' }],
        ['portal.cancelEnrolment', { phone: '2' }],
        ['portal.startEnrolment', { phone: '3' }],
      );
    },
    whole: 'L-05, L-20, L-05, L-10, L-05',
    broken: 'taken, taken, taken, taken, taken',
  },
  {
    rule: 'L-06',
    title: 'the counter sets no password with lower-case letters, nor a PIN of five digits',
    play: (story) =>
      story.tells(
        ['counter.resetSecret', { secret: 'jpki/signature', value: 'ab1234' }],
        ['counter.resetSecret', { secret: 'jpki/signature', value: '123456' }],
        ['counter.resetSecret', { secret: 'text/pin', value: '12345' }],
        ['counter.resetSecret', { secret: 'jpki/signature', value: 'CD5678' }],
      ),
    whole: 'L-06, L-06, L-06, taken',
    broken: 'taken, taken, taken, taken',
  },
  {
    rule: 'L-07',
    title: 'a person with a phone enrols no second one, and nobody else enrols that phone',
    persons: ['test/adult', 'test/long-basic-data'],
    phones: [android, iphone],
    async play(story) {
      await story.enrols('1');
      await story.enrols('2');
      const told = `${story.state.persons[0]!.phone} ${story.certificates('1')} ${story.certificates('2')}`;
      return `${told}, ${await story.does('portal.startEnrolment', { phone: '1', person: '2' })}`;
    },
    whole: '1 valid valid , L-07',
    broken: '1 valid valid valid valid, taken',
  },
  {
    rule: 'L-08',
    title: 'a login takes the certificate for user authentication',
    phones: [android],
    async play(story) {
      await story.enrols('1', {
        'portal.chooseCertificates': { kinds: 'signature' },
        'portal.setAuthenticationPin': null,
      });
      return `${story.usable('document-signature')} ${story.usable('portal-login')}`;
    },
    whole: 'yes L-08',
    broken: 'yes yes',
  },
  {
    rule: 'L-09',
    title: 'a phone holds certificates and the proof of attributes, and no records',
    phones: [iphone],
    async play(story) {
      await story.enrols();
      return story.phone().contents.join(' ');
    },
    whole: 'signature-certificate authentication-certificate attribute-proof',
    broken: 'signature-certificate authentication-certificate attribute-proof medical-records bank-accounts',
  },
  {
    rule: 'L-10',
    title: 'the password of the card comes before the choice of certificates',
    phones: [android],
    play: (story) =>
      story.tells(['portal.startEnrolment'], ['portal.chooseCertificates', { kinds: 'signature' }]),
    whole: 'taken, L-10',
    broken: 'taken, taken',
  },
  {
    rule: 'L-11',
    title: 'a certificate that was unticked is not issued',
    phones: [android],
    async play(story) {
      await story.enrols('1', {
        'portal.chooseCertificates': { kinds: 'authentication' },
        'portal.setSignaturePassword': null,
      });
      return story.certificates();
    },
    whole: 'valid',
    broken: 'valid valid',
  },
  {
    rule: 'L-12',
    title: 'nothing goes on before the acknowledgement is ticked',
    phones: [android],
    play: (story) => story.enrols('1', { 'portal.acknowledge': null }),
    whole: 'L-12',
    broken: 'taken',
  },
  {
    rule: 'L-13',
    title: 'the card is read before secrets are set, and held still for it',
    phones: [android],
    async play(story) {
      const moved = await story.walks([
        ...before('portal.readCard', androidSteps()),
        ['portal.readCard', { held: 'moved' }],
      ]);
      return `${moved} ${await story.does('portal.setSignaturePassword', { value: 'PHONE1', again: 'PHONE1' })}`;
    },
    whole: 'L-13 L-13',
    broken: 'taken taken',
  },
  {
    rule: 'L-14',
    title: 'the new signature password is typed twice alike',
    phones: [android],
    play: (story) =>
      story.walks([
        ...before('portal.setSignaturePassword', androidSteps()),
        ['portal.setSignaturePassword', { value: 'PHONE1', again: 'PHONE2' }],
      ]),
    whole: 'L-14',
    broken: 'taken',
  },
  {
    rule: 'L-15',
    title: 'the new PIN has four digits',
    phones: [android],
    play: (story) =>
      story.walks([
        ...before('portal.setAuthenticationPin', androidSteps()),
        ['portal.setAuthenticationPin', { value: '54321', again: '54321' }],
      ]),
    whole: 'L-15',
    broken: 'taken',
  },
  {
    rule: 'L-16',
    title: 'a notice follows the application',
    phones: [android],
    async play(story) {
      await story.walks(androidSteps());
      await story.clock('2026-11-21T12:00:00+09:00');
      return `${story.phone().enrolment} ${story.phone().notices.length}`;
    },
    whole: 'notified 1',
    broken: 'queued 0',
  },
  {
    rule: 'L-17',
    title: 'nothing is registered before the notice',
    phones: [android],
    async play(story) {
      await story.walks(androidSteps());
      const early = await story.does('portal.register');
      await story.clock('2026-11-20T18:02:00+09:00');
      return `${early} ${story.phone().enrolment} ${story.usable('portal-login')}`;
    },
    whole: 'L-17 queued L-08',
    broken: 'taken done yes',
  },
  {
    rule: 'L-20',
    title: 'the terms come before the face',
    phones: [iphone],
    play: (story) => story.tells(['portal.startEnrolment'], ['portal.captureFace', { camera: 'allowed' }]),
    whole: 'taken, L-20',
    broken: 'taken, taken',
  },
  {
    rule: 'L-21',
    title: 'the face is captured only with the camera allowed',
    phones: [iphone],
    play: (story) =>
      story.tells(
        ['portal.startEnrolment'],
        ['portal.acceptTerms'],
        ['portal.captureFace', { camera: 'denied' }],
      ),
    whole: 'taken, taken, L-21',
    broken: 'taken, taken, taken',
  },
  {
    rule: 'L-22',
    title: 'the PIN of the text application comes before the password',
    phones: [iphone],
    play: (story) => story.enrols('1', { 'portal.enterTextPin': null }),
    whole: 'L-22',
    broken: 'taken',
  },
  {
    rule: 'L-23',
    title: "the card's password signs the request to add it to an iPhone",
    phones: [iphone],
    play: (story) =>
      story.walks(iphoneSteps('1', { 'portal.enterSignaturePassword': { value: 'ZZ9999' } }).slice(0, 6)),
    whole: 'mismatch L-23',
    broken: 'taken',
  },
  {
    rule: 'L-24',
    title: 'the card is read before the PIN of the iPhone is set',
    phones: [iphone],
    play: (story) =>
      story.walks([
        ...before('portal.readCard', iphoneSteps()),
        ['portal.setAuthenticationPin', { value: '4321', again: '4321' }],
      ]),
    whole: 'L-24',
    broken: 'taken',
  },
  {
    rule: 'L-25',
    title: 'the PIN of the iPhone is typed twice alike',
    phones: [iphone],
    play: (story) =>
      story.walks([
        ...before('portal.setAuthenticationPin', iphoneSteps()),
        ['portal.setAuthenticationPin', { value: '4321', again: '1234' }],
      ]),
    whole: 'L-25',
    broken: 'taken',
  },
  {
    rule: 'L-26',
    title: "the password of the iPhone has six characters at least, and may be the card's",
    phones: [iphone],
    async play(story) {
      await story.walks(before('portal.setSignaturePassword', iphoneSteps()));
      return await story.tells(
        ['portal.setSignaturePassword', { value: 'AB123', again: 'AB123' }],
        ['portal.setSignaturePassword', { value: 'AB1234', again: 'AB1234' }],
      );
    },
    whole: 'L-26, taken',
    broken: 'taken, taken',
  },
  {
    rule: 'L-27',
    title: 'a card in Wallet is pending and serves for nothing yet',
    phones: [iphone],
    async play(story) {
      await story.walks(iphoneSteps());
      return `${story.phone().wallet} ${story.usable('age-proof')}`;
    },
    whole: 'provisioned L-28',
    broken: 'usable yes',
  },
  {
    rule: 'L-28',
    title: 'Wallet and the menu say that the card can be used, and nothing is registered',
    phones: [iphone],
    async play(story) {
      await story.walks(iphoneSteps());
      await story.clock('2026-11-20T18:03:00+09:00');
      const { portalMenu, notices } = story.phone();
      return `${portalMenu?.ja} ${notices[0]?.from} ${await story.does('portal.register')}`;
    },
    whole: '利用可能 wallet L-28',
    broken: '登録待ち wallet taken',
  },
  {
    rule: 'L-29',
    title: 'five minutes pass from the notice until the card works',
    phones: [iphone],
    async play(story) {
      await story.walks(iphoneSteps());
      await story.clock('2026-11-20T18:03:00+09:00');
      const noticed = story.usable('portal-login');
      await story.clock('2026-11-20T18:08:00+09:00');
      return `${noticed} ${story.usable('portal-login')}`;
    },
    whole: 'L-29 yes',
    broken: 'yes yes',
  },
  {
    rule: 'L-30',
    title: 'what is added at 19:30 waits for the morning',
    phones: [iphone],
    clock: '2026-11-20T19:30:00+09:00',
    async play(story) {
      await story.walks(iphoneSteps());
      const { enrolment, due } = story.phone();
      return `${enrolment} ${due}`;
    },
    whole: 'submitted 2026-11-21T08:00:00+09:00',
    broken: 'queued 2026-11-20T19:33:00+09:00',
  },
  {
    rule: 'L-31',
    title: 'what is applied for before 08:00 waits until then',
    phones: [android],
    clock: '2026-11-22T07:59:00+09:00',
    async play(story) {
      await story.walks(androidSteps());
      const { enrolment, due } = story.phone();
      return `${enrolment} ${due}`;
    },
    whole: 'submitted 2026-11-22T08:00:00+09:00',
    broken: 'queued 2026-11-22T08:02:00+09:00',
  },
  {
    rule: 'L-40',
    title: 'a phone serves at a convenience store',
    phones: [android],
    async play(story) {
      await story.enrols();
      const used = await story.does('holder.usePhone', { purpose: 'convenience-store', value: '4321' });
      return `${story.usable('convenience-store')} ${used}`;
    },
    whole: 'yes taken',
    broken: 'L-40 L-40',
  },
  {
    rule: 'L-41',
    title: 'only a facility that takes part takes phones',
    phones: [iphone],
    async play(story) {
      await story.enrols();
      await account(story, 'windows', 'no');
      return await story.does('facilityApp.checkCard', { phone: '1' });
    },
    whole: 'L-41',
    broken: 'taken',
  },
  {
    rule: 'L-42',
    title: 'a phone is no driving licence',
    phones: [iphone],
    async play(story) {
      await story.enrols();
      return await story.does('holder.usePhone', { purpose: 'driving-licence' });
    },
    whole: 'L-42',
    broken: 'taken',
  },
  {
    rule: 'L-43',
    title: 'biometrics log in, and never sign',
    phones: [biometric],
    async play(story) {
      await story.enrols();
      return await story.tells(
        ['holder.usePhone', { purpose: 'portal-login' }],
        ['holder.usePhone', { purpose: 'document-signature' }],
      );
    },
    whole: 'taken, L-43',
    broken: 'taken, taken',
  },
  {
    rule: 'L-50',
    title: "the phone's certificates end with the card's",
    phones: [android],
    async play(story) {
      await story.enrols();
      await story.clock('2031-04-13T00:00:00+09:00');
      return `${story.certificates()} ${story.usable('portal-login')}`;
    },
    whole: 'expired expired L-50',
    broken: 'valid valid yes',
  },
  {
    rule: 'L-51',
    title: 'after the renewal of an expired certificate the phone is enrolled again',
    phones: [android],
    async play(story) {
      await story.enrols();
      await story.clock('2031-04-13T00:00:00+09:00');
      await story.does('counter.issueCertificate', { certificate: 'signature' });
      return story.usable('document-signature');
    },
    whole: 'L-50',
    broken: 'yes',
  },
  {
    rule: 'L-60',
    title: 'revoking takes the signature password of the phone',
    phones: [android],
    async play(story) {
      await story.enrols();
      const told = await story.does('portal.revoke', { with: 'phone', password: 'ZZ9999' });
      return `${told} ${story.certificates()}`;
    },
    whole: 'mismatch L-60 valid valid',
    broken: 'taken revoked revoked',
  },
  {
    rule: 'L-61',
    title: 'the card at hand revokes with its own password',
    phones: [android],
    async play(story) {
      await story.enrols();
      const told = await story.does('portal.revoke', { with: 'card', password: 'AB1234' });
      return `${told} ${story.certificates()}`;
    },
    whole: 'taken revoked revoked',
    broken: 'L-61 valid valid',
  },
  {
    rule: 'L-62',
    title: 'deleting the card from an iPhone ends its certificates',
    phones: [iphone],
    async play(story) {
      await story.enrols();
      const told = await story.does('portal.delete', { with: 'phone', password: 'PHONE1' });
      return `${told} ${story.phone().wallet} ${story.certificates()}`;
    },
    whole: 'taken removed revoked revoked',
    broken: 'taken removed valid valid',
  },
  {
    rule: 'L-63',
    title: 'an Android phone deletes no card on an iPhone',
    phones: [iphone, android, iphone],
    async play(story) {
      await story.enrols('1');
      const data = { target: '1', password: 'AB1234' };
      const first = await story.does('portal.remoteDelete', { phone: '2', ...data });
      return `${first} ${await story.does('portal.remoteDelete', { phone: '3', ...data })} ${story.certificates('1')}`;
    },
    whole: 'L-63 taken revoked revoked',
    broken: 'taken taken revoked revoked',
  },
  {
    rule: 'L-70',
    title: 'a change from Android to Android ends the certificates of the old phone',
    phones: [android, android],
    async play(story) {
      await story.enrols('1');
      await story.walks(changeSteps('2', '1'));
      await story.settles();
      await story.does('portal.register', { phone: '2' });
      await story.settles();
      return `${story.state.persons[0]!.phone} ${story.certificates('1')} ${story.certificates('2')}`;
    },
    whole: '2 revoked revoked valid valid',
    broken: '2 valid valid valid valid',
  },
  {
    rule: 'L-71',
    title: 'from Android to iPhone there is no change on the new phone alone',
    phones: [android, iphone],
    async play(story) {
      await story.enrols('1');
      return await story.does('portal.changeDevice', { phone: '2', from: '1' });
    },
    whole: 'L-71',
    broken: 'taken',
  },
  {
    rule: 'L-72',
    title: 'from iPhone to Android there is no change on the new phone alone',
    phones: [iphone, android],
    async play(story) {
      await story.enrols('1');
      return await story.does('portal.changeDevice', { phone: '2', from: '1' });
    },
    whole: 'L-72',
    broken: 'taken',
  },
  {
    rule: 'L-73',
    title: 'from iPhone to iPhone there is no change on the new phone alone',
    phones: [iphone, iphone],
    async play(story) {
      await story.enrols('1');
      return await story.does('portal.changeDevice', { phone: '2', from: '1' });
    },
    whole: 'L-73',
    broken: 'taken',
  },
  {
    rule: 'L-74',
    title: 'the secrets of the old phone do not move to the new one',
    phones: [android, android],
    async play(story) {
      await story.enrols('1');
      await story.walks(changeSteps('2', '1'));
      await story.settles();
      await story.does('portal.register', { phone: '2' });
      await story.settles();
      return await story.does('holder.usePhone', { phone: '2', purpose: 'portal-login', value: '4321' });
    },
    whole: 'mismatch L-40',
    broken: 'taken',
  },
  {
    rule: 'L-80',
    title: 'a lost phone is put on hold at midnight too',
    phones: [iphone],
    async play(story) {
      await story.enrols();
      await story.clock('2026-11-21T00:00:00+09:00');
      await story.walks([['holder.losePhone'], ['callCentre.holdPhone']]);
      return `${story.certificates()} ${story.phone().wallet}`;
    },
    whole: 'held held suspended',
    broken: 'valid valid usable',
  },
  {
    rule: 'L-81',
    title: 'the call about a lost card puts its certificates on hold',
    async play(story) {
      await story.does('callCentre.holdCard');
      return story.state.cards[0]!.certificates.map(({ state }) => state).join(' ');
    },
    whole: 'held held',
    broken: 'valid valid',
  },
  {
    rule: 'L-82',
    title: 'when the card is found only the certificate for user authentication comes back',
    async play(story) {
      await story.walks([['callCentre.holdCard'], ['counter.liftHold']]);
      return story.state.cards[0]!.certificates.map(({ state }) => state).join(' ');
    },
    whole: 'revoked valid',
    broken: 'valid valid',
  },
  {
    rule: 'L-83',
    title: 'a found phone resumes with certificates issued anew',
    phones: [android],
    async play(story) {
      await story.enrols();
      await story.walks([...held, ['portal.resume']]);
      return `${story.certificates()} ${story.phone().step}`;
    },
    whole: 'revoked revoked setSignaturePassword',
    broken: 'valid valid null',
  },
  {
    rule: 'L-84',
    title: 'the line for enquiries closes at 17:30 on a Sunday',
    clock: '2026-11-22T17:29:59+09:00',
    async play(story) {
      const first = await story.does('callCentre.enquire');
      await story.clock('2026-11-22T17:30:00+09:00');
      return `${first} ${await story.does('callCentre.enquire')}`;
    },
    whole: 'taken L-84',
    broken: 'taken taken',
  },
  {
    rule: 'L-90',
    title: 'the counter resets a PIN against identification with a photo',
    play: (story) =>
      story.tells(
        ['counter.resetSecret', { secret: 'jpki/authentication', value: '1357', identification: 'none' }],
        ['counter.resetSecret', { secret: 'jpki/authentication', value: '1357', identification: 'photo' }],
      ),
    whole: 'L-90, taken',
    broken: 'taken, taken',
  },
  {
    rule: 'L-91',
    title: 'a reader that hangs is helped by restarting it and by nothing else',
    async play(story) {
      await account(story);
      return await story.tells(
        ['facilityApp.readerFails', { fault: 'readerHangs' }],
        ['facilityApp.checkCard', { pin: '1234' }],
        ['facilityApp.remedy', { remedy: 'restartApp' }],
        ['facilityApp.remedy', { remedy: 'restartReader' }],
        ['facilityApp.checkCard', { pin: '1234' }],
      );
    },
    whole: 'taken, L-91, mismatch L-91, taken, taken',
    broken: 'taken, taken, taken, taken, taken',
  },
  {
    rule: 'L-92',
    title: 'a card that is in the wrong way round is helped by turning it',
    async play(story) {
      await account(story);
      return await story.tells(
        ['facilityApp.readerFails', { fault: 'cardWrongWayRound' }],
        ['facilityApp.checkCard', { pin: '1234' }],
        ['facilityApp.remedy', { remedy: 'removeCase' }],
        ['facilityApp.remedy', { remedy: 'turnCard' }],
        ['facilityApp.checkCard', { pin: '1234' }],
      );
    },
    whole: 'taken, L-92, mismatch L-92, taken, taken',
    broken: 'taken, taken, taken, L-91, taken',
  },
  {
    rule: 'L-100',
    title: 'a device checks no card before it is registered',
    async play(story) {
      await story.walks([
        ['facilityApplicant.applyAccount', { platform: 'ios', password: 'first-TEST' }],
        ['facilityApp.logIn', { password: 'first-TEST' }],
      ]);
      return await story.does('facilityApp.checkCard', { pin: '1234' });
    },
    whole: 'L-100',
    broken: 'taken',
  },
  {
    rule: 'L-101',
    title: 'the call centre sets a new password, the app does not',
    async play(story) {
      await account(story);
      return await story.tells(
        ['facilityApp.resetPassword', { password: 'other-TEST' }],
        ['facilityCallCentre.resetPassword', { password: 'third-TEST' }],
      );
    },
    whole: 'L-101, taken',
    broken: 'taken, taken',
  },
  {
    rule: 'L-102',
    title: 'five wrong passwords lock for half an hour',
    async play(story) {
      await story.does('facilityApplicant.applyAccount', { platform: 'ios', password: 'first-TEST' });
      const fifth = await times(5, () => story.does('facilityApp.logIn', { password: 'wrong' }));
      await story.clock('2026-11-20T18:01:00+09:00');
      const soon = await story.does('facilityApp.logIn', { password: 'first-TEST' });
      await story.clock('2026-11-20T18:30:00+09:00');
      return `${fifth}, ${soon}, ${story.state.accounts[0]!.state}`;
    },
    whole: 'blocked L-102, L-102, unregistered',
    broken: 'blocked L-102, taken, loggedIn',
  },
  {
    rule: 'L-103',
    title: 'five wrong passcodes lead to the login',
    async play(story) {
      await account(story);
      await times(5, () => story.does('facilityApp.launch', { passcode: '0000' }));
      return `${await story.does('facilityApp.launch', { passcode: '2468' })} ${story.state.accounts[0]!.state}`;
    },
    whole: 'L-103 registered',
    broken: 'taken passcodeSet',
  },
  {
    rule: 'L-104',
    title: 'after the app is gone its account logs in no more',
    async play(story) {
      await account(story);
      await story.does('facilityApp.uninstall');
      const old = await story.does('facilityApp.logIn', { password: 'first-TEST' });
      return `${old} ${story.state.accounts[0]!.state}`;
    },
    whole: 'L-104 registered',
    broken: 'taken loggedIn',
  },
  {
    rule: 'L-105',
    title: 'a notice that was read stays in the list',
    async play(story) {
      await account(story);
      await story.walks([
        ['facilityApp.receiveNotice', { text: 'TEST' }],
        ['facilityApp.readNotice', { number: '1' }],
        ['facilityApp.readNotice', { number: '1' }],
      ]);
      return JSON.stringify(story.state.accounts[0]!.notices.map(({ text, read }) => [text, read]));
    },
    whole: '[["TEST",true]]',
    broken: '[]',
  },
  {
    rule: 'L-106',
    title: 'with the check by sight on no PIN is asked for',
    async play(story) {
      await account(story);
      return await story.tells(
        ['facilityApp.setSight', { sight: 'on' }],
        ['facilityApp.checkCard'],
        ['facilityApp.setSight', { sight: 'off' }],
      );
    },
    whole: 'taken, taken, taken',
    broken: 'taken, mismatch L-106, taken',
  },
  {
    rule: 'L-107',
    title: 'a new device registers once the old one is deregistered, within the hour',
    async play(story) {
      await account(story);
      await story.does('facilityApp.deregister');
      await story.clock('2026-11-20T18:10:00+09:00');
      return await story.does('facilityApp.logIn', { password: 'first-TEST' });
    },
    whole: 'L-107',
    broken: 'taken',
  },
  {
    rule: 'L-108',
    title: 'an account that the call centre stopped logs in no more',
    async play(story) {
      await story.does('facilityApplicant.applyAccount', { platform: 'ios', password: 'first-TEST' });
      await story.does('facilityCallCentre.stopAccount');
      return await story.does('facilityApp.logIn', { password: 'first-TEST' });
    },
    whole: 'L-108',
    broken: 'taken',
  },
  {
    rule: 'E-01',
    title: 'tries that were spent do not come back overnight',
    phones: [android],
    async play(story) {
      await story.walks(
        androidSteps('1', { 'portal.enterSignaturePassword': { value: 'ZZ9999' } }).slice(0, 5),
      );
      await story.clock('2026-11-21T09:00:00+09:00');
      return String(story.state.cards[0]!.secrets['jpki/signature']!.triesLeft);
    },
    whole: '4',
    broken: '5',
  },
  {
    rule: 'E-02',
    title: 'a reservation for the kiosk lasts a day',
    async play(story) {
      await story.does('portal.prepareKioskReset', { secret: 'jpki/signature', other: '1234' });
      await story.clock('2026-11-21T19:00:00+09:00');
      return await story.does('kiosk.resetSecret', { secret: 'jpki/signature', value: 'CD5678' });
    },
    whole: 'E-02',
    broken: 'taken',
  },
  {
    rule: 'E-04',
    title: 'certificates outlast the reset of an Android phone',
    phones: [android],
    async play(story) {
      await story.enrols();
      await story.walks([['holder.erasePhone'], ['holder.setUpPhone']]);
      return `${story.phone().contents.length} ${story.usable('portal-login')}`;
    },
    whole: '2 yes',
    broken: '0 L-08',
  },
  {
    rule: 'E-05',
    title: 'giving up a phone with certificates is warned of',
    phones: [android],
    async play(story) {
      await story.enrols();
      return `${await story.does('holder.giveUpPhone')} ${story.phone().device}`;
    },
    whole: 'warned E-05 givenUp',
    broken: 'taken givenUp',
  },
  {
    rule: 'E-07',
    title: 'a change of address ends the signature certificates and no others',
    phones: [android],
    async play(story) {
      await story.enrols();
      await story.does('counter.changeBasicData', { address: 'テスト県テスト市9-9' });
      const ofCard = story.state.cards[0]!.certificates.map(({ state }) => state).join(' ');
      return `${ofCard}, ${story.certificates()}`;
    },
    whole: 'revoked valid, revoked valid',
    broken: 'valid valid, valid valid',
  },
  {
    rule: 'E-08',
    title: "renewing the card's certificate leaves the end of the phone's",
    phones: [android],
    async play(story) {
      await story.enrols();
      await story.clock('2031-02-01T00:00:00+09:00');
      await story.does('counter.issueCertificate', { certificate: 'signature' });
      return story.phone().certificates[0]!.notAfter;
    },
    whole: '2031-04-12T23:59:59+09:00',
    broken: '2036-04-12T23:59:59+09:00',
  },
  {
    rule: 'E-09',
    title: 'a child gets no signature certificate and enrols no phone',
    persons: ['test/child'],
    phones: [android],
    play: (story) =>
      story.tells(['counter.issueCertificate', { certificate: 'signature' }], ['portal.startEnrolment']),
    whole: 'E-09, E-09',
    broken: 'taken, taken',
  },
  {
    rule: 'E-11',
    title: 'an iPhone from before the XS begins no enrolment',
    phones: ['iphone/before-xs'],
    play: (story) => story.does('portal.startEnrolment'),
    whole: 'E-11',
    broken: 'taken',
  },
  {
    rule: 'E-13',
    title: 'a passport is applied for with the card',
    phones: [iphone],
    async play(story) {
      await story.enrols();
      return `${story.state.cards[0]!.usable['passport-application']} ${story.usable('passport-application')}`;
    },
    whole: 'yes E-13',
    broken: 'yes yes',
  },
];

test.each(stories.map((story) => [`${story.rule} ${story.title}`, story] as const))(
  '%s',
  async (_, story) => {
    const { rule, play, whole, broken } = story;
    expect(await play(await begin(story))).toBe(whole);
    expect(await play(await begin({ ...story, mutants: [rule] }))).toBe(broken);
    expect(broken).not.toBe(whole);
  },
);

test('every rule of the guides has a story, and every story a rule', () => {
  expect(stories.map(({ rule }) => rule)).toEqual(Object.keys(guideRules));
});

test('the table of tests by rule says what there is', () => {
  const told = Object.fromEntries(stories.map(({ rule, title }) => [rule, [`${rule} ${title}`]]));
  expect(ruleTests).toEqual(told);
});
