import type { Language } from '../text.ts';

/** What a subject is called in a language; in English where it has no other name. */
export const subjectTitle = (
  { title, titleJa }: { readonly title: string; readonly titleJa?: string | undefined },
  language: Language,
): string => (language === 'ja' ? (titleJa ?? title) : title);
