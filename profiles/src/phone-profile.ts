import { z } from 'zod';
import { bilingual, profileId, sources } from './text.ts';

const tries = z.int().min(1).max(15);

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
    /** Modulation in which it emulates a card (ISO/IEC 14443). */
    contactless: z.enum(['A', 'B']),
    /** First 32 bytes of EF 0006 without the blanks after it. */
    tokenLabel: z.string().regex(/^[0-9A-Z]{1,32}$/, { error: 'not 1 to 32 capital letters and digits' }),
    /** What biometrics stand in for. A signature always takes its password. */
    biometrics: z.enum(['none', 'userAuthentication']),
    /** The session at a reader starts with the user authentication PIN satisfied, as biometrics come before the tap. */
    preVerifiedByBiometrics: z.boolean(),
    tries: z.strictObject({ authentication: tries.default(3), signature: tries.default(5) }),
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
  .refine(({ steps }) => new Set(steps.map(({ id }) => id)).size === steps.length, {
    path: ['steps'],
    error: 'a step stands twice',
  })
  .refine(({ steps }) => steps.some(({ id }) => id === 'readCard'), {
    path: ['steps'],
    error: 'no enrolment without the step "readCard"',
  });
export type PhoneProfile = z.infer<typeof phoneProfileSchema>;
