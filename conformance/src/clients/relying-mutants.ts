import type { Mutant } from '../engine/kill-matrix.ts';

/** The reference relying party made wrong, each phrased as the rule that it breaks. */
const habits = {
  'asks-nobody': ['The status of a certificate is asked for', '証明書の失効状態を確認する'],
  'accepts-hold': ['A certificate on hold is not accepted', '一時停止中の証明書を受け入れない'],
  'sees-holds-only': ['A revoked certificate is not accepted', '失効した証明書を受け入れない'],
  'tells-hold-as-revoked': ['A hold is told from a revocation', '一時停止と失効を区別する'],
  'remembers-hold': ['After the hold is lifted it is accepted again', '一時停止の解除後は再び受け入れる'],
  'remembers-good': ['The status is asked for each time', '失効状態は毎回確認する'],
  'takes-unknown-for-good': ['Unknown is not good', 'unknownをgoodとしない'],
  'takes-silence-for-good': [
    'A service that does not answer has not said good',
    '応答がないことをgoodとしない',
  ],
  'takes-errors-for-good': [
    'An error of the responder has not said good',
    'レスポンダーのエラーをgoodとしない',
  ],
  'takes-garbage-for-good': ['What cannot be read has not said good', '読み取れない応答をgoodとしない'],
  'impatient-with-services': ['A service is given a second to answer', 'サービスの応答を1秒は待つ'],
  'waits-for-ever': ['A service that does not answer ends the wait', '応答しないサービスを待ち続けない'],
  'checks-no-response-signature': ['The signature of the response is checked', 'OCSP応答の署名を検証する'],
  'trusts-sent-certificate': [
    'The responder is one to whom the CA has given the right',
    'レスポンダーは認証局から委任されたものである',
  ],
  'takes-responder-by-name': [
    'The delegation is signed by the same key of the CA',
    'レスポンダーの証明書は同じ世代の認証局が署名したものである',
  ],
  'ignores-responder-usage': [
    'Not every certificate of the CA signs for it',
    'OCSPSigningのない証明書による応答を受け入れない',
  ],
  'ignores-responder-end': ['A delegation ends', '期限切れのレスポンダー証明書を受け入れない'],
  'wants-delegate': ['The CA may answer itself', '認証局自身が署名した応答も受け入れる'],
  'ignores-nonce': ['The answer is to this very question', '応答のノンスを照合する'],
  'ignores-this-update': ['An answer of tomorrow does not count', '未来の応答を受け入れない'],
  'ignores-next-update': ['An old answer does not count', '古い応答を受け入れない'],
  'ignores-cert-id': ['The answer is about this certificate', '別の証明書についての応答を受け入れない'],
  'compares-serial-only': [
    'A serial number is nothing without its issuer',
    '発行者の異なる証明書についての応答を受け入れない',
  ],
  'checks-no-list-signature': ['The signature of the list is checked', '失効リストの署名を検証する'],
  'takes-list-by-name': [
    'The list is signed by the same key of the CA',
    '失効リストは同じ世代の認証局が署名したものである',
  ],
  'takes-list-of-elsewhere': [
    'The list is that of the distribution point of the certificate',
    '別の配布点の失効リストを受け入れない',
  ],
  'takes-old-list': ['An old list does not count', '古い失効リストを受け入れない'],
  'takes-list-of-tomorrow': ['A list of tomorrow does not count', '未来の失効リストを受け入れない'],
  'matches-ca-by-name': ['A CA is its key, not its name', '認証局を名前だけで判断しない'],
  'takes-first-of-name': ['Each generation of the CA is trusted', '同名の認証局のどの世代も受け入れる'],
  'accepts-any-kind': ['The certificate is of the kind asked for', '求めた種別の証明書だけを受け入れる'],
  'accepts-any-carrier': [
    'Where plastic is demanded a phone is not enough',
    'カードを求める場合にスマホを受け入れない',
  ],
  'refuses-phones': ['Where a phone will do it is accepted', 'スマホも可とする場合は受け入れる'],
  'accepts-expired': ['An expired certificate is not accepted', '期限切れの証明書を受け入れない'],
  'accepts-not-yet-valid': ['A certificate of tomorrow is not accepted', '有効期間前の証明書を受け入れない'],
  'wants-next-update': ['An answer without nextUpdate counts', 'nextUpdateのない応答も受け入れる'],
  'crashes-on-malformed': ['What is no certificate is answered', '証明書でないものにも応答する'],
  'checks-no-challenge': ['The signature is over this very data', '署名を検証する'],
} as const satisfies Record<string, readonly [en: string, ja: string]>;

export type RelyingHabit = keyof typeof habits;

export const relyingMutants: readonly Mutant[] = Object.entries(habits).map(([id, [en, ja]]) => ({
  id: `client/${id}`,
  area: 'client',
  rule: `client/${id}`,
  text: { en, ja },
}));

/** The habit of a mutant by its id, with or without `client/`. */
export function relyingHabitOf(id: string): RelyingHabit | undefined {
  const name = id.replace(/^client\//, '');
  return (Object.keys(habits) as RelyingHabit[]).find((habit) => habit === name);
}
