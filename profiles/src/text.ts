import { z } from 'zod';

/** Words for people, in both languages. */
export const bilingual = z.strictObject({ en: z.string().min(1), ja: z.string().min(1) });
export type Bilingual = z.infer<typeof bilingual>;

/** `area/name`, lower case. */
export const profileId = z.string().regex(/^[a-z0-9]+(?:[-.][a-z0-9]+)*(?:\/[a-z0-9]+(?:[-.][a-z0-9]+)*)*$/, {
  error: 'not of the form area/name',
});

/** Bytes as hex digits, blanks allowed. */
export const hexBytes = z.string().regex(/^(?:\s*[0-9a-fA-F]{2})+\s*$/, { error: 'not bytes in hex digits' });

/**
 * Where each value comes from: a field name, or a path such as `switches.reselect`, to a source. A path covers
 * everything below it. Sources begin with a mark: `measured`, `observed` (by `kazashi learn`), `standard`, `vendor`,
 * `public-code`, `guide`, `inferred` or `chosen`.
 */
export const sources = z.record(
  z.string(),
  z.string().regex(/^(measured|observed|standard|vendor|public-code|guide|inferred|chosen)\b/, {
    error: 'begins with none of measured, observed, standard, vendor, public-code, guide, inferred, chosen',
  }),
);
