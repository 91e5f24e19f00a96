import { hasFormat } from '../applications/card-secret.ts';
import { jstIso } from '../clock/calendar.ts';
import type { RuleId } from '../rules/rule-set.ts';
import { accountPassword } from '../world/account-maker.ts';
import type { FacilityAccount, FacilityNotice } from '../world/facility.ts';
import type { Transaction } from '../world/transaction.ts';
import {
  type EventContext,
  type EventNote,
  type Guard,
  guard,
  type WorldEvent,
} from '../world/world-event.ts';
import { aboutAccount, field, tryValue, typed } from './event-conditions.ts';
import { facilityCardCheck } from './facility-card-check.ts';
import {
  aboutDevice,
  installed,
  isRegistered,
  notReleased,
  notStopped,
  onlyDevice,
  otherDevice,
  takes,
} from './facility-conditions.ts';
import { facilityFaults, faultEntry, remedies } from './facility-faults.ts';

function setFault(account: FacilityAccount, fault: string | null, transaction: Transaction): void {
  account.fault = fault;
  if (fault === null) transaction.remove(account.faultKey);
  else transaction.put(account.faultKey, fault);
}

function setNotices(
  account: FacilityAccount,
  notices: readonly FacilityNotice[],
  transaction: Transaction,
): void {
  account.notices = notices;
  transaction.put(
    account.noticesKey,
    notices.map((notice) => ({ ...notice })),
  );
}

/** Five wrong passwords: locked for half an hour. */
function lock({ account, at, rules }: EventContext, transaction: Transaction): void {
  transaction.send(account.account, {
    type: 'account.lock',
    dueAt: at + (rules.holds('L-102') ? accountLockMs : 0),
  });
}

/** @see L-102 */
const accountLockMs = 30 * 60_000;
const passwordField = field('the account password', 'アカウントのパスワード');

/** A password that nobody could log in with. */
const notTypable = (rule: RuleId): Guard =>
  guard(rule, ({ data }) => !hasFormat(accountPassword, typed(data.password!)));

function setPassword({ world, account, data }: EventContext, transaction: Transaction): undefined {
  transaction.send(account.password.counter, { type: 'secret.reset', by: 'callCentre' });
  world.setValue(account.password, data.password!, transaction);
  if (account.account.snapshot.matches('locked'))
    transaction.send(account.account, { type: 'account.unlock' });
  return undefined;
}

/** The account of a medical facility for the 資格確認 app. @see phone-wallet reference, L-100 to L-108 */
export const facilityEvents: readonly WorldEvent[] = [
  {
    type: 'facilityApplicant.applyAccount',
    text: {
      en: 'The facility applies for an account on the portal',
      ja: '施設がポータルでアカウントを申請する',
    },
    fields: {
      platform: field('where the app runs', 'アプリを使う機器', { values: ['android', 'ios', 'windows'] }),
      password: passwordField,
      phones: field(
        'whether the facility takes phones; yes without it',
        'スマートフォンでの利用に対応するか(省略時は対応)',
        {
          required: false,
          values: ['yes', 'no'],
        },
      ),
    },
    guards: [notTypable('L-100')],
    apply({ world, data }, transaction) {
      const platform = data.platform as 'android' | 'ios' | 'windows';
      world.addAccount({ platform, takesPhones: data.phones !== 'no' }, data.password!, transaction);
      return undefined;
    },
  },
  {
    type: 'facilityApp.logIn',
    text: { en: 'Somebody logs in with account and password', ja: 'アカウントとパスワードでログインする' },
    fields: { ...aboutAccount, password: passwordField, ...aboutDevice },
    guards: [
      notReleased,
      notStopped,
      installed,
      guard('L-102', ({ account }) => account.account.snapshot.matches('locked')),
      guard('L-107', ({ account }) => account.account.snapshot.matches('deregistering')),
      otherDevice,
      guard('L-100', ({ account: { account } }) => {
        const { uninstalled } = account.snapshot.context;
        return !uninstalled && !account.can({ type: 'account.logIn' });
      }),
    ],
    apply(context, transaction) {
      const { account, data, switches } = context;
      const restores = switches.passwordCounterReset !== 'unlock';
      const rulesOfNote = { mismatch: 'L-101', blocked: 'L-102' } as const;
      const note = tryValue(account.password, data.password!, transaction, rulesOfNote, restores);
      if (note?.result === 'blocked') lock(context, transaction);
      if (note !== undefined) {
        if (switches.passcodeCounterShared && !account.passcode.blocked)
          transaction.send(account.passcode.counter, { type: 'secret.mismatched' });
        return note;
      }
      // Only with L-104 broken does the app come back under the old account.
      if (account.account.can({ type: 'account.reinstall' }) && account.account.snapshot.context.uninstalled)
        transaction.send(account.account, { type: 'account.reinstall' });
      transaction.send(account.account, { type: 'account.logIn' });
      if (account.passcode.blocked)
        transaction.send(account.passcode.counter, { type: 'secret.reset', by: 'logIn' });
      return undefined;
    },
  },
  {
    type: 'facilityApp.registerDevice',
    text: { en: 'The device is registered for the first time', ja: '端末の初期登録をする' },
    fields: { ...aboutAccount, ...aboutDevice },
    guards: [notReleased, notStopped, takes('L-100', { type: 'account.register', device: onlyDevice })],
    apply({ account, data: { device = onlyDevice } }, transaction) {
      transaction.send(account.account, { type: 'account.register', device });
      return undefined;
    },
  },
  {
    type: 'facilityApp.setPasscode',
    text: { en: 'A launch passcode is set', ja: '起動用パスコードを設定する' },
    fields: { ...aboutAccount, value: field('four digits', '数字4桁') },
    guards: [
      notReleased,
      notStopped,
      isRegistered,
      takes('L-103', { type: 'account.setPasscode' }),
      guard('L-103', ({ account, data }) => !hasFormat(account.passcode.format, typed(data.value!))),
    ],
    apply({ world, account, data }, transaction) {
      world.setValue(account.passcode, data.value!, transaction);
      transaction.send(account.account, { type: 'account.setPasscode' });
      return undefined;
    },
  },
  {
    type: 'facilityApp.launch',
    text: { en: 'The app is started with the passcode', ja: 'パスコードでアプリを起動する' },
    fields: { ...aboutAccount, passcode: field('the passcode', 'パスコード'), ...aboutDevice },
    guards: [
      notReleased,
      notStopped,
      installed,
      otherDevice,
      guard('L-103', ({ account }) => !account.account.snapshot.hasTag('ready')),
    ],
    apply(context, transaction) {
      const { account, data, rules, switches } = context;
      const { passcode, password } = account;
      if (passcode.blocked && !rules.holds('L-103'))
        transaction.send(passcode.counter, { type: 'secret.reset', by: 'logIn' });
      const note = tryValue(passcode, data.passcode!, transaction, { mismatch: 'L-103', blocked: 'L-103' });
      const shared = note !== undefined && switches.passcodeCounterShared && !password.blocked;
      if (shared) transaction.send(password.counter, { type: 'secret.mismatched' });
      if (!rules.holds('L-103')) return note;
      if (note?.result === 'blocked' || (shared && password.blocked))
        transaction.send(account.account, { type: 'account.requireLogIn' });
      if (shared && password.blocked) lock(context, transaction);
      return note;
    },
  },
  {
    type: 'facilityApp.setSight',
    text: {
      en: 'Checking by sight is switched on, or off for PIN mode',
      ja: '目視確認のオン・オフを切り替える(オフは暗証番号モード)',
    },
    fields: { ...aboutAccount, sight: field('on or off', 'on または off', { values: ['on', 'off'] }) },
    guards: [
      notReleased,
      notStopped,
      isRegistered,
      takes('L-106', { type: 'account.setSight', sight: true }),
    ],
    apply({ account, data, rules }, transaction) {
      const sight = (data.sight === 'on') === rules.holds('L-106');
      transaction.send(account.account, { type: 'account.setSight', sight });
      return undefined;
    },
  },
  facilityCardCheck,
  {
    type: 'facilityApp.readerFails',
    text: {
      en: 'The reader of the facility fails, for a cause',
      ja: '施設のリーダーに不具合が起きる(原因を指定)',
    },
    fields: { ...aboutAccount, fault: field('the cause', '原因', { values: Object.keys(facilityFaults) }) },
    guards: [
      guard('L-91', ({ account, data }) => {
        const { platforms } = faultEntry(data.fault!)!;
        return platforms !== undefined && !platforms.includes(account.platform);
      }),
    ],
    apply({ account, data }, transaction) {
      setFault(account, data.fault!, transaction);
      return undefined;
    },
  },
  {
    type: 'facilityApp.remedy',
    text: { en: 'Something is tried against a reader that fails', ja: 'リーダーの不具合への対処を試す' },
    fields: { ...aboutAccount, remedy: field('what is tried', '対処', { values: remedies }) },
    guards: [guard('L-91', ({ account }) => account.fault === null)],
    apply({ account, data, rules }, transaction): EventNote | undefined {
      const entry = faultEntry(account.fault);
      if (entry === undefined) return undefined;
      if (data.remedy !== entry.remedy && rules.holds(entry.rule))
        return { result: 'mismatch', rule: entry.rule };
      setFault(account, null, transaction);
      return undefined;
    },
  },
  {
    type: 'facilityApp.receiveNotice',
    text: { en: 'A notice comes to the app', ja: 'アプリにお知らせが届く' },
    fields: { ...aboutAccount, text: field('the notice', 'お知らせの本文') },
    guards: [notReleased, notStopped, installed],
    apply({ account, data, at }, transaction) {
      const number = String(account.notices.length + 1);
      const notice = { number, at: jstIso(at), text: data.text!, read: false };
      setNotices(account, [...account.notices, notice], transaction);
      return undefined;
    },
  },
  {
    type: 'facilityApp.readNotice',
    text: { en: 'A notice is read, from the list in the menu', ja: 'メニューの一覧からお知らせを読む' },
    fields: { ...aboutAccount, number: field('its number in the list', '一覧での番号') },
    guards: [
      installed,
      guard('L-103', ({ account }) => !account.account.snapshot.hasTag('ready')),
      {
        rule: 'L-105',
        refuses: ({ account, data }) => !account.notices.some(({ number }) => number === data.number),
      },
    ],
    apply({ account, data, rules }, transaction) {
      const read = account.notices.map((notice) =>
        notice.number === data.number ? { ...notice, read: true } : notice,
      );
      const kept = rules.holds('L-105') ? read : read.filter((notice) => !notice.read);
      setNotices(account, kept, transaction);
      return undefined;
    },
  },
  {
    type: 'facilityApp.uninstall',
    text: { en: 'The app is uninstalled by mistake', ja: '誤ってアプリを削除する' },
    fields: aboutAccount,
    guards: [takes('L-104', { type: 'account.uninstall' })],
    apply({ account }, transaction) {
      transaction.send(account.account, { type: 'account.uninstall' });
      return undefined;
    },
  },
  {
    type: 'facilityApp.deregister',
    text: {
      en: 'The device is deregistered, which takes up to an hour',
      ja: '端末の登録を解除する(最大1時間かかる)',
    },
    fields: aboutAccount,
    guards: [takes('L-107', { type: 'account.deregister', dueAt: 0 })],
    apply({ account, at, switches, rules }, transaction) {
      const delay = rules.holds('L-107') ? switches.deregistrationMs : 0;
      transaction.send(account.account, { type: 'account.deregister', dueAt: at + delay });
      return undefined;
    },
  },
  {
    type: 'facilityApp.resetPassword',
    text: {
      en: 'Somebody who does not know the password asks the app for a new one',
      ja: 'パスワードが分からない人が、アプリで新しいパスワードを設定しようとする',
    },
    fields: { ...aboutAccount, password: passwordField },
    // Only the call centre does that.
    guards: [notReleased, notStopped, guard('L-101', () => true)],
    apply: setPassword,
  },
  {
    type: 'facilityCallCentre.resetPassword',
    text: {
      en: 'The facility call centre sets a new account password',
      ja: '施設向けコールセンターがパスワードを再設定する',
    },
    fields: { ...aboutAccount, password: passwordField },
    guards: [
      notReleased,
      notStopped,
      guard(
        'L-101',
        ({ account }) => !account.password.counter.can({ type: 'secret.reset', by: 'callCentre' }),
      ),
      notTypable('L-101'),
    ],
    apply: setPassword,
  },
  {
    type: 'facilityCallCentre.stopAccount',
    text: {
      en: 'The device is lost: the facility call centre stops the account',
      ja: '端末を紛失し、施設向けコールセンターがアカウントを停止する',
    },
    fields: aboutAccount,
    guards: [notReleased, takes('L-108', { type: 'account.stop' })],
    apply({ account, rules }, transaction) {
      if (rules.holds('L-108')) transaction.send(account.account, { type: 'account.stop' });
      return undefined;
    },
  },
  {
    type: 'facilityApplicant.releaseAccount',
    text: {
      en: 'The facility files the release of an account on the portal',
      ja: '施設がポータルでアカウント解除を申請する',
    },
    fields: aboutAccount,
    guards: [takes('L-104', { type: 'account.release' })],
    apply({ account }, transaction) {
      transaction.send(account.account, { type: 'account.release' });
      return undefined;
    },
  },
];
