import { z } from 'zod';

const coupling = z.number().gt(0).max(1);

/**
 * What a contactless reader's field does to a card by how well it lies there, its coupling from 0 to 1, and to cards
 * that answer at once. The effects are those that the official questions and answers tell of (a thick case, metal
 * under the reader, the wrong spot, two cards); where they begin was measured on no reader.
 */
export const readerFieldSchema = z
  .strictObject({
    /** Below it a card has no power. */
    powered: coupling,
    /** Below it a card takes frames of `weakFrame` bytes and none that are longer: it is found and not activated. */
    steady: coupling,
    /** Below it bits of answers are lost now and then. */
    clean: coupling,
    /** Longest frame, in bytes without CRC, that a card takes which is hardly powered: REQB, and not ATTRIB. */
    weakFrame: z.int().min(0).max(256),
    /** Chance for each byte of an answer that it arrives wrong, of a card at `steady`; it falls to none at `clean`. */
    errorPerByte: z.number().min(0).max(1),
    /** Highest chance that an answer arrives wrong, however long it is. */
    errorMost: z.number().min(0).max(1),
    /** How many times better than the next the strongest card couples that the reader hears through the others. */
    capture: z.number().min(1),
  })
  .refine(({ powered, steady }) => powered < steady, {
    path: ['steady'],
    error: 'not more than "powered"',
  })
  .refine(({ steady, clean }) => steady < clean, { path: ['clean'], error: 'not more than "steady"' });
export type ReaderField = z.infer<typeof readerFieldSchema>;
