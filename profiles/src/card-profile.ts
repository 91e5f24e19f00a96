import { z } from 'zod';
import { cardBlocksSchema } from './card-blocks.ts';
import { bilingual, hexBytes, profileId, sources } from './text.ts';

const tries = z.int().min(1).max(15);

/**
 * The open points of what is known about the card. Each has the default that the reference gives and the
 * other answers that are conceivable.
 * @see jpki-card reference, section 10
 */
export const cardSwitchesSchema = z.strictObject({
  /** SELECT with P2=00: an FCI template naming the application, or no data. */
  fci: z.enum(['df-name', 'none']).default('df-name'),
  /** Security status after the current application is selected once more. */
  reselectCurrent: z.enum(['cleared', 'kept']).default('cleared'),
  /** Empty VERIFY while the reference is verified. */
  queryWhenVerified: z.enum(['tries', 'success']).default('tries'),
  /** VERIFY with a value of impossible length or characters. */
  malformedSecret: z.enum(['counts', 'wrong-length']).default('counts'),
  /** Bytes after the certificate in its file, up to `certificateFileLength`. */
  certificateFiller: z.enum(['none', 'ff']).default('none'),
  certificateFileLength: z.int().min(1600).max(32_767).default(2048),
  /** What a card without signature certificate does with its password reference 001B. */
  absentSignature: z.enum(['reference-exists', 'reference-absent']).default('reference-exists'),
  /** SELECT EF or VERIFY with no application selected. */
  noApplication: z.enum(['6986', '6a82', '6a88']).default('6986'),
  /** VERIFY through P2=80 with no current EF, or with one that is no reference. */
  noCurrentKey: z.enum(['6986', '6a88']).default('6986'),
  /** SELECT by an empty name. */
  emptyName: z.enum(['issuer-security-domain', '6a82']).default('issuer-security-domain'),
  /** SELECT with P2=02, the next occurrence. */
  nextOccurrence: z.enum(['6a82', '6a86']).default('6a82'),
  /** Files that exist with an unknown purpose. */
  unidentifiedFiles: z.enum(['internal', 'absent']).default('internal'),
  /** Command chaining (class 10). */
  chaining: z.enum(['6884', 'accepted']).default('6884'),
  /** Extended key usage of the signature certificate. */
  signatureExtendedKeyUsage: z.enum(['none', 'email-protection']).default('none'),
  /** COMPUTE DIGITAL SIGNATURE with P1=00 and an impossible length. */
  signatureInputLength: z.enum(['6700', '6985']).default('6700'),
  /** COMPUTE DIGITAL SIGNATURE through P2=80 when no private key is current. */
  signatureNoKey: z.enum(['6986', '6a88']).default('6986'),
});
export type CardSwitches = z.infer<typeof cardSwitchesSchema>;

/** A make of card: interface, applications, limits, and the answers to the open points. */
export const cardProfileSchema = z.strictObject({
  schema: z.literal(1),
  kind: z.literal('card'),
  id: profileId,
  title: bilingual,
  interface: z.enum(['contact', 'contactless']),
  /** Answer to Reset as a contact reader gets it, or as a contactless reader makes it up (PC/SC part 3). */
  atr: hexBytes,
  /** Type B answer, for contactless cards: ApplicationData 4 bytes, ProtocolInfo 3, MBLI. */
  atqb: z
    .strictObject({
      applicationData: hexBytes,
      protocolInfo: hexBytes,
      mbli: z.int().min(0).max(15),
      /** 4 bytes, the same for ever; absent: drawn anew whenever the field comes up. */
      pupi: hexBytes.optional(),
      /** Family and subfamily, one byte, that it answers to besides AFI 00, or `any`; absent: 00 alone. */
      afi: z.union([z.literal('any'), z.string().regex(/^[0-9a-f]{2}$/i)]).optional(),
    })
    .optional(),
  applications: z
    .array(z.enum(['jpki', 'text', 'visual', 'common', 'juki', 'licence', 'extended-length-test']))
    .min(1),
  tries: z.strictObject({
    authentication: tries.default(3),
    signature: tries.default(5),
    text: tries.default(3),
    numberA: tries.default(10),
    numberB: tries.default(10),
    card: tries.default(3),
    /** The visual application counts apart from the text application. */
    visualBirth: tries.default(10),
    visualNumberA: tries.default(10),
    visualNumberB: tries.default(10),
    /** Of a card with the licence application; 10 when absent. */
    licence: tries.optional(),
  }),
  /** Milliseconds the card takes, told to media that pace; zero is at once. */
  executionTimeMs: z.strictObject({
    command: z.number().min(0).default(0),
    verify: z.number().min(0).default(0),
    signature: z.number().min(0).default(0),
  }),
  /** Of a contactless card; absent: numbers that nobody measured. */
  blocks: cardBlocksSchema.optional(),
  switches: cardSwitchesSchema,
  sources,
});
export type CardProfile = z.infer<typeof cardProfileSchema>;
