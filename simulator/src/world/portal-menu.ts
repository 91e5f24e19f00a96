import type { Phone } from './phone.ts';

export interface Words {
  readonly en: string;
  readonly ja: string;
}

const usable: Words = { en: 'Usable', ja: '利用可能' };
const underWay: Readonly<Record<string, Words>> = {
  collecting: { en: 'Application not finished', ja: '申請の途中' },
  submitted: { en: 'Applied for', ja: '申請済み' },
  queued: { en: 'Applied for', ja: '申請済み' },
  notified: { en: 'To be registered', ja: '登録待ち' },
  registering: { en: 'Being registered', ja: '登録中' },
  // Said from the notice on, though it takes minutes more until it works (L-29).
  warmingUp: usable,
  failed: { en: 'Not accepted', ja: '受付できませんでした' },
};
const onHold: Words = { en: 'On hold', ja: '一時停止中' };
const expired: Words = { en: 'Expired', ja: '有効期限切れ' };
const nothing: Words = { en: 'Not on this phone', ja: '未搭載' };

/** What the menu of Myna Portal says about the card functions of a phone. @see phone-wallet reference, L-28 */
export function portalMenu(phone: Phone, at: number): Words {
  const state = String(phone.enrolment.snapshot.value);
  if (phone.enrolment.snapshot.hasTag('underWay')) return underWay[state] ?? nothing;
  if (phone.certificatesIn('held').length > 0) return onHold;
  const valid = phone.certificatesIn('valid');
  if (valid.length > 0 && phone.keys.length > 0)
    return valid.every(({ facts }) => at > facts.notAfter) ? expired : usable;
  return underWay[state] ?? nothing;
}

/** What there is of the card on a phone; never records of any kind. @see phone-wallet reference, L-09 */
export function contentsOf(phone: Phone): string[] {
  const { value } = phone.wallet.snapshot;
  const document = value === 'absent' || value === 'removed' ? [] : ['attribute-proof'];
  return [...phone.keys.map((kind) => `${kind}-certificate`), ...document];
}
