import type { Bilingual } from '../text.ts';

type Fill = (...values: string[]) => Bilingual;

/** Of one secret: what cases could do to its tries. */
export const tryCost = (title: Bilingual, sum: string, worst: string, floor: string): Bilingual => ({
  en: `${title.en}: ${sum} tries in all, ${worst} gone at once at worst; ${floor} stay untouched on a real card`,
  ja: `${title.ja}:合計${sum}回、同時に最大${worst}回を消費。実物では${floor}回に触れない`,
});

/** What `run` says, in every language: a message that lacks one does not compile. */
export const messages = {
  pinRefused: () => ({
    en: '--pin is not taken: a command line is seen by others. Give secrets by --secrets FILE or --secrets - (standard input)',
    ja: '--pinは使えない(コマンドラインは他者から見える)。--secrets ファイル、または--secrets -(標準入力)で渡すこと',
  }),
  difference: (expected, observed) => ({
    en: `: expected ${expected}, observed ${observed}`,
    ja: `:期待値 ${expected}、実際 ${observed}`,
  }),
  unknownSelector: (selector, nearest) => ({
    en: `no case, group or suite is called "${selector}"${nearest ? `; nearest: ${nearest}` : ''}`,
    ja: `"${selector}"というケース・グループ・スイートはない${nearest ? `。近いもの:${nearest}` : ''}`,
  }),
  unknownSubject: (address) => ({
    en: `the subject "${address}" is not one of emulated:card, emulated:field, emulated:status, emulated:reader/ID, pcsc:READER NAME, serial:PATH, status:URL, client:COMMAND`,
    ja: `対象"${address}"はemulated:card、emulated:field、emulated:status、emulated:reader/ID、pcsc:リーダー名、serial:パス、status:URL、client:コマンドのいずれでもない`,
  }),
  unknownCost: (cost, known) => ({
    en: `--allow ${cost}: one of ${known}`,
    ja: `--allow ${cost}:${known}のいずれか`,
  }),
  badNumber: (option, value, least, most) => ({
    en: `${option} ${value}: a number from ${least} to ${most}`,
    ja: `${option} ${value}:${least}から${most}までの数`,
  }),
  noSubject: () => ({
    en: 'say what is tested with --subject ADDRESS (with --dry-run and --ics it may be left out)',
    ja: '--subject アドレスで試験対象を指定すること(--dry-runと--icsがあれば省略できる)',
  }),
  needs: (option, other) => ({ en: `${option} needs ${other}`, ja: `${option}には${other}が必要` }),
  notWith: (option, other) => ({
    en: `${option} does not go with ${other}`,
    ja: `${option}は${other}と同時に指定できない`,
  }),
  noResult: (file, why) => ({
    en: `${file} is no result of a run: ${why}`,
    ja: `${file}は実行結果ではない:${why}`,
  }),
  nothingFailed: (file) => ({
    en: `nothing that is selected had failed in ${file}`,
    ja: `選択した中に${file}で不合格だったケースはない`,
  }),
  unknownCase: (file, id, nearest) => ({
    en: `${file}: no case is called "${id}"${nearest ? `; nearest: ${nearest}` : ''}`,
    ja: `${file}:"${id}"というケースはない${nearest ? `。近いもの:${nearest}` : ''}`,
  }),
  otherSuite: (dir, theirs, ours) => ({
    en: `the run in ${dir} was begun with suite ${theirs}; this is ${ours}`,
    ja: `${dir}の実行はスイート${theirs}で始まっており、${ours}では続行できない`,
  }),
  otherSubject: (dir, theirs, ours) => ({
    en: `the run in ${dir} was begun on ${theirs}; this is ${ours}`,
    ja: `${dir}の実行の対象は${theirs}であり、${ours}では続行できない`,
  }),
  planned: (all, run, na, skipped) => ({
    en: `${all} cases: ${run} would run, ${na} do not apply, ${skipped} would be skipped`,
    ja: `${all}件:実行${run}、適用外${na}、省略${skipped}`,
  }),
  triesRestored: () => ({
    en: 'a simulator is put back into its first state before each case: no try is lost',
    ja: 'シミュレーターはケースごとに元の状態へ戻すため、試行回数は失われない',
  }),
  planDifference: (count, all) => ({
    en: `${count} cases differ from the other ICS (of ${all} in the catalogue)`,
    ja: `もう一方のICSと異なるケースは${count}件(全${all}件中)`,
  }),
  contradiction: (item) => ({
    en: `the ICS declares ${item} otherwise than the profile says or was read from the subject`,
    ja: `ICSの${item}の宣言が、プロファイルまたは対象の読み取り結果と異なる`,
  }),
  fullCopy: (file) => ({
    en: `${file} and evidence/*.full.json hold secrets and personal data in clear: keep them to yourself`,
    ja: `${file}とevidence/*.full.jsonには暗証番号や個人情報がそのまま含まれる。取り扱いに注意すること`,
  }),
  signed: (file, subject) => ({ en: `signed: ${file}, by ${subject}`, ja: `署名:${file}(${subject})` }),
  fileMissing: (file) => ({ en: `${file} is not there`, ja: `${file}がない` }),
  noCertificate: (file) => ({
    en: `${file} is no certificate in PEM`,
    ja: `${file}はPEM形式の証明書ではない`,
  }),
  badSigner: (file, why) => ({ en: `${file}: ${why}`, ja: `${file}:${why}` }),
  unexpectedPass: (id, reason) => ({
    en: `UNEXPECTED PASS ${id}: expected to fail (${reason}); take it out of the baseline`,
    ja: `予期しない合格 ${id}:不合格のはずだった(${reason})。ベースラインから除くこと`,
  }),
  expectedFailures: (count) => ({
    en: `${count} failures that the baseline expects; they do not count for the exit code`,
    ja: `ベースラインどおりの不合格${count}件(終了コードには数えない)`,
  }),
  flaky: (id, failed, attempts) => ({
    en: `FLAKY ${id}: failed ${failed} of ${attempts} attempts`,
    ja: `不安定 ${id}:${attempts}回中${failed}回不合格`,
  }),
  resuming: (done, all) => ({
    en: `continuing: ${done} of ${all} attempts are done`,
    ja: `続行:${all}回中${done}回は実行済み`,
  }),
  compared: (a, b) => ({ en: `A ${a}\nB ${b}`, ja: `A ${a}\nB ${b}` }),
  comparison: (same, both, deviations, regressions) => ({
    en: `${same} of ${both} cases judged in both agree; ${deviations} deviate, ${regressions} are regressions`,
    ja: `双方で判定した${both}件中${same}件が一致。相違${deviations}件、うち悪化${regressions}件`,
  }),
  otherCatalogue: () => ({
    en: 'the two were made with different suites',
    ja: '2つの結果はスイートが異なる',
  }),
  unusable: (file, why) => ({
    en: `${file} cannot be compared: ${why}`,
    ja: `${file}は比較できない:${why}`,
  }),
  incomplete: () => ({ en: 'the run is INCOMPLETE', ja: '実行が未完了(INCOMPLETE)' }),
  sealBroken: () => ({ en: 'it was changed after it was sealed', ja: '封印後に変更されている' }),
  fault: (code, file, what) => ({ en: `${code}  ${file}: ${what}`, ja: `${code}  ${file}:${what}` }),
  verified: (cases, evidence, lines) => ({
    en: `VALID: ${cases} cases, ${evidence} pieces of evidence, ${lines} lines of journal are as they were written`,
    ja: `有効:ケース${cases}件、証跡${evidence}件、ジャーナル${lines}行は書かれたときのまま`,
  }),
  fullBelongs: () => ({
    en: 'the full copy belongs to the masked one',
    ja: '全文の写しはマスク済みの写しと対応している',
  }),
  signedBy: (subject, at, fingerprint) => ({
    en: `signed by ${subject} at ${at}; certificate SHA-256 ${fingerprint}`,
    ja: `署名者${subject}、${at}。証明書SHA-256 ${fingerprint}`,
  }),
  trustUnknown: () => ({
    en: 'whether that certificate is to be trusted was not asked (--trust CERT)',
    ja: 'その証明書を信頼できるかは確認していない(--trust 証明書)',
  }),
  faulty: (count) => ({ en: `NOT VALID: ${count} faults`, ja: `無効:${count}件の不備` }),
  noRun: (path) => ({ en: `${path} holds no run`, ja: `${path}に実行の記録はない` }),
  again: (command) => ({ en: `again, what failed: ${command}`, ja: `不合格のみ再実行:${command}` }),
  badOperator: (value) => ({
    en: `--operator ${value}: terminal, none, or an http(s) URL`,
    ja: `--operator ${value}:terminal、none、またはhttp(s)のURL`,
  }),
  unreadable: (file, why) => ({ en: `${file} cannot be read: ${why}`, ja: `${file}を読めない:${why}` }),
  badFile: (where, why) => ({ en: `${where}: ${why}`, ja: `${where}:${why}` }),
  badSecrets: (where, why) => ({ en: `${where}: ${why}`, ja: `${where}:${why}` }),
  noToken: (url) => ({
    en: `set KAZASHI_TOKEN to the token of the simulator at ${url}`,
    ja: `KAZASHI_TOKENに${url}のシミュレーターのトークンを設定すること`,
  }),
  recordSubject: () => ({
    en: 'record needs --subject serial:PATH or pcsc:READER NAME',
    ja: 'recordには--subject serial:パスまたはpcsc:リーダー名が必要',
  }),
  recorded: (file, count, nature) => ({
    en: `${file}: ${count} exchanges with ${nature}`,
    ja: `${file}:${count}件のやり取り(${nature})`,
  }),
  mutantsNeedEmulated: () => ({
    en: '--mutants needs --subject emulated:card, emulated:field, emulated:status, emulated:reader/ID or client:reference: rules are broken in this process only',
    ja: '--mutantsには--subject emulated:card、emulated:field、emulated:status、emulated:reader/ID、client:referenceのいずれかが必要(規則を破れるのは同じプロセス内だけである)',
  }),
  safetyRefused: (secret, tries, worst, floor) => ({
    en: `refused by the safety plan: ${secret} has ${tries} tries left, the cases could take ${worst} and ${floor} stay untouched`,
    ja: `安全計画により拒否:${secret}の残りは${tries}回、ケースが最大${worst}回を使い得るが、${floor}回には触れない`,
  }),
  subjectLine: (title, address, nature) => ({
    en: `${title} (${address}) — ${nature}`,
    ja: `${title}(${address}) — ${nature}`,
  }),
  simulator: () => ({ en: 'SIMULATOR, proved', ja: 'シミュレーター(証明済み)' }),
  program: () => ({
    en: 'PROGRAM under test; the simulator is the means',
    ja: '試験対象はプログラム(シミュレーターは試験の手段)',
  }),
  real: () => ({ en: 'REAL: not proved to be emulated', ja: '実物(エミュレーションと証明されていない)' }),
  stopped: (reason) => ({ en: `STOPPED: ${reason}`, ja: `停止:${reason}` }),
  aborted: () => ({ en: 'aborted: the result is INCOMPLETE', ja: '中断:結果はINCOMPLETE' }),
  written: (file) => ({ en: `result: ${file}`, ja: `結果:${file}` }),
  outcome: (outcome, counts) => ({ en: `${outcome}  ${counts}`, ja: `${outcome}  ${counts}` }),
  requirements: (covered, all) => ({
    en: `${covered} of ${all} requirements shown to hold`,
    ja: `要求事項${all}件中${covered}件の成立を確認`,
  }),
  survivor: (id, text) => ({ en: `SURVIVED ${id}: ${text}`, ja: `生存 ${id}:${text}` }),
  idleCase: (id) => ({ en: `KILLS NOTHING ${id}`, ja: `何も検出しない ${id}` }),
  matrix: (killed, all, cases, sole, seconds) => ({
    en: `${killed} of ${all} mutants killed by ${cases} cases, ${sole} of them the only one to kill some mutant, in ${seconds} s`,
    ja: `${all}個の変異体のうち${killed}個を${cases}件のケースで検出、うち${sole}件は他のどのケースも検出しない変異体を検出(${seconds}秒)`,
  }),
  fileExists: (file) => ({
    en: `${file} is there already; remove it, or take another --out`,
    ja: `${file}は既に存在する。削除するか、別の--outを指定する`,
  }),
  unwritable: (file, reason) => ({
    en: `${file} cannot be written: ${reason}`,
    ja: `${file}に書き込めない:${reason}`,
  }),
  learnt: (file, observed, all) => ({
    en: `${file}: ${observed} of ${all} values observed; the rest are defaults, and say so`,
    ja: `${file}:${all}項目中${observed}項目を観測。残りは既定値で、その旨を記した`,
  }),
  playLearnt: (file) => ({ en: `play it: kazashi up --card ${file}`, ja: `再生:kazashi up --card ${file}` }),
  prompt: (text) => ({
    en: `${text} Then press Enter (s and Enter to skip).`,
    ja: `${text}その後Enterを押してください(sとEnterで省略)。`,
  }),
} as const satisfies Record<string, Fill>;
