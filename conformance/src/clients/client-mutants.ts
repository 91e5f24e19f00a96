import type { Mutant } from '../engine/kill-matrix.ts';
import { type RelyingHabit, relyingHabitOf, relyingMutants } from './relying-mutants.ts';

/** The reference client made wrong: habits of real programs, each phrased as the rule that it breaks. */
const habits = {
  'resends-verify': ['A VERIFY whose answer was lost is not sent again', '応答が失われたVERIFYを再送しない'],
  'ignores-retry-counter': ['The last try is not burnt unasked', '最後の1回を確認なしに使わない'],
  'never-tries-last': ['With leave the last try is tried', '許可があれば最後の1回を試す'],
  'ignores-blocked': ['No PIN is sent to a blocked reference', '閉塞した暗証番号に送信しない'],
  'treats-6984-as-wrong-pin': ['6984 says blocked', '6984は閉塞を意味する'],
  'treats-63c0-as-wrong-pin': [
    '63C0 says that this was the last try',
    '63C0は最後の1回を使い切ったことを意味する',
  ],
  'folds-not': [
    'The signature password is folded to upper case, or refused',
    '署名用パスワードは大文字に変換するか拒否する',
  ],
  'checks-no-form': ['What can be no PIN is not sent', '暗証番号の形式でないものは送信しない'],
  'queries-by-guessing': ['Tries are asked for by an empty VERIFY', '残り回数は空のVERIFYで調べる'],
  'tells-full-tries': ['Tries are told as the card tells them', '残り回数をカードの応答どおり伝える'],
  'crosses-pins': ['A PIN goes to its own reference', '暗証番号はそれぞれの参照先に送る'],
  'verifies-for-public': ['What anybody may read is read without PIN', '公開の情報は暗証番号なしで読む'],
  'verifies-before-looking': [
    'A PIN is sent only for what is on the card',
    'カードにないもののために暗証番号を送らない',
  ],
  'one-byte-length': ['Lengths may take two and three bytes', '長さは2バイト・3バイトのこともある'],
  'assumes-full-blocks': ['A short answer is as long as it is', '短い応答をその長さで扱う'],
  'reads-past-end': ['Reading ends where the data ends', 'データの終わりで読み取りを終える'],
  'stops-after-a-block': ['Reading goes on to the end', '終わりまで読み取る'],
  'keeps-padding': ['Padding is no part of the token’s label', 'トークン名に空白の詰め物を含めない'],
  'takes-part-for-whole': ['What was cut off is not told as whole', '途中で切れたものを全体として扱わない'],
  'mixes-cards': ['What is read comes from one card', '読み取る内容は1枚のカードのもの'],
  'follows-swapped-card': [
    'A PIN goes to the card that it was typed for',
    '暗証番号は入力時のカードだけに送る',
  ],
  'takes-any-status-for-wrong-pin': ['Only 63Cx says wrong PIN', '暗証番号の誤りは63Cxだけ'],
  'takes-any-fault-for-wrong-pin': [
    'A fault on the way is not told as a wrong PIN',
    '通信の障害を暗証番号の誤りとしない',
  ],
  'takes-any-fault-for-success': ['A fault on the way is told', '通信の障害を伝える'],
  'hangs-without-reader': ['A reader that goes ends the operation', 'リーダーがなくなれば処理を終える'],
  impatient: ['A slow card is waited for', '遅いカードを待つ'],
  'ignores-expiry': ['An expired certificate is told', '期限切れの証明書であることを伝える'],
  'calls-all-expired': ['A valid certificate is not called expired', '有効な証明書を期限切れとしない'],
  'signs-unhashed': ['The signature is over the SHA-256 of the data', '署名はデータのSHA-256に対するもの'],
  'mixes-certificates': ['Each certificate is the one asked for', '求められた証明書を返す'],
  'cuts-characters': ['Text is UTF-8 and told whole', '文字列はUTF-8で全体を返す'],
  'logs-pin': ['No PIN in a log', '暗証番号をログに残さない'],
  'logs-data': ['No personal data in a log', '個人情報をログに残さない'],
  'echoes-request': ['The answer does not hold the PIN', '応答に暗証番号を含めない'],
  'talks-on-stdout': ['The answer is one line', '応答は1行'],
  'exits-zero': ['A failure has an exit code other than 0', '失敗時の終了コードは0以外'],
  'guesses-parameters': ['A parameter of no meaning is refused', '意味のないパラメーターは拒否する'],
  'does-anything': ['An unknown operation is refused', '知らない操作は拒否する'],
  'wants-card-to-describe': ['"describe" needs no card', '"describe"にカードは要らない'],
} as const satisfies Record<string, readonly [en: string, ja: string]>;

export type ClientHabit = keyof typeof habits;
/** Of clients of the card, and of relying parties. */
export type Habit = ClientHabit | RelyingHabit;

export const clientMutants: readonly Mutant[] = [
  ...Object.entries(habits).map(([id, [en, ja]]) => ({
    id: `client/${id}`,
    area: 'client',
    rule: `client/${id}`,
    text: { en, ja },
  })),
  ...relyingMutants,
];

/** The habit of a mutant by its id, with or without `client/`. */
export function habitOf(id: string): Habit | undefined {
  const name = id.replace(/^client\//, '');
  return (Object.keys(habits) as ClientHabit[]).find((habit) => habit === name) ?? relyingHabitOf(id);
}
