import { facilityQuestions, guideRulesOf } from './guide-rule.ts';

/** A forgotten PIN, and readers that do not read. */
export const cardPinRules = guideRulesOf(facilityQuestions, {
  'L-90': [
    'A forgotten user authentication PIN is reset at the counter of the municipality of residence, with photo identification.',
    '利用者証明用の暗証番号(数字4桁)を忘れたときは、顔写真付きの本人確認書類を持って、お住まいの市区町村の窓口で再設定します。',
    'card Q1',
    'secret',
    'the counter resets the PIN of someone without photo identification',
  ],
  'L-91': [
    'When the reader cannot be reached, restarting the app, restarting the reader or turning Bluetooth off and on helps, each against its own cause.',
    'リーダーと接続できないときは、アプリの再起動、リーダーの再起動、Bluetoothのオフ・オンをお試しください。原因に合った方法で接続できるようになります。',
    'reader Q1',
    'desk',
    'restarting the app clears a fault that only restarting the reader should clear',
  ],
  'L-92': [
    'When the card cannot be read, it helps to restart the app, take off the case, insert the card the right way round, keep it still and in place, plug the reader in without a hub or use another USB port, each against its own cause.',
    'カードを読み取れないときは、アプリの再起動、ケースを外す、カードの向きを確かめる、読み取り中に動かさない、リーダーをハブを介さずに接続する、別のUSBポートを使う、といった方法をお試しください。原因に合った方法で読み取れるようになります。',
    'reader Q2',
    'desk',
    'a card that was inserted back to front answers',
  ],
});
