import { z } from 'zod';
import { cardProfileSchema } from './card-profile.ts';
import { personProfileSchema } from './person-profile.ts';
import { phoneProfileSchema } from './phone-profile.ts';
import { readerProfileSchema } from './reader-profile.ts';

/** Schema of each kind of profile. */
export const profileSchemas = {
  reader: readerProfileSchema,
  card: cardProfileSchema,
  person: personProfileSchema,
  phone: phoneProfileSchema,
} as const;
export type ProfileKind = keyof typeof profileSchemas;

/** JSON Schema of a kind of profile as written by hand: what has a default may be left out. */
export const profileJsonSchema = (kind: ProfileKind): z.core.JSONSchema.BaseSchema =>
  z.toJSONSchema(profileSchemas[kind], { io: 'input' });
