import type { Bilingual } from '../text.ts';

/** SW1-SW2 of a response APDU; undefined when it has fewer than two bytes. */
export function statusWord(response: Uint8Array): number | undefined {
  return response.length < 2 ? undefined : response.at(-2)! * 256 + response.at(-1)!;
}

/** Tries left as `63 Cx` tells them. */
export function triesLeft(word: number | undefined): number | undefined {
  return word !== undefined && word >> 4 === 0x63c ? word & 0xf : undefined;
}

const meanings: Readonly<Record<number, Bilingual>> = {
  36864: { en: 'normal processing', ja: '正常終了' },
  25344: { en: 'verification failed, no limit of tries', ja: '照合不一致(回数制限なし)' },
  26368: { en: 'wrong length', ja: 'Lc/Leの誤り' },
  26753: { en: 'logical channel not supported', ja: '論理チャネル番号が未サポート' },
  26754: { en: 'secure messaging not supported', ja: 'セキュアメッセージングが未サポート' },
  26756: { en: 'command chaining not supported', ja: 'コマンドチェイニングが未サポート' },
  27009: { en: 'command incompatible with file structure', ja: 'ファイル構造と矛盾するコマンド' },
  27010: { en: 'security status not satisfied', ja: 'セキュリティステータスが満足されない' },
  27012: { en: 'reference data not usable (blocked)', ja: '参照データが使用不可(閉塞)' },
  27013: { en: 'conditions of use not satisfied', ja: '使用条件が満足されない' },
  27014: { en: 'command not allowed (no current EF)', ja: 'カレントEFがない' },
  27264: { en: 'incorrect parameters in the data field', ja: 'データフィールドのパラメータの誤り' },
  27265: { en: 'function not supported', ja: '機能が未サポート' },
  27266: { en: 'file or application not found', ja: 'アクセス対象ファイルがない' },
  27267: { en: 'record not found', ja: 'アクセス対象レコードがない' },
  27270: { en: 'incorrect P1-P2', ja: 'P1-P2の値の誤り' },
  27272: { en: 'referenced data not found', ja: '参照されたデータがない' },
  27392: { en: 'offset outside the EF', ja: 'オフセットがEFの範囲外' },
  27904: { en: 'instruction not supported', ja: 'INSが未サポート' },
  28160: { en: 'class not supported', ja: 'CLAが未サポート' },
  28416: { en: 'no precise diagnosis', ja: '異常終了(詳細なし)' },
};

/** What a status word says, in words. */
export function statusWordMeaning(word: number | undefined): Bilingual {
  if (word === undefined) return { en: 'no status word', ja: 'ステータスワードなし' };
  const tries = triesLeft(word);
  if (tries !== undefined) return { en: `${tries} tries left`, ja: `残り${tries}回` };
  return meanings[word] ?? { en: 'other status word', ja: 'その他のステータスワード' };
}
