import type { Language } from './io.ts';

/**
 * What each error means, in Japanese. The English message names files, values and remedies; it stands behind in
 * brackets, so that nothing of it is lost.
 */
export const errorWords: Readonly<Record<string, string>> = {
  'access/host': 'このホスト名ではシミュレーターにアクセスできません',
  'access/origin': '他のオリジンからの要求は受け付けません',
  'access/token': 'トークンがないか、誤っています',
  'card/paced': '処理時間を設定したカードには同期的に問い合わせられません',
  'card/unknown': '指定されたカードはありません',
  'certificate/serial': '空いている証明書のシリアル番号がありません',
  'clock/backwards': '時計を過去に戻すことはできません',
  'clock/duration': '期間の形式が正しくありません(例: PT5M、P1DT2H)',
  'clock/instant': '日時の形式が正しくありません(ISO 8601)',
  'clock/none-pending': '予定されている出来事はありません',
  'clock/real': '時計は実時間に従っています。進めるには --clock 日時 を付けて起動してください',
  'control/address-in-use': '制御APIのアドレスは使用中です',
  'control/failed': '制御APIの要求が失敗しました',
  'control/not-permitted': '制御APIを使う権限がありません',
  'control/unreachable': 'シミュレーターが応答しません',
  'endpoint/address-in-use': '接続口のアドレスは別のプロセスが使用中です',
  'endpoint/bad-address': '接続口のアドレスが正しくありません',
  'endpoint/not-here': 'この接続口はこの環境では使えません',
  'endpoint/not-permitted': '接続口を開く権限がありません',
  'endpoint/path-too-long': 'ソケットのパスが長すぎます(107バイトまで)',
  'event/data': '出来事のデータが正しくありません',
  'event/refused': '出来事は規則により拒否されました',
  'event/unknown': 'その名前の出来事はありません',
  'facility/card-answer': 'カードから必要な情報を得られません',
  'facility/code-missing': '照合番号Bが必要です',
  'facility/pin-blocked': 'カードの暗証番号または照合番号がロックされています',
  'facility/wrong-pin': '暗証番号または照合番号が違います',
  'fault/form': '障害の指定が正しくありません',
  'fault/kind-unknown': 'その種類の障害はありません',
  'fault/no-card': '差し替えに使えるカードがありません',
  'fault/not-here': 'その対処はこのリーダーでは行えません',
  'fault/remedy-unknown': 'その対処はありません',
  'fault/unknown': 'その障害はありません',
  'machine/record': '保存された状態を読み取れません',
  'pki/outside-authority': 'この日付の証明書を発行できる試験用認証局がありません',
  'pki/value': '証明書の値が正しくありません',
  'profile/kind': 'プロファイルの種類が違います',
  'profile/unknown': 'そのプロファイルはありません',
  'profile/unreadable': 'プロファイルのファイルを読み込めません',
  'reader/card-in-use': 'カードは別の接続口が使用中です',
  'reader/card-mute': 'カードが応答しません',
  'reader/card-removed': 'カードが取り出されました',
  'reader/communication': 'カードの応答が失われました(通信エラー)',
  'reader/contactless-only':
    '接触型の差し込み口にスマートフォンは使えません。非接触リーダーにかざしてください',
  'reader/duplicate-name': '同じ名前のリーダーがあります',
  'reader/no-card': 'リーダーにカードがありません',
  'reader/unknown': 'そのリーダーはありません',
  'reader/unplugged': 'リーダーが取り外されました',
  'request/form': '要求の形式が正しくありません',
  'rules/unknown': 'その規則はありません',
  'session/unknown': 'そのセッションはありません',
  'snapshot/form': 'スナップショットの形式が正しくありません',
  'snapshot/version': 'スナップショットの版に対応していません',
  'store/closed': '状態の保存は終了しています',
  'store/damaged': '保存された状態が壊れています。ファイルはそのまま残してあります',
  'store/failed': '状態を保存できませんでした',
  'store/full': 'ディスクの空きがなく、状態を保存できません',
  'store/in-use': '状態のディレクトリは別のプロセスが使用中です',
  'store/newer-format': '状態は新しい版で書かれています',
  'store/not-permitted': '状態のディレクトリを使う権限がありません',
  'store/truncated': '保存された状態が途中で切れています。ファイルはそのまま残してあります',
  'usage/bench-row': 'その測定項目はありません',
  'usage/card': '使い方: card insert|remove|swap [カード]',
  'usage/clock': '使い方: clock now|set 日時|advance 期間|next',
  'usage/command': 'execには実行するコマンドが必要です: kazashi exec -- コマンド',
  'usage/fault': '使い方: fault add 種類|list|clear [ID]|remedy 対処',
  'usage/json': '--dataがJSONではありません',
  'usage/no-simulator': 'シミュレーターが動いていません。kazashi up で起動してください',
  'usage/option': 'オプションの値が正しくありません',
  'usage/reader': '使い方: reader list|add [プロファイル]|remove 名前',
  'usage/scenario': 'シナリオに誤りがあります',
  'usage/scenario-state': '保存された状態は、変更されたシナリオの続きには使えません',
  'usage/snapshot': '使い方: snapshot save|load ファイル',
  'usage/token': 'KAZASHI_TOKENにシミュレーターのトークンを設定してください',
};

/** Japanese for problems of a user's profile; file, line and key stand in the English text behind. */
const profileWords = 'プロファイルに誤りがあります';

/** The message of an error in the language asked for. */
export function errorText(error: Error & { readonly code?: unknown }, language: Language): string {
  if (language === 'en' || typeof error.code !== 'string') return error.message;
  const words = errorWords[error.code] ?? (error.code.startsWith('profile/') ? profileWords : undefined);
  return words === undefined ? error.message : `${words} (${error.message})`;
}
