import type { Bilingual } from '../text.ts';

/** How verdicts come to be, in the head of every report. */
export const decisionRule: Bilingual = {
  en: 'Simple acceptance, without uncertainty: a case passes when every check holds, and a negative case only when the rule it names is shown to be what refused. One attempt counts unless the selection says otherwise; every attempt is kept. Any FAIL makes the run FAIL; otherwise any ERROR, INCONCLUSIVE or SKIPPED leaves it UNDECIDED; NOT APPLICABLE never counts as passed.',
  ja: '不確かさを考慮しない単純受入れ。すべての検査が成立したケースをPASSとし、否定ケースは、名指しした規則が拒否したことを示せた場合に限りPASSとする。選択に指定がなければ試行は1回とし、すべての試行を残す。FAILが1件でもあれば全体をFAIL、それ以外でERROR・INCONCLUSIVE・SKIPPEDがあればUNDECIDEDとする。NOT APPLICABLEは合格に数えない。',
};

/** What a report of this suite is not. */
export const disclaimer: Bilingual = {
  en: 'The results relate only to the item tested. This is not a certification, and it is neither issued nor endorsed by J-LIS, the Digital Agency or an issuer of cards. Requirements rest on public evidence as marked; no normative command specification of the card is public.',
  ja: '結果は試験した対象にのみ関するものである。本書は認証ではなく、J-LIS、デジタル庁、カード発行者のいずれが発行・承認したものでもない。各要求事項は表示した公開情報に基づく。カードのコマンドの規範的仕様は公開されていない。',
};

/** Tests of this kind measure nothing physical. */
export const physicalStatement: Bilingual = {
  en: 'temperature, humidity and field strength not measured; logical tests only',
  ja: '温度・湿度・磁界強度は測定していない(論理試験のみ)',
};
