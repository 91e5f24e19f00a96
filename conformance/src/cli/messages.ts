import type { Bilingual } from '../text.ts';

type Fill = (...values: string[]) => Bilingual;

/** What `run` says, in every language: a message that lacks one does not compile. */
export const messages = {
  pinRefused: () => ({
    en: '--pin is not taken: a command line is seen by others. Give secrets by --secrets FILE or --secrets - (standard input)',
    ja: '--pinは使えない(コマンドラインは他者から見える)。--secrets ファイル、または--secrets -(標準入力)で渡すこと',
  }),
  unknownSelector: (selector, nearest) => ({
    en: `no case, group or suite is called "${selector}"${nearest ? `; nearest: ${nearest}` : ''}`,
    ja: `"${selector}"というケース・グループ・スイートはない${nearest ? `。近いもの:${nearest}` : ''}`,
  }),
  unknownSubject: (address) => ({
    en: `the subject "${address}" is not one of emulated:card, pcsc:READER NAME`,
    ja: `対象"${address}"はemulated:card、pcsc:リーダー名のいずれでもない`,
  }),
  unknownCost: (cost, known) => ({
    en: `--allow ${cost}: one of ${known}`,
    ja: `--allow ${cost}:${known}のいずれか`,
  }),
  badRepeat: (value) => ({
    en: `--repeat ${value}: a number from 1 to 1000`,
    ja: `--repeat ${value}:1から1000までの数`,
  }),
  badOperator: (value) => ({
    en: `--operator ${value}: terminal, none, or an http(s) URL`,
    ja: `--operator ${value}:terminal、none、またはhttp(s)のURL`,
  }),
  unreadable: (file, why) => ({ en: `${file} cannot be read: ${why}`, ja: `${file}を読めない:${why}` }),
  badSecrets: (where, why) => ({ en: `${where}: ${why}`, ja: `${where}:${why}` }),
  noToken: (url) => ({
    en: `set KAZASHI_TOKEN to the token of the simulator at ${url}`,
    ja: `KAZASHI_TOKENに${url}のシミュレーターのトークンを設定すること`,
  }),
  mutantsNeedEmulated: () => ({
    en: '--mutants needs --subject emulated:card: rules are broken in this process only',
    ja: '--mutantsには--subject emulated:cardが必要(規則を破れるのは同じプロセス内だけである)',
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
  matrix: (killed, all, cases, seconds) => ({
    en: `${killed} of ${all} mutants killed by ${cases} cases in ${seconds} s`,
    ja: `${all}個の変異体のうち${killed}個を${cases}件のケースで検出(${seconds}秒)`,
  }),
  prompt: (text) => ({ en: `${text} Then press Enter.`, ja: `${text}その後Enterを押してください。` }),
} as const satisfies Record<string, Fill>;
