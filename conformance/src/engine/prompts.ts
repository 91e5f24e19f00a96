import type { Bilingual } from '../text.ts';

/** A drawing of what is asked for: for pages and robots' consoles, and in characters for terminals. */
interface Picture {
  readonly svg: string;
  readonly ascii: string;
}

/** Something that somebody at the bench is asked to do. */
export interface Prompt {
  readonly text: Bilingual;
  readonly picture: Picture;
}

/** Reader below, card above it, and what happens between them. */
const drawing = (between: string, label: Bilingual): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 120" width="160" height="120" role="img" aria-label="${label.en} / ${label.ja}" fill="none" stroke="#24476b" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"><rect x="20" y="92" width="120" height="20" rx="5" fill="#dfe4ea"/><circle cx="128" cy="102" r="2" fill="#24476b"/>${between}</svg>`;

/** An ID-1 card, 1.586 to 1, with its chip. */
const card = (y: number): string =>
  `<rect x="46" y="${y}" width="68" height="43" rx="5" fill="#ffffff"/><rect x="54" y="${y + 14}" width="12" height="10" rx="2" fill="#f0d27a" stroke-width="1.5"/>`;

const arrow = (from: number, to: number): string => {
  const head = to < from ? 7 : -7;
  return `<path d="M136 ${from}V${to}M129 ${to + head}L136 ${to}L143 ${to + head}" stroke="#b3261e"/>`;
};

const removal: Bilingual = {
  en: 'Take the card off the reader.',
  ja: 'カードをリーダーから離してください。',
};
const presentation: Bilingual = {
  en: 'Put the card on the reader.',
  ja: 'カードをリーダーに置いてください。',
};
const turn: Bilingual = {
  en: 'Turn the card over and put it back on the reader.',
  ja: 'カードを裏返してリーダーに置き直してください。',
};

/** What can be asked. Names are part of what robots rely on. @see docs/lab.md, Prompts */
export const prompts = {
  'remove-card': {
    text: removal,
    picture: {
      svg: drawing(`${card(14)}${arrow(84, 20)}`, removal),
      ascii: [
        '   +--------+   ^',
        '   | []     |   |',
        '   +--------+   |',
        '                |',
        '  [==========]',
      ].join('\n'),
    },
  },
  'present-card': {
    text: presentation,
    picture: {
      svg: drawing(`${card(44)}${arrow(20, 84)}`, presentation),
      ascii: [
        '                |',
        '   +--------+   |',
        '   | []     |   |',
        '   +--------+   v',
        '  [==========]',
      ].join('\n'),
    },
  },
  'turn-card': {
    text: turn,
    picture: {
      svg: drawing(
        `${card(44)}<path d="M50 34C58 8 102 8 110 30M101 27L111 33L116 22" stroke="#b3261e"/>`,
        turn,
      ),
      ascii: [
        '     .-----.',
        '    /       v',
        '   +--------+',
        '   | []     |',
        '   +--------+',
        '  [==========]',
      ].join('\n'),
    },
  },
} as const satisfies Record<string, Prompt>;

export type PromptName = keyof typeof prompts;
export const promptNames = Object.keys(prompts) as PromptName[];
