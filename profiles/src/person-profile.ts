import { z } from 'zod';
import { characterCount } from './character-count.ts';
import { bilingual, profileId, sources } from './text.ts';

const digits = (count: number) =>
  z.string().regex(new RegExp(`^[0-9]{${count}}$`), { error: `not ${count} digits` });
const calendarDate = z.string().refine(
  (text) => {
    const parts = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
    if (parts === null) return false;
    const [year, month, day] = parts.slice(1).map(Number);
    const date = new Date(Date.UTC(year!, month! - 1, day));
    return date.getUTCMonth() === month! - 1 && date.getUTCDate() === day;
  },
  { error: 'not a day of the calendar, YYYY-MM-DD' },
);

/** The check digit of a twelve-digit individual number (Ordinance No. 85 of 2014, article 5). */
export function individualNumberCheckDigit(first11: string): number {
  let sum = 0;
  for (let n = 1; n <= 11; n++) {
    const digit = Number(first11[11 - n]);
    sum += digit * (n <= 6 ? n + 1 : n - 5);
  }
  const rest = sum % 11;
  return rest <= 1 ? 0 : 11 - rest;
}

/** One `0` or `1` per character: 1 where the character stands in for one that the certificate cannot carry. */
const substitutes = z.string().regex(/^[01]*$/, { error: 'not a row of 0 and 1' });

/** An invented person: what the card says of its holder, and the secrets the holder chose. */
export const personProfileSchema = z
  .strictObject({
    schema: z.literal(1),
    kind: z.literal('person'),
    id: profileId,
    title: bilingual,
    /** Family and given name with U+3000 between; it says TEST (テスト, 見本 or the like). */
    name: z.string().min(1).max(100),
    address: z.string().min(1).max(200),
    /** Date of birth; or `ageYears` instead. */
    birth: calendarDate.optional(),
    /** Age when the calendar starts, for a person who has to stay a child whatever the calendar says. */
    ageYears: z.int().min(0).max(120).optional(),
    /** JIS X 0303: 1 male, 2 female, 0 unknown, 9 not applicable. */
    sex: z.enum(['0', '1', '2', '9']),
    individualNumber: digits(12),
    municipality: z.strictObject({ code: digits(5), prefecture: z.string(), name: z.string() }),
    /** Fifteen digits of the card's serial number on the common application. */
    cardSerial: digits(15),
    securityCode: digits(4),
    /** Substitute-character maps of name and address in the signature certificate. */
    substitutes: z.strictObject({ name: substitutes, address: substitutes }).optional(),
    /** Name in the signature certificate, where characters of the card's name are replaced there. */
    certificateName: z.string().min(1).max(100).optional(),
    /** Address in the signature certificate, likewise. */
    certificateAddress: z.string().min(1).max(200).optional(),
    /** How many days before the calendar's start the card and its certificates were issued. */
    issuedDaysBefore: z.int().min(0),
    signatureCertificate: z.boolean(),
    secrets: z.strictObject({
      authentication: digits(4),
      signature: z.string().regex(/^(?=.*[A-Z])(?=.*[0-9])[A-Z0-9]{6,16}$/, {
        error: 'not 6 to 16 capital letters and digits with one of each',
      }),
      text: digits(4),
      card: digits(4),
      /** Of a card with the licence application; the card PIN when absent. */
      licence: digits(4).optional(),
    }),
    sources,
  })
  .refine(
    (person) =>
      individualNumberCheckDigit(person.individualNumber.slice(0, 11)) ===
      Number(person.individualNumber[11]),
    { path: ['individualNumber'], error: 'the check digit of the individual number is wrong' },
  )
  .refine((person) => /TEST|テスト|見本|試験/.test(person.name), {
    path: ['name'],
    error: 'an invented person says so in the name: TEST, テスト, 見本 or 試験',
  })
  .refine((person) => (person.birth === undefined) !== (person.ageYears === undefined), {
    path: ['birth'],
    error: 'a person has either "birth" or "ageYears"',
  })
  .refine((person) => !(person.signatureCertificate && (person.ageYears ?? 15) < 15), {
    path: ['signatureCertificate'],
    error: 'no signature certificate is issued to a holder under 15',
  })
  .refine(
    ({ substitutes: map, name, certificateName }) =>
      map === undefined || map.name.length === characterCount(certificateName ?? name),
    {
      path: ['substitutes', 'name'],
      error: 'the substitute map has one digit per character of the name in the certificate',
    },
  )
  .refine(
    ({ substitutes: map, address, certificateAddress }) =>
      map === undefined || map.address.length === characterCount(certificateAddress ?? address),
    {
      path: ['substitutes', 'address'],
      error: 'the substitute map has one digit per character of the address in the certificate',
    },
  );
export type PersonProfile = z.infer<typeof personProfileSchema>;
