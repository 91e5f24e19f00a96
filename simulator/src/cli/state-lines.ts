import type { Simulator } from '../simulator.ts';
import type { Language } from './io.ts';

export type StateJson = ReturnType<Simulator['state']>;

const words = {
  expires: { en: 'expires', ja: '有効期限' },
  tries: { en: 'tries', ja: '残り回数' },
  blocked: { en: 'BLOCKED', ja: '閉塞' },
  none: { en: 'none', ja: 'なし' },
  until: { en: 'until', ja: '有効期限' },
  broken: { en: 'broken rules', ja: '意図的に破っている規則' },
  card: { en: 'card', ja: 'カード' },
  phone: { en: 'phone', ja: 'スマートフォン' },
  locked: { en: 'LOCKED', ja: 'ロック中' },
  reader: { en: 'reader', ja: 'リーダー' },
  empty: { en: 'empty', ja: '空' },
} as const;

/** The state for people, a line a thing. */
export function stateLines(state: StateJson, language: Language): string[] {
  const say = (word: keyof typeof words): string => words[word][language];
  const lines = [`${state.clock.now} (${state.clock.mode})`];
  for (const card of state.cards) {
    lines.push(
      `${say('card')} ${card.id}: ${card.profile}, ${card.person}, ${card.state}, ${say('expires')} ${card.expires}`,
    );
    for (const { kind, state: value, serial, notAfter, reason } of card.certificates) {
      const detail = serial === null ? '' : `  ${serial}  ${say('until')} ${notAfter}`;
      lines.push(
        `  ${kind.padEnd(16)} ${serial === null ? say('none') : value}${reason === null ? '' : ` (${reason})`}${detail}`,
      );
    }
    for (const [id, { triesLeft, maxTries, blocked }] of Object.entries(card.secrets)) {
      lines.push(
        `  ${id.padEnd(20)} ${say('tries')} ${triesLeft}/${maxTries}${blocked ? `  ${say('blocked')}` : ''}`,
      );
    }
  }
  for (const phone of state.phones) {
    const shown = phone.portalMenu === null ? [] : [phone.portalMenu[language]];
    const told = [phone.profile, phone.device, ...shown, ...(phone.locked ? [say('locked')] : [])];
    lines.push(`${say('phone')} ${phone.id} [${phone.card}]: ${told.join(', ')}`);
    for (const { kind, state: value, serial, notAfter } of phone.certificates)
      lines.push(`  ${kind.padEnd(16)} ${value}  ${serial}  ${say('until')} ${notAfter}`);
    for (const [id, { triesLeft, maxTries, blocked }] of Object.entries(phone.secrets)) {
      lines.push(
        `  ${id.padEnd(20)} ${say('tries')} ${triesLeft}/${maxTries}${blocked ? `  ${say('blocked')}` : ''}`,
      );
    }
  }
  for (const reader of state.readers) {
    const { card } = reader;
    const holds = card === null ? say('empty') : /^phone\//.test(card) ? card : `${say('card')} ${card}`;
    lines.push(`${say('reader')} "${reader.name}" [${reader.id}]: ${holds}`);
  }
  if (state.brokenRules.length > 0) lines.push(`${say('broken')}: ${state.brokenRules.join(', ')}`);
  return lines;
}
