import type { Language } from '@kazashi/conformance/result';
import { byteRuns } from '../byte-runs.ts';
import { words } from '../words.ts';
import { html, type Markup } from './markup.ts';

/** Hex digits in pairs, with covered bytes and the middle of long runs told by their number. */
export function spaced(digits: string, language: Language, whole = false): Markup[] {
  return byteRuns(digits, whole).map((run) => {
    if (run.kind === 'bytes') return html`${run.text} `;
    return run.kind === 'covered'
      ? html`<span class="cov">${run.count} ${words.bytes[language]} ${words.covered[language]}</span> `
      : html`<span class="gap">… ${run.count} ${words.bytes[language]} …</span> `;
  });
}

/** A command APDU with its header set apart. */
export function commandBytes(digits: string, language: Language, whole: boolean): Markup {
  return html`<div class="apdu" data-way="›"><span class="h">${spaced(digits.slice(0, 8), language)}</span>${spaced(digits.slice(8), language, whole)}</div>`;
}

/** A response APDU with its status word set apart. */
export function responseBytes(digits: string, language: Language, whole: boolean): Markup {
  const word = digits.slice(-4);
  const kind = word === '9000' ? 'good' : 'bad';
  return html`<div class="apdu" data-way="‹">${spaced(digits.slice(0, -4), language, whole)}<span class="sw ${kind}">${word.toUpperCase()}</span></div>`;
}
