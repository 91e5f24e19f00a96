/** The languages of messages and reports. */
export const languages = ['en', 'ja'] as const;
export type Language = (typeof languages)[number];

/** Words for people, in every language: one that is missing does not compile. */
export type Bilingual = Readonly<Record<Language, string>>;
