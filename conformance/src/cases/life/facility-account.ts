import { t } from '../support/bilingual.ts';
import type { EventData } from '../support/event-data.ts';
import { guide, inferred, type Life, lifeCase } from '../support/life.ts';

const minute = 60_000;
const password = 'TEST-password';
const wrong = { password: 'TEST-wrong' };
const logIn = { password };
const passcode = '1357';

/** An account with a registered device, a passcode set, on the way to what the case is about. */
export async function facility(life: Life, data: EventData = { platform: 'android' }): Promise<void> {
  await life.need('facilityApplicant.applyAccount', { ...data, password });
  await life.need('facilityApp.logIn', logIn);
  await life.need('facilityApp.registerDevice');
  await life.need('facilityApp.setPasscode', { value: passcode });
}

/** What is tried against a reader that fails. @see phone-wallet reference, L-91, L-92 */
const remedies = {
  restartApp: t('restarting the app', 'アプリの再起動'),
  restartReader: t('restarting the reader', 'リーダーの再起動'),
  toggleBluetooth: t('turning Bluetooth off and on', 'Bluetoothのオフ・オン'),
  removeCase: t('taking off the case', 'ケースを外す'),
  turnCard: t('turning the card round', 'カードの向きを直す'),
  holdStill: t('holding the card still', 'カードを動かさない'),
  plugDirectly: t('plugging in without a hub', 'ハブを介さない接続'),
  otherPort: t('another USB port', '別のUSBポート'),
} as const;

/** Faults of a reader, the remedy that helps, and one that does not. */
const faults = [
  [
    'appLostReader',
    t('the app lost the reader', 'アプリがリーダーを見失った'),
    'restartApp',
    'restartReader',
    'L-91',
  ],
  ['readerHangs', t('the reader hangs', 'リーダーが応答しない'), 'restartReader', 'toggleBluetooth', 'L-91'],
  ['bluetoothHangs', t('Bluetooth hangs', 'Bluetoothが応答しない'), 'toggleBluetooth', 'restartApp', 'L-91'],
  [
    'cardInCase',
    t('the card is in a case', 'カードがケースに入っている'),
    'removeCase',
    'restartApp',
    'L-92',
  ],
  [
    'cardWrongWayRound',
    t('the card is the wrong way round', 'カードの向きが違う'),
    'turnCard',
    'removeCase',
    'L-92',
  ],
  ['cardMoved', t('the card is moved', 'カードが動いた'), 'holdStill', 'turnCard', 'L-92'],
  [
    'readerOnHub',
    t('the reader is on a hub', 'リーダーがハブにつながっている'),
    'plugDirectly',
    'otherPort',
    'L-92',
  ],
  [
    'portWithoutPower',
    t('the port has no power', 'ポートの給電が足りない'),
    'otherPort',
    'plugDirectly',
    'L-92',
  ],
] as const;

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const appliesTo = 'jpki & signature-certificate';

export const facilityAccountCases = [
  lifeCase({
    id: 'facility-account/first-use',
    title: t('On first use the device is registered after the login', '初回はログイン後に端末を登録する'),
    requirement: guide(
      'L-100',
      'A facility logs in with account and password and on first use registers the device.',
      'アカウントとパスワードでログインし、初めて使う端末では初期登録を行う。',
    ),
    secrets: [],
    cause: 'L-100',
    async run(life) {
      await life.need('facilityApplicant.applyAccount', { platform: 'windows', password });
      await life.refused('facilityApp.registerDevice');
      await life.take('facilityApp.logIn', logIn);
      await life.take('facilityApp.registerDevice');
    },
  }),
  lifeCase({
    id: 'facility-account/unregistered-device',
    title: t('A device that was not registered reads no card', '登録していない端末ではカードを読めない'),
    requirement: guide(
      'L-100',
      'A device that was never registered reads no cards.',
      '初期登録をしていない端末ではカードを読み取れない。',
    ),
    secrets: ['jpki/authentication'],
    cause: 'L-100',
    async run(life) {
      await life.need('facilityApplicant.applyAccount', { platform: 'windows', password });
      await life.need('facilityApp.logIn', logIn);
      await life.refused('facilityApp.checkCard', { pin: life.secret('jpki/authentication') });
    },
  }),
  lifeCase({
    id: 'facility-account/wrong-password',
    title: t('A wrong password does not log in', '誤ったパスワードではログインできない'),
    requirement: guide(
      'L-101',
      'Whoever does not know the password has a new one set by the call centre.',
      'パスワードが分からないときは、コールセンターで再設定を受ける。',
    ),
    secrets: [],
    cause: 'L-101',
    async run(life) {
      await life.need('facilityApplicant.applyAccount', { platform: 'android', password });
      await life.fails('facilityApp.logIn', wrong, 'mismatch');
      await life.refused('facilityApp.resetPassword', { password: 'TEST-new' });
      await life.take('facilityCallCentre.resetPassword', { password: 'TEST-new' });
      await life.fails('facilityApp.logIn', logIn, 'mismatch');
      await life.take('facilityApp.logIn', { password: 'TEST-new' });
    },
  }),
  lifeCase({
    id: 'facility-account/five-wrong-passwords',
    title: t('Five wrong passwords lock for half an hour', '5回誤ると30分間ロックされる'),
    requirement: guide(
      'L-102',
      'Five wrong passwords lock the account, which opens again by itself after 30 minutes.',
      'パスワードを5回間違えるとロックされ、30分後に自動で解除される。',
    ),
    secrets: [],
    cause: 'L-102',
    rules: ['L-101'],
    async run(life) {
      await life.need('facilityApplicant.applyAccount', { platform: 'android', password });
      for (let i = 1; i < 5; i++) await life.fails('facilityApp.logIn', wrong, 'mismatch', 'L-101');
      await life.fails('facilityApp.logIn', wrong, 'blocked');
      await life.advance(minute);
      await life.refused('facilityApp.logIn', logIn);
      await life.advance(28 * minute);
      await life.refused('facilityApp.logIn', logIn);
      await life.next('clock.unlocked');
      await life.take('facilityApp.logIn', logIn);
    },
  }),
  lifeCase({
    id: 'facility-account/call-centre-unlocks',
    title: t('The call centre unlocks before that', 'コールセンターはその前に解除できる'),
    requirement: guide(
      'L-102',
      'Whoever is locked out and does not know the password turns to the call centre.',
      'ロックされパスワードが分からないときは、コールセンターに連絡する。',
    ),
    secrets: [],
    cause: 'L-102',
    async run(life) {
      await life.need('facilityApplicant.applyAccount', { platform: 'ios', password });
      for (let i = 0; i < 5; i++) await life.send('facilityApp.logIn', wrong);
      await life.refused('facilityApp.logIn', logIn);
      await life.take('facilityCallCentre.resetPassword', { password: 'TEST-new' });
      await life.take('facilityApp.logIn', { password: 'TEST-new' });
    },
  }),
  lifeCase({
    id: 'facility-account/five-wrong-passcodes',
    title: t('Five wrong passcodes lead to the login', 'パスコードを5回誤るとログインに戻る'),
    requirement: guide(
      'L-103',
      'Five wrong passcodes lead to the login, after which a new passcode is set.',
      'パスコードを5回間違えるとログインに戻り、ログイン後に新しいパスコードを設定する。',
    ),
    secrets: [],
    cause: 'L-103',
    async run(life) {
      await facility(life);
      for (let i = 1; i < 5; i++) await life.fails('facilityApp.launch', { passcode: '0000' }, 'mismatch');
      await life.fails('facilityApp.launch', { passcode: '0000' }, 'blocked');
      await life.refused('facilityApp.launch', { passcode });
      await life.take('facilityApp.logIn', logIn);
      await life.take('facilityApp.setPasscode', { value: '2468' });
      await life.take('facilityApp.launch', { passcode: '2468' });
    },
  }),
  lifeCase({
    id: 'facility-account/passcode-counter-apart',
    title: t('Wrong passcodes lock no account', 'パスコードの誤りでアカウントはロックされない'),
    requirement: inferred(
      'C-19',
      'Wrong passcodes and wrong passwords are counted apart.',
      'パスコードの誤りとパスワードの誤りは別々に数える。',
    ),
    secrets: [],
    cause: 'L-101',
    rules: ['L-103'],
    async run(life) {
      await facility(life);
      for (let i = 1; i < 5; i++) {
        await life.fails('facilityApp.launch', { passcode: '0000' }, 'mismatch', 'L-103');
      }
      await life.fails('facilityApp.launch', { passcode: '0000' }, 'blocked', 'L-103');
      await life.refused('facilityApp.launch', { passcode }, 'L-103');
      await life.fails('facilityApp.logIn', wrong, 'mismatch');
      await life.take('facilityApp.logIn', logIn);
    },
  }),
  lifeCase({
    id: 'facility-account/uninstalled',
    title: t(
      'After an uninstall the old account does not log in',
      'アプリを削除すると以前のアカウントでは入れない',
    ),
    requirement: guide(
      'L-104',
      'Whoever uninstalls the app applies for a new account and files the release of the old one.',
      'アプリを削除したら、新しいアカウントを申請し、古いアカウントの解除を申請する。',
    ),
    secrets: [],
    cause: 'L-104',
    async run(life) {
      await facility(life);
      const { id } = await life.accountState();
      await life.need('facilityApp.uninstall', { account: id });
      await life.refused('facilityApp.logIn', { account: id, password });
      await facility(life);
      await life.take('facilityApplicant.releaseAccount', { account: id });
      await life.refused('facilityApp.logIn', { account: id, password });
    },
  }),
  ...(['android', 'ios', 'windows'] as const).map((platform) =>
    lifeCase({
      id: `facility-account/check-by-sight-${platform}`,
      title: t(
        `With the check by sight no PIN is asked for (${platform})`,
        `目視確認では暗証番号を求められない(${platform})`,
      ),
      requirement: guide(
        'L-106',
        'With the check by sight turned off the app asks for the PIN, with it turned on it does not.',
        '目視確認をオフにすると暗証番号を求め、オンにすると求めない。',
      ),
      appliesTo,
      secrets: ['jpki/authentication'],
      cause: 'L-106',
      async run(life) {
        await facility(life, { platform });
        await life.take('facilityApp.setSight', { sight: 'off' });
        life.is(t('mode', 'モード'), (await life.accountState()).mode, 'pin');
        await life.refused('facilityApp.checkCard');
        await life.take('facilityApp.checkCard', { pin: life.secret('jpki/authentication') });
        await life.take('facilityApp.setSight', { sight: 'on' });
        await life.take('facilityApp.checkCard');
      },
    }),
  ),
  lifeCase({
    id: 'facility-account/wrong-pin-spends',
    title: t(
      'In PIN mode a wrong PIN spends a try of the card',
      '暗証番号モードの誤りはカードの残り回数を減らす',
    ),
    requirement: inferred(
      'C-28',
      'In PIN mode the app verifies the PIN at the card; a wrong one spends a try.',
      '暗証番号モードではカードで照合し、誤ると残り回数が減る。',
    ),
    appliesTo,
    cost: 'spends-tries',
    spends: { 'jpki/authentication': 1 },
    secrets: [],
    cause: 'L-106',
    async run(life) {
      await facility(life);
      await life.need('facilityApp.setSight', { sight: 'off' });
      await life.fails('facilityApp.checkCard', { pin: life.wrong('jpki/authentication') }, 'mismatch');
      await life.triesAre('jpki/authentication', life.context.facts.tries['jpki/authentication'] - 1);
    },
  }),
  lifeCase({
    id: 'facility-account/device-change',
    title: t('A new device waits for the old one to be deregistered', '端末の変更は登録の解除が済んでから'),
    requirement: guide(
      'L-107',
      'Deregistering takes up to an hour; only then is the app registered on the new device.',
      '登録の解除には最大1時間かかり、済んでから新しい端末に登録する。',
    ),
    secrets: [],
    cause: 'L-107',
    async run(life) {
      await facility(life);
      await life.take('facilityApp.deregister');
      await life.advance(10 * minute);
      await life.refused('facilityApp.logIn', logIn);
      await life.next('clock.deregistered');
      await life.take('facilityApp.logIn', logIn);
      await life.take('facilityApp.registerDevice');
    },
  }),
  lifeCase({
    id: 'facility-account/lost-phone',
    title: t('The account of a lost phone is stopped', '紛失したスマホのアカウントは停止される'),
    requirement: guide(
      'L-108',
      'When a phone of the facility is lost, the call centre stops its account.',
      '施設のスマホを紛失したら、コールセンターがアカウントを停止する。',
    ),
    secrets: [],
    cause: 'L-108',
    async run(life) {
      await facility(life);
      await life.take('facilityCallCentre.stopAccount');
      await life.refused('facilityApp.launch', { passcode });
      await life.refused('facilityApp.logIn', logIn);
    },
  }),
  lifeCase({
    id: 'facility-account/notices-read-again',
    title: t('A notice is read again from the list', 'お知らせは一覧からもう一度読める'),
    requirement: guide(
      'L-105',
      'Notices can be read again from a list in the menu.',
      '一度読んだお知らせは、メニューの一覧からもう一度読める。',
    ),
    secrets: [],
    rules: ['L-105'],
    async run(life) {
      await facility(life);
      await life.need('facilityApp.receiveNotice', { text: 'TEST' });
      await life.take('facilityApp.readNotice', { number: '1' });
      const { notices } = await life.accountState();
      life.is(t('notices in the list', '一覧のお知らせ'), String(notices.length), '1');
      await life.take('facilityApp.readNotice', { number: '1' });
    },
  }),
  ...faults.map(([fault, what, remedy, other, rule]) =>
    lifeCase({
      id: `facility-account/fault-${kebab(fault)}`,
      title: t(
        `When ${what.en}, ${remedies[remedy].en} helps and ${remedies[other].en} does not`,
        `${what.ja}ときは「${remedies[remedy].ja}」で直り、「${remedies[other].ja}」では直らない`,
      ),
      requirement: guide(
        rule,
        'A reader that fails is helped by the remedy against its own cause; with another one it goes on failing.',
        '原因に合った対処で使えるようになり、ほかの対処では直らない。',
      ),
      secrets: [],
      cause: rule,
      async run(life) {
        await facility(life);
        await life.take('facilityApp.checkCard');
        await life.need('facilityApp.readerFails', { fault });
        await life.fails('facilityApp.remedy', { remedy: other }, 'mismatch');
        await life.refused('facilityApp.checkCard');
        await life.take('facilityApp.remedy', { remedy });
        await life.take('facilityApp.checkCard');
      },
    }),
  ),
];
