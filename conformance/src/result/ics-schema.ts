import { z } from 'zod';

const words = z.string().min(1);
const day = z.iso.date();
/** YAML 1.2 reads yes and no as words, JSON has true and false. */
const answer = z.union([z.enum(['yes', 'no']), z.boolean()]);

/** An ICS file: what somebody declares that the item under test can do. */
export const icsFileSchema = z.strictObject({
  ics: z.literal(1).describe('Version of this form.'),
  item: words.optional().describe('The item that the declarations are about.'),
  declaredBy: words.describe('Who answers for the items that name nobody else.'),
  declaredOn: day.describe('YYYY-MM-DD, for the items that carry no day of their own.'),
  items: z.record(
    z.string(),
    z.union([
      answer,
      z.strictObject({
        supported: answer,
        declaredBy: words.optional(),
        declaredOn: day.optional(),
        note: words.optional(),
      }),
    ]),
  ),
});

/** One answer, with who gave it and when. */
export const icsItemSchema = z.strictObject({
  supported: z.boolean(),
  declaredBy: z.string(),
  declaredOn: z.string(),
  note: z.string().optional(),
});

/** The ICS as a result holds it. */
export const icsSchema = z.strictObject({
  file: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  item: z.string().nullable(),
  items: z.record(z.string(), icsItemSchema),
});

export type IcsFile = z.infer<typeof icsFileSchema>;
export type IcsItem = z.infer<typeof icsItemSchema>;
export type Ics = z.infer<typeof icsSchema>;

/** The declarations with nothing left to be looked up elsewhere in the file. */
export function icsOf(content: IcsFile, file: string, sha256: string): Ics {
  const items = Object.entries(content.items).map(([name, given]): [string, IcsItem] => {
    const {
      supported,
      declaredBy = content.declaredBy,
      declaredOn = content.declaredOn,
      note,
    } = typeof given === 'object' ? given : { supported: given };
    const yes = supported === true || supported === 'yes';
    return [name, { supported: yes, declaredBy, declaredOn, ...(note === undefined ? {} : { note }) }];
  });
  return { file, sha256, item: content.item ?? null, items: Object.fromEntries(items) };
}
