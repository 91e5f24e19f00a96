import { hasFormat } from '../applications/card-secret.ts';
import type { FacilityAccountEvent } from '../lifecycle/facility-account.ts';
import type { RuleId } from '../rules/rule-set.ts';
import { type EventContext, type Guard, guard, type WorldEvent } from '../world/world-event.ts';
import { aboutAccount, cardAtHand, field, tryValue, typed } from './event-conditions.ts';

const takes = (rule: RuleId, event: FacilityAccountEvent): Guard =>
  guard(rule, ({ account }: EventContext) => !account.account.can(event));
const notReleased = guard('L-104', ({ account }: EventContext) =>
  account.account.snapshot.matches('released'),
);
const notStopped = guard('L-108', ({ account }: EventContext) => account.account.snapshot.matches('stopped'));
const installed = guard('L-104', ({ account }: EventContext) => account.account.snapshot.context.uninstalled);
/** @see L-102 */
const accountLockMs = 30 * 60_000;
const passwordField = field('the account password', 'アカウントのパスワード');

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
    },
    guards: [],
    apply({ world, data }, transaction) {
      world.addAccount(data.platform as 'android' | 'ios' | 'windows', data.password!, transaction);
      return undefined;
    },
  },
  {
    type: 'facilityApp.logIn',
    text: { en: 'Somebody logs in with account and password', ja: 'アカウントとパスワードでログインする' },
    fields: { ...aboutAccount, password: passwordField },
    guards: [
      notReleased,
      notStopped,
      installed,
      guard('L-102', ({ account }) => account.account.snapshot.matches('locked')),
      guard('L-107', ({ account }) => account.account.snapshot.matches('deregistering')),
      takes('L-100', { type: 'account.logIn' }),
    ],
    apply({ account, data, at, rules }, transaction) {
      const note = tryValue(account.password, data.password!, transaction, {
        mismatch: 'L-101',
        blocked: 'L-102',
      });
      if (note?.result === 'blocked') {
        transaction.send(account.account, {
          type: 'account.lock',
          dueAt: at + (rules.holds('L-102') ? accountLockMs : 0),
        });
      }
      if (note !== undefined) return note;
      transaction.send(account.account, { type: 'account.logIn' });
      if (account.passcode.blocked)
        transaction.send(account.passcode.counter, { type: 'secret.reset', by: 'logIn' });
      return undefined;
    },
  },
  {
    type: 'facilityApp.registerDevice',
    text: { en: 'The device is registered for the first time', ja: '端末の初期登録をする' },
    fields: aboutAccount,
    guards: [notReleased, notStopped, takes('L-100', { type: 'account.register' })],
    apply({ account }, transaction) {
      transaction.send(account.account, { type: 'account.register' });
      return undefined;
    },
  },
  {
    type: 'facilityApp.setPasscode',
    text: { en: 'A launch passcode is set', ja: '起動用パスコードを設定する' },
    fields: { ...aboutAccount, value: field('four digits', '数字4桁') },
    guards: [
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
    fields: { ...aboutAccount, passcode: field('the passcode', 'パスコード') },
    guards: [
      notReleased,
      notStopped,
      installed,
      guard('L-103', ({ account }) => !account.account.snapshot.hasTag('ready')),
    ],
    apply({ account, data }, transaction) {
      const note = tryValue(account.passcode, data.passcode!, transaction, {
        mismatch: 'L-103',
        blocked: 'L-103',
      });
      if (note?.result === 'blocked') transaction.send(account.account, { type: 'account.requireLogIn' });
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
    guards: [takes('L-106', { type: 'account.setSight', sight: true })],
    apply({ account, data, rules }, transaction) {
      const sight = (data.sight === 'on') === rules.holds('L-106');
      transaction.send(account.account, { type: 'account.setSight', sight });
      return undefined;
    },
  },
  {
    type: 'facilityApp.checkCard',
    text: {
      en: "A patient's card is checked, with PIN or by sight as the app is set",
      ja: '患者のカードで資格確認をする(設定により暗証番号または目視)',
    },
    fields: {
      ...aboutAccount,
      pin: field('the PIN, in PIN mode', '暗証番号(暗証番号モードのとき)', { required: false }),
    },
    guards: [
      guard('L-103', ({ account }) => !account.account.snapshot.hasTag('ready')),
      guard('L-51', ({ card, at }) => !cardAtHand(card, at)),
      guard(
        'L-106',
        ({ account, data }) => !account.account.snapshot.context.sight && data.pin === undefined,
      ),
    ],
    apply({ account, card, data, switches }, transaction) {
      if (account.account.snapshot.context.sight || switches.pinModeCardUse === 'readCertificate')
        return undefined;
      return tryValue(card.card.secrets.get('jpki/authentication')!, data.pin ?? '', transaction, {
        mismatch: 'L-106',
        blocked: 'L-90',
      });
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
    ],
    apply({ world, account, data }, transaction) {
      transaction.send(account.password.counter, { type: 'secret.reset', by: 'callCentre' });
      world.setValue(account.password, data.password!, transaction);
      if (account.account.snapshot.matches('locked'))
        transaction.send(account.account, { type: 'account.unlock' });
      return undefined;
    },
  },
  {
    type: 'facilityCallCentre.stopAccount',
    text: {
      en: 'The device is lost: the facility call centre stops the account',
      ja: '端末を紛失し、施設向けコールセンターがアカウントを停止する',
    },
    fields: aboutAccount,
    guards: [notReleased, takes('L-108', { type: 'account.stop' })],
    apply({ account }, transaction) {
      transaction.send(account.account, { type: 'account.stop' });
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
