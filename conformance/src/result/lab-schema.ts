import { z } from 'zod';

const words = z.string().min(1).nullable();
const number = z.number().nullable();
const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'SHA-256 as 64 hex digits in lower case')
  .nullable();
const day = z.iso.date().nullable();
const manyWords = z.array(z.string().min(1));

/**
 * What a laboratory says of itself, its customer, the item and the people: everything a report's head needs that
 * no program can find out. `null` is "not stated", and reports say so.
 * @see ISO/IEC 17025:2017, 7.8.2.1
 */
export const labSchema = z.strictObject({
  report: z.strictObject({
    number: words.describe('Number that the laboratory gives; the run’s own id without it.'),
    revision: words,
    replaces: words.describe('Number of the report that this one amends.'),
  }),
  laboratory: z.strictObject({
    name: words,
    address: words,
    accreditation: words.describe('Number of the accreditation that covers these tests.'),
  }),
  customer: z.strictObject({ name: words, address: words }),
  locations: manyWords.describe('Where the tests were done.'),
  item: z.strictObject({
    manufacturer: words,
    model: words,
    hardwareRevision: words,
    firmware: z.strictObject({ version: words, sha256: hash }),
    serialNumbers: manyWords,
    usb: z.strictObject({ vendorId: words, productId: words, bcdDevice: words, descriptorSha256: hash }),
    pcscName: words,
    driver: words,
    application: z.strictObject({ bundleId: words, version: words, signingCertificateSha256: hash }),
    received: day,
    condition: words,
    photos: z.array(z.strictObject({ file: z.string().min(1), sha256: hash, title: words })),
  }),
  means: z.strictObject({
    reader: z.strictObject({
      manufacturer: words,
      model: words,
      firmware: words,
      serialNumber: words,
      driver: words,
    }),
    referenceCards: manyWords,
    instruments: manyWords,
    calibration: words,
    clock: z.strictObject({ source: words, offsetMs: number }),
    validation: z.strictObject({ run: words, mutantsKilled: words }),
  }),
  environment: z.strictObject({
    temperatureCelsius: number,
    humidityPercent: number,
    fieldStrength: words,
    note: words,
  }),
  people: z.strictObject({ operators: manyWords, reviewer: words, authoriser: words }),
  method: z.strictObject({
    specification: words.describe('Specification and edition that the statement of conformity is about.'),
    pixit: z.strictObject({ file: words, sha256: hash }),
    deviations: manyWords,
    exclusions: manyWords,
    waivers: z.array(z.strictObject({ case: z.string(), reason: z.string(), authority: z.string() })),
  }),
  externallyProvided: manyWords.describe('Results that others provided.'),
});

export type Lab = z.infer<typeof labSchema>;

/** A lab file: the same with anything left out, and the version of the form. */
export const labFileSchema = z.strictObject({ lab: z.literal(1), ...leftOut(labSchema).shape });

/** The same object with every member optional, at every depth. */
function leftOut(schema: z.ZodObject): z.ZodObject {
  return z.strictObject(
    Object.fromEntries(
      Object.entries(schema.shape).map(([name, member]) => [
        name,
        (member instanceof z.ZodObject ? leftOut(member) : (member as z.ZodType)).optional(),
      ]),
    ),
  );
}

/** Everything a lab file left out as `null` or an empty list. */
export function labOf(content: Readonly<Record<string, unknown>> = {}): Lab {
  const { lab: _, ...given } = content;
  return labSchema.parse(filled(labSchema, given));
}

function filled(schema: z.ZodObject, given: unknown): Record<string, unknown> {
  const members = (given ?? {}) as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(schema.shape).map(([name, member]) => {
      if (member instanceof z.ZodObject) return [name, filled(member, members[name])];
      return [name, members[name] ?? (member instanceof z.ZodArray ? [] : null)];
    }),
  );
}
