import type { Bilingual } from '../../text.ts';

export const t = (en: string, ja: string): Bilingual => ({ en, ja });
