import type { ScenarioSource } from '@kazashi/profiles/scenarios';
import type { Difference, StepReport } from '../scenario/play-step.ts';
import type { ScenarioOutcome } from '../scenario/scenario-subject.ts';
import type { Language, Words } from './io.ts';
import { resultNames } from './result-names.ts';
import { knownToScenarios } from './scenario-world.ts';

const actorNames: Readonly<Record<string, Words>> = {
  holder: { en: 'holder', ja: '本人' },
  counter: { en: 'counter', ja: '窓口' },
  kiosk: { en: 'kiosk', ja: 'キオスク' },
  callCentre: { en: 'call centre', ja: 'コールセンター' },
  facilityCallCentre: { en: 'facility line', ja: '施設窓口' },
  facilityApplicant: { en: 'facility', ja: '施設' },
  portal: { en: 'portal app', ja: 'ポータル' },
  wallet: { en: 'Wallet', ja: 'ウォレット' },
  facilityApp: { en: 'facility app', ja: '資格確認アプリ' },
  backOffice: { en: 'back office', ja: 'バックオフィス' },
  clock: { en: 'clock', ja: '時計' },
  card: { en: 'card', ja: 'カード' },
};

/** What comes about by itself. */
const happenings: Readonly<Record<string, Words>> = {
  'backOffice.opened': { en: 'Processing opens', ja: '受付処理が始まる' },
  'backOffice.closed': { en: 'Processing closes', ja: '受付処理が終わる' },
  'backOffice.accepted': { en: 'The application is taken up', ja: '申請の処理が始まる' },
  'backOffice.notified': { en: 'The notice arrives', ja: '通知が届く' },
  'portal.usable': { en: 'The phone can be used', ja: 'スマートフォンが利用可能になる' },
  'clock.unlocked': { en: 'The account is unlocked', ja: 'アカウントのロックが解除される' },
  'clock.deregistered': { en: 'The device is deregistered', ja: '端末の登録が解除される' },
};

const time = (iso: string): string => iso.slice(11, 19);
const padded = (text: string, width: number): string => {
  // A full-width character takes two columns.
  const columns = [...text].reduce((sum, character) => sum + (character > '\u2fff' ? 2 : 1), 0);
  return text + ' '.repeat(Math.max(1, width - columns));
};

function outcomeText(outcome: ScenarioOutcome, language: Language): string {
  const rule = outcome.rule === undefined ? '' : ` ${outcome.rule}: ${outcome.message?.[language] ?? ''}`;
  if (!outcome.taken) return `${{ en: 'refused', ja: '拒否' }[language]}${rule}`;
  if (outcome.result === undefined) return { en: 'done', ja: '完了' }[language];
  return `${resultNames[outcome.result]?.[language] ?? outcome.result}${rule}`;
}

const dataText = (data: Readonly<Record<string, string>> | undefined): string =>
  data === undefined
    ? ''
    : ` (${Object.entries(data)
        .map(([name, value]) => `${name} ${value}`)
        .join(', ')})`;

/** The lines of a scenario told to people. */
export class ScenarioTeller {
  readonly #language: Language;
  #date = '';

  constructor(language: Language) {
    this.#language = language;
  }

  title({ scenario }: ScenarioSource): string[] {
    const { id, title, story } = scenario;
    const told = story === undefined ? [] : [`  ${story[this.#language].trim()}`];
    return [`${id}: ${title[this.#language]}`, ...told];
  }

  step({ at, step, outcome, happened, exchanges, differences }: StepReport): string[] {
    const language = this.#language;
    const lines: string[] = [];
    const entry = (when: string, who: string, what: string, came?: string): void => {
      if (this.#date !== when.slice(0, 10)) {
        this.#date = when.slice(0, 10);
        lines.push(`  ${this.#date}`);
      }
      const [actor = '', ...number] = who.split(' ');
      const name = [actorNames[actor]?.[language] ?? actor, ...number].join(' ');
      lines.push(`  ${time(when)}  ${padded(name, 16)}${what}`);
      if (came !== undefined) lines.push(`${' '.repeat(28)}→ ${came}`);
    };
    const whose = (who: string): string => (step.who === undefined ? who : `${who} ${step.who}`);
    for (const words of [step.note, step.say]) if (words) lines.push(`  ※ ${words[language].trim()}`);
    for (const { type, at: when } of happened) {
      entry(when, type.split('.')[0]!, happenings[type]?.[language] ?? type);
    }
    if (step.event !== undefined) {
      const text = knownToScenarios.events.get(step.event)?.text[language] ?? step.event;
      const came = outcome === undefined ? undefined : outcomeText(outcome, language);
      entry(at, whose(step.event.split('.')[0]!), `${text}${dataText(step.data)}`, came);
    }
    if (step.clock !== undefined && happened.length === 0) entry(at, 'clock', step.clock);
    for (const { command, response } of exchanges ?? []) entry(at, whose('card'), `${command} → ${response}`);
    if (step.state !== undefined && differences.length === 0) {
      for (const [path, value] of Object.entries(step.state))
        lines.push(`${' '.repeat(28)}✓ ${path}: ${value}`);
    }
    return lines;
  }

  difference({ what, expected, found, why }: Difference, place: string): string[] {
    const words = {
      en: { differs: 'differs', expected: 'expected', found: 'found', why: 'why' },
      ja: { differs: '異なります', expected: '期待', found: '実際', why: '理由' },
    }[this.#language];
    return [
      `${place}: ${what}: ${words.differs}`,
      `  ${words.expected}: ${expected}`,
      `  ${words.found}: ${found}`,
      ...Object.entries(why).map(([id, text]) => `  ${words.why}: ${id} ${text[this.#language]}`),
    ];
  }

  end(end: 'done' | 'stopped' | 'differs', steps: number): string {
    const said: Readonly<Record<typeof end, Words>> = {
      done: { en: `as told, ${steps} steps`, ja: `全${steps}ステップ、筋書きどおり` },
      stopped: { en: `stopped after ${steps} steps`, ja: `${steps}ステップで停止` },
      differs: { en: `differs after ${steps} steps`, ja: `${steps}ステップの後で相違` },
    };
    return `  ${said[end][this.#language]}`;
  }
}
