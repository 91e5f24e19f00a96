import { facilityQuestions, guideRulesOf } from './guide-rule.ts';

/** The account with which a facility uses the app that checks eligibility (資格確認). */
export const facilityAccountRules = guideRulesOf(facilityQuestions, {
  'L-100': [
    'A facility logs in to the system with account and password, and on first use then registers the device.',
    'システムにはアカウントIDとパスワードでログインします。初めて使う端末では、続けて初期登録を行います。',
    'app and phone sections',
    'facilityAccount',
    'a device that was never registered reads cards',
  ],
  'L-101': [
    'A forgotten password is set anew by the call centre.',
    'パスワードを忘れたときは、コールセンターに連絡して再設定を受けます。',
    'app Q1',
    'facilityAccount',
    'the app sets a new password for whoever does not know the old one',
  ],
  'L-102': [
    'Five wrong passwords lock the account, which opens again by itself after 30 minutes; whoever does not know the password turns to the call centre.',
    'パスワードを5回間違えるとアカウントがロックされ、30分後に自動で解除されます。パスワードが分からないときは、コールセンターに連絡します。',
    'app Q2, body',
    'facilityAccount',
    'the right password logs in one minute after five wrong ones',
    'accountPasswordMax',
  ],
  'L-103': [
    'Five wrong passcodes at the start of the app lead to the login of the system, after which a new passcode is set.',
    'アプリ起動時のパスコードを5回間違えるとシステムのログイン画面に戻ります。ログインし直してから、新しいパスコードを設定します。',
    'app Q3',
    'facilityAccount',
    'the right passcode opens the app after five wrong ones',
    'passcodeCounterShared',
  ],
  'L-104': [
    'Whoever uninstalls the app by mistake cannot log in again: a new account is applied for, the app installed and registered with it, and the release of the old account (アカウント解除申請) filed on the portal.',
    '誤ってアプリを削除すると、同じアカウントでは再びログインできません。新しいアカウントを申請し、アプリを入れ直して初期登録を行い、古いアカウントについてはポータルサイトで解除を申請します。',
    'app Q4',
    'facilityAccount',
    'the old account logs in after the app was installed again',
  ],
  'L-105': [
    'Notices can be read again from a list in the menu.',
    '一度読んだお知らせは、メニューの一覧からもう一度読めます。',
    'app Q5',
    'facilityAccount',
    'a notice that was read is in no list any more',
  ],
  'L-106': [
    'With the check by sight (目視確認) turned off in the security settings the app asks for the PIN, and with it turned on it does not; so on Android, iOS and Windows.',
    'セキュリティ設定の「目視確認」をオフにすると暗証番号を入力するモードに、オンにすると目視で確認するモードになります。Android、iOS、Windowsとも同じです。',
    'app Q6',
    'facilityAccount',
    'the app asks for the PIN with the check by sight turned on',
    'pinModeCardUse',
  ],
  'L-107': [
    'To change the device the old one is deregistered, which takes up to an hour, and only then is the app installed and registered on the new one.',
    '端末を替えるときは、古い端末の登録を解除します。解除には最大1時間ほどかかるため、解除が済んでから新しい端末にアプリを入れて登録します。',
    'phone Q1',
    'facilityAccount',
    'the new device registers ten minutes after the old one asked to be deregistered',
    'deregistrationMs',
  ],
  'L-108': [
    'When a phone of the facility is lost, the call centre stops its account.',
    '施設で使っているスマホを紛失したときは、コールセンターに連絡してアカウントを停止してもらいます。',
    'phone Q2',
    'facilityAccount',
    'the account logs in after the call centre has stopped it',
  ],
});
