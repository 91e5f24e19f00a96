import type { Language } from '@kazashi/conformance/result';
import { words } from '../words.ts';
import { html, type Markup } from './markup.ts';

const head = 20;
const tail = 6;
const limit = head + tail + 8;

/** Hex digits in pairs, with covered bytes and the middle of long runs told by their number. */
export function spaced(digits: string, language: Language, whole = false): Markup[] {
  const pairs = digits.match(/../g) ?? [];
  const parts: Markup[] = [];
  for (let at = 0; at < pairs.length; ) {
    const covered = pairs[at] === '**';
    let end = at;
    while (end < pairs.length && (pairs[end] === '**') === covered) end++;
    const run = pairs.slice(at, end);
    if (covered) {
      parts.push(
        html`<span class="cov">${run.length} ${words.bytes[language]} ${words.covered[language]}</span> `,
      );
    } else if (run.length > limit && !whole) {
      const hidden = run.length - head - tail;
      parts.push(
        html`${run.slice(0, head).join(' ')} <span class="gap">… ${hidden} ${words.bytes[language]} …</span> ${run.slice(-tail).join(' ')} `,
      );
    } else parts.push(html`${run.join(' ')} `);
    at = end;
  }
  return parts;
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
