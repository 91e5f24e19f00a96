import { type ConformanceError, ToldError } from './error.ts';
import type { Bilingual } from './text.ts';

/**
 * What errors that reach people mean, in Japanese. The English message names files, values and remedies; it stands
 * behind in brackets, so that nothing of it is lost.
 */
export const errorWords: Readonly<Record<string, string>> = {
  'client/no-card': 'クライアントはコマンドではなく要求を受け取る',
  'client/no-description': 'クライアントが"describe"に操作の一覧を答えなかった',
  'client/no-simulator': 'クライアント用のシミュレーターが起動しなかった',
  'control/refused': 'シミュレーターの制御APIが要求を拒否した',
  'control/unreachable': 'シミュレーターの制御APIが応答しない',
  'learn/level': 'この対象からカードの振る舞いは学習できない',
  'learn/no-application': 'カードに既知のアプリケーションがない',
  'learn/not-harmless': '無害でないコマンドは送らない',
  'matrix/no-subject': '変異の検出表に必要な対象を用意できない',
  'matrix/process': '変異の検出表を作るプロセスが途中で終わった',
  'pcsc/cancelled': '待機が取り消された',
  'pcsc/card-removed': 'カードが取り除かれた',
  'pcsc/card-reset': '別のプログラムがカードをリセットした',
  'pcsc/closed': 'PC/SCとの接続が切れた',
  'pcsc/failed': 'PC/SCの処理が失敗した',
  'pcsc/mute-card': 'カードが応答しない',
  'pcsc/no-binding': 'PC/SCを使うためのパッケージがない',
  'pcsc/no-card': 'リーダーにカードがない',
  'pcsc/no-service': 'PC/SCサービスが応答しない',
  'pcsc/not-transacted': 'カードとのやり取りが失敗した',
  'pcsc/protocol-mismatch': 'リーダーとカードの通信方式が合わない',
  'pcsc/reader-gone': 'リーダーが抜かれたか、ドライバーが止まった',
  'pcsc/reader-name': 'リーダー名が正しくない',
  'pcsc/refused': 'リーダーを使う権限がない',
  'pcsc/sharing-violation': '別のプログラムがリーダーを使用中',
  'pcsc/unknown-reader': 'その名前のリーダーはない',
  'pcsc/unpowered-card': 'カードに電源が入らない',
  'result/invalid': '実行結果の形式が正しくない',
  'result/not-json': '実行結果がJSONではない',
  'safety/floor': '残すべき試行回数が正しくない',
  'serial/exchange': 'リーダーのチップが交信の失敗を報告した',
  'serial/refused': 'リーダーのチップがコマンドを拒否した',
  'signature/broken': '署名を読み取れない',
  'signature/key': '署名鍵または証明書が使えない',
  'status/no-bench': 'この状態サービスは操作できない',
  'status/no-card': '状態サービスに尋ねるカードがない',
  'status/no-certificate': '状態サービスに尋ねる証明書がない',
  'status/unreachable': '状態サービスが応答しない',
  'subject/fixed': 'この対象のカードは動かせない',
  'subject/frames-only': 'この対象とはフレームでのみ交信できる',
  'subject/mute': 'カードがリセットに応答しない',
  'subject/no-answer': '対象が応答しない',
  'subject/no-card': 'カードがない',
  'subject/no-status-word': '応答にステータスワードがない',
  'subject/not-enrolled': 'スマートフォンの登録が完了しなかった',
  'subject/not-proven': 'リーダーは、示されたシミュレーターのものと証明されなかった',
  'subject/not-type-b': 'カードがType Bではない',
  'subject/silent': '対象が時間内に応答しない',
  'subject/unknown-profile': 'そのプロファイルはない',
};

/** An error for people: in Japanese what it means, with its English message behind. */
export function errorText({ code, message }: Pick<ConformanceError, 'code' | 'message'>): Bilingual {
  const words = errorWords[code];
  return { en: message, ja: words === undefined ? message : `${words}(${message})` };
}

/**
 * What is told of whatever was thrown. The text of an error that has no words of its own stands for all languages,
 * behind the meaning of its code where it has one.
 */
export function wordsOf(error: unknown): Bilingual {
  if (error instanceof ToldError) return error.words;
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? errorText({ code, message }) : { en: message, ja: message };
}
