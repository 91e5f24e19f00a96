import { z } from 'zod';
import { cardBlocksSchema } from './card-blocks.ts';
import { cardSwitchesSchema } from './card-profile.ts';
import { bilingual, hexBytes, profileId, sources } from './text.ts';

const tries = z.int().min(1).max(15);

const bytes = (count: number) =>
  hexBytes.refine((text) => text.replace(/\s/g, '').length === 2 * count, {
    error: `not ${count} bytes`,
  });

/**
 * What the phone tells of itself in a field while it emulates a card. Its identifier (PUPI, UID) is drawn anew
 * whenever the field comes up.
 */
const contactlessSchema = z.discriminatedUnion('modulation', [
  z.strictObject({
    modulation: z.literal('B'),
    /** Of the ATQB. @see ISO/IEC 14443-3, 7.9 */
    applicationData: bytes(4),
    protocolInfo: bytes(3),
    /** Maximum buffer length index of the answer to ATTRIB. */
    mbli: z.int().min(0).max(15),
  }),
  z.strictObject({
    modulation: z.literal('A'),
    /** As it is sent, low byte first. @see ISO/IEC 14443-3, 6.5.2 */
    atqa: bytes(2),
    sak: bytes(1),
    /** Answer to select from TL on, without CRC. @see ISO/IEC 14443-4, 5.2 */
    ats: hexBytes,
  }),
]);

/** Pages on which the holder does something before the application is made. */
export const enrolmentStepIds = [
  'acceptTerms',
  'captureFace',
  'enterTextPin',
  'enterSignaturePassword',
  'chooseCertificates',
  'acknowledge',
  'readCard',
  'setSignaturePassword',
  'setAuthenticationPin',
  'addToWallet',
] as const;

/**
 * A model of phone: its contactless face, which has the JPKI application and no other of the card, and the way it
 * is enrolled.
 * @see phone-wallet reference, sections 1.3, 2 and 6.1
 */
export const phoneProfileSchema = z
  .strictObject({
    schema: z.literal(1),
    kind: z.literal('phone'),
    id: profileId,
    title: bilingual,
    platform: z.enum(['android', 'iphone']),
    /** Name of the model; it says TEST. */
    model: z.string().min(1).max(60),
    /** Numbers joined by dots. */
    osVersion: z.string().regex(/^[0-9]+(?:\.[0-9]+)*$/, { error: 'not numbers joined by dots' }),
    /** Major version of the Chrome browser; Android only. */
    browserVersion: z.int().min(1).optional(),
    /** On the list of Android models, or an iPhone XS or later. */
    supported: z.boolean(),
    /** Can carry the proof of attributes. */
    attributeProof: z.boolean(),
    /** Keys and certificates are still there after a factory reset. */
    secureElementSurvivesReset: z.boolean(),
    /** Modulation in which it emulates a card (ISO/IEC 14443), and what it says there. */
    contactless: contactlessSchema,
    /** First 32 bytes of EF 0006 without the blanks after it. */
    tokenLabel: z.string().regex(/^[0-9A-Z]{1,32}$/, { error: 'not 1 to 32 capital letters and digits' }),
    /** What biometrics stand in for. A signature always takes its password. */
    biometrics: z.enum(['none', 'userAuthentication']),
    /** The session at a reader starts with the user authentication PIN satisfied, as biometrics come before the tap. */
    preVerifiedByBiometrics: z.boolean(),
    tries: z.strictObject({ authentication: tries.default(3), signature: tries.default(5) }),
    /** Milliseconds that it takes for commands, as in the profile of a card. */
    executionTimeMs: z.strictObject({
      command: z.number().min(0).default(0),
      verify: z.number().min(0).default(0),
      signature: z.number().min(0).default(0),
    }),
    /** As in the profile of a card; absent: numbers that nobody measured. */
    blocks: cardBlocksSchema.optional(),
    /** Open points of its JPKI application, as in the profile of a card. */
    switches: cardSwitchesSchema,
    /** Steps of enrolment in their order, each with the rule that it follows. */
    steps: z
      .array(
        z.strictObject({
          id: z.enum(enrolmentStepIds),
          rule: z.string().regex(/^L-[0-9]{2,3}$/, { error: 'not the number of a rule, L-nn' }),
        }),
      )
      .min(1),
    /** After the notice the holder registers, or the card warms up by itself. */
    afterNotice: z.enum(['register', 'warmUp']),
    sources,
  })
  .refine(({ model }) => /TEST/.test(model), {
    path: ['model'],
    error: 'a model that was not measured says TEST in its name',
  })
  .refine(({ platform, browserVersion }) => (platform === 'android') === (browserVersion !== undefined), {
    path: ['browserVersion'],
    error: 'an Android phone has a "browserVersion", an iPhone has none',
  })
  .refine((phone) => !phone.preVerifiedByBiometrics || phone.biometrics === 'userAuthentication', {
    path: ['preVerifiedByBiometrics'],
    error: 'only biometrics for user authentication can verify before the tap',
  })
  .refine(
    ({ contactless }) =>
      contactless.modulation === 'B' ||
      Number.parseInt(contactless.ats.trim().slice(0, 2), 16) ===
        contactless.ats.replace(/\s/g, '').length / 2,
    { path: ['contactless', 'ats'], error: 'the first byte of an answer to select is its length' },
  )
  .refine(({ steps }) => new Set(steps.map(({ id }) => id)).size === steps.length, {
    path: ['steps'],
    error: 'a step stands twice',
  })
  .refine(({ steps }) => steps.some(({ id }) => id === 'readCard'), {
    path: ['steps'],
    error: 'no enrolment without the step "readCard"',
  });
export type PhoneProfile = z.infer<typeof phoneProfileSchema>;
