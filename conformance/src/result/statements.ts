import type { Outcome } from '../engine/verdict.ts';
import type { Bilingual } from '../text.ts';

/** How verdicts come to be, in the head of every report. */
export const decisionRule: Bilingual = {
  en: 'Simple acceptance, without uncertainty: a case passes when every check holds, and a negative case only when the rule it names is shown to be what refused. One attempt counts unless the selection says otherwise; every attempt is kept. With several attempts each one counts. Any FAIL makes the run FAIL, also one that a baseline expects; otherwise any ERROR, INCONCLUSIVE or SKIPPED leaves it UNDECIDED; NOT APPLICABLE never counts as passed.',
  ja: '不確かさを考慮しない単純受入れ。すべての検査が成立したケースをPASSとし、否定ケースは、名指しした規則が拒否したことを示せた場合に限りPASSとする。選択に指定がなければ試行は1回とし、すべての試行を残し、複数回の場合は各回を数える。FAILが1件でもあれば(既知の不合格であっても)全体をFAIL、それ以外でERROR・INCONCLUSIVE・SKIPPEDがあればUNDECIDEDとする。NOT APPLICABLEは合格に数えない。',
};

/** What the results say of the item, in one sentence; only a sealed run has anything to say. */
export function conformityStatement(
  outcome: Outcome,
  suite: { readonly name: string; readonly version: string },
  specification: string | null,
  requirements: { readonly applied: number; readonly held: number },
): Bilingual {
  const against = specification ?? `${suite.name} ${suite.version}`;
  const { applied, held } = requirements;
  const counted = {
    en: `${held} of ${applied} applicable requirements were shown to hold`,
    ja: `適用される要求事項${applied}件中${held}件の成立を確認した`,
  };
  switch (outcome) {
    case 'PASS':
      return {
        en: `The item tested meets the requirements of ${against} that were tested: ${counted.en}.`,
        ja: `試験対象は、${against}のうち試験した要求事項を満たす。${counted.ja}。`,
      };
    case 'FAIL':
      return {
        en: `The item tested does not meet the requirements of ${against}: ${counted.en}; at least one was shown not to.`,
        ja: `試験対象は、${against}の要求事項を満たさない。${counted.ja}が、少なくとも1件は不成立であった。`,
      };
    case 'UNDECIDED':
      return {
        en: `No statement on ${against} is made: ${counted.en}, and some cases came to no verdict.`,
        ja: `${against}への適合は判断できない。${counted.ja}が、判定に至らなかったケースがある。`,
      };
    case 'INCOMPLETE':
      return {
        en: 'No statement is made: the run was not completed.',
        ja: '実行が完了していないため、適合を表明しない。',
      };
  }
}

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
