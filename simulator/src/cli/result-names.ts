import type { Words } from './io.ts';

/** What an event came to that was taken and did not do what its actor hoped for. */
export const resultNames: Readonly<Record<string, Words>> = {
  mismatch: { en: 'wrong', ja: '不一致' },
  blocked: { en: 'blocked', ja: 'ロック' },
  ended: { en: 'ended', ja: '終了' },
  warned: { en: 'done, with a warning', ja: '完了(注意あり)' },
};
